//! The fields of a `multipart/form-data` body that is at hand as a whole.

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use multer::{Constraints, Multipart, SizeLimit};

use crate::collection::{FormField, FormValue};

/// The most fields that are looked at; a body with more is not read at all.
const FIELDS: usize = 1_000;

/// The fields in the order sent, or none where the body is not what its content type says.
pub(crate) fn multipart(content_type: &str, body: &[u8]) -> Option<Vec<FormField>> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let limit = SizeLimit::new().whole_stream(body.len() as u64);
    let whole = stream::once(std::future::ready(Ok::<_, std::io::Error>(Bytes::copy_from_slice(body))));
    let constraints = Constraints::new().size_limit(limit);
    // Everything is at hand, so the future is ready the first time it is asked.
    fields(Multipart::with_constraints(whole, boundary, constraints)).now_or_never()?.ok()
}

async fn fields(mut multipart: Multipart<'_>) -> multer::Result<Vec<FormField>> {
    let mut fields = Vec::new();
    while let Some(field) = multipart.next_field().await? {
        if fields.len() == FIELDS {
            return Err(multer::Error::StreamSizeExceeded { limit: FIELDS as u64 });
        }
        let key = field.name().unwrap_or_default().to_owned();
        let value = match field.file_name() {
            Some(_) => FormValue::File,
            None => FormValue::Text(field.text().await?),
        };
        fields.push(FormField { key, value });
    }
    Ok(fields)
}
