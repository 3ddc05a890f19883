//! The fields of a `multipart/form-data` body that is at hand as a whole.

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use multer::{Constraints, Multipart, SizeLimit};

/// The most fields that are looked at; a body with more equals nothing.
const FIELDS: usize = 1_000;

/// Text fields with their values, and the keys of files without repetition, each sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) texts: Vec<(String, String)>,
    pub(super) files: Vec<String>,
}

impl Fields {
    pub(super) fn sorted(mut self) -> Self {
        self.texts.sort_unstable();
        self.files.sort_unstable();
        self.files.dedup();
        self
    }
}

/// Reads the fields, or none where the body is not what its content type says.
pub(super) fn read(content_type: &str, body: &[u8]) -> Option<Fields> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let limit = SizeLimit::new().whole_stream(body.len() as u64);
    let whole = stream::once(std::future::ready(Ok::<_, std::io::Error>(Bytes::copy_from_slice(body))));
    let constraints = Constraints::new().size_limit(limit);
    // Everything is at hand, so the future is ready the first time it is asked.
    fields(Multipart::with_constraints(whole, boundary, constraints)).now_or_never()?.ok()
}

async fn fields(mut multipart: Multipart<'_>) -> multer::Result<Fields> {
    let mut fields = Fields::default();
    while let Some(field) = multipart.next_field().await? {
        if fields.texts.len() + fields.files.len() == FIELDS {
            return Err(multer::Error::StreamSizeExceeded { limit: FIELDS as u64 });
        }
        let key = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            fields.files.push(key);
        } else {
            fields.texts.push((key, field.text().await?));
        }
    }
    Ok(fields.sorted())
}
