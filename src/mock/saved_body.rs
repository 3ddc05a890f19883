//! The body that a saved response stands for: its text, or the bytes that the text encodes.

use bytes::Bytes;
use data_encoding::{BASE64, Specification};
use http::HeaderValue;
use percent_encoding::percent_decode_str;

use super::content_type::{essence, is_text, says_something};

/// What is sent of a saved body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SavedBody {
    /// The text itself.
    Text,
    /// What it encodes, and the type that it says of itself.
    Decoded { bytes: Bytes, media_type: Option<String> },
}

impl SavedBody {
    /// Reads a body that is a data URI, or base64 under a content type of binary content.
    pub(super) fn of(text: &str, content_type: Option<&HeaderValue>) -> Self {
        let said = content_type.filter(|said| says_something(said)).and_then(|said| said.to_str().ok());
        let decoded = match said {
            Some(said) if is_text(said) => None,
            Some(said) => data_uri(text).or_else(|| Some((base64_of(text, said)?, None))),
            None => data_uri(text),
        };
        match decoded {
            Some((bytes, media_type)) => Self::Decoded { bytes: bytes.into(), media_type },
            None => Self::Text,
        }
    }
}

/// What a `data:` URI holds, and its media type (RFC 2397).
fn data_uri(text: &str) -> Option<(Vec<u8>, Option<String>)> {
    let (kind, data) = text.trim().strip_prefix("data:")?.split_once(',')?;
    let (media_type, bytes) = match kind.strip_suffix(";base64") {
        Some(media_type) => (media_type, base64(&percent_decode_str(data).decode_utf8().ok()?)?),
        None => (kind, percent_decode_str(data).collect()),
    };
    let media_type = (!media_type.is_empty()).then(|| media_type.to_owned());
    Some((bytes, media_type))
}

/// A short text under `application/octet-stream` may be a word that happens to be base64.
const SHORTEST: usize = 16;

fn base64_of(text: &str, content_type: &str) -> Option<Vec<u8>> {
    let essence = essence(content_type);
    let is_surely_binary =
        ["image/", "audio/", "video/", "font/"].iter().any(|kind| essence.starts_with(kind))
            || matches!(essence.as_str(), "application/pdf" | "application/zip" | "application/gzip");
    let text = text.trim();
    let may_be = !text.is_empty() && (is_surely_binary || text.len() >= SHORTEST);
    if may_be { base64(text) } else { None }
}

/// With or without line breaks and padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    BASE64.decode(text.as_bytes()).ok().or_else(|| unpadded()?.decode(text.as_bytes()).ok())
}

fn unpadded() -> Option<data_encoding::Encoding> {
    let mut specification: Specification = BASE64.specification();
    specification.padding = None;
    specification.encoding().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, text: &str, content_type: &'static str, expected: Option<(&[u8], Option<&str>)>) {
        let header = HeaderValue::from_static(content_type);
        let header = (!content_type.is_empty()).then_some(&header);
        let body = SavedBody::of(text, header);
        let found = match &body {
            SavedBody::Text => None,
            SavedBody::Decoded { bytes, media_type } => Some((&bytes[..], media_type.as_deref())),
        };
        assert_eq!(found, expected, "{row}");
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    const PNG_BASE64: &str = "iVBORw0KGgo=";

    #[test]
    fn a_body_that_encodes_bytes_goes_out_decoded() {
        let uri = format!("data:image/png;base64,{PNG_BASE64}");
        check("a data URI", &uri, "", Some((PNG, Some("image/png"))));
        check("under its type", &format!(" {uri}\n"), "image/png", Some((PNG, Some("image/png"))));
        check("under */*", &uri, "*/*", Some((PNG, Some("image/png"))));
        check(
            "percent-encoded",
            "data:image/svg+xml,%3Csvg/%3E",
            "",
            Some((b"<svg/>", Some("image/svg+xml"))),
        );
        check("without a type", "data:,a%20b", "", Some((b"a b", None)));
        check("base64", PNG_BASE64, "image/png", Some((PNG, None)));
        check("in lines", "iVBO\r\nRw0K\r\nGgo=\r\n", "image/png", Some((PNG, None)));
        check("without padding", "iVBORw0KGgo", "image/png", Some((PNG, None)));
        let long = "iVBORw0KGgoAAAANSUhEUg==";
        let bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        check("octets", long, "application/octet-stream", Some((bytes, None)));
    }

    #[test]
    fn other_bodies_are_text() {
        let uri = format!("data:image/png;base64,{PNG_BASE64}");
        check("a data URI in a text", &uri, "text/plain", None);
        check("no type says that it is binary", PNG_BASE64, "", None);
        check("JSON", PNG_BASE64, "application/json", None);
        check("a vector image is a text", PNG_BASE64, "image/svg+xml", None);
        check("a short word", "test", "application/octet-stream", None);
        check("no base64", "<binary>", "image/png", None);
        check("empty", "", "image/png", None);
        check("no data URI", "data: none", "", None);
    }
}
