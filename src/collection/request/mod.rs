//! What a request says of itself: method, URL, headers, body (matching.md 1.2, 1.7–1.9, section 4).
//!
//! Both an item's own request and an example's original request are read here, and nothing is compared.

mod beside;
mod body;
mod decoding;
mod gap;
mod headers;
mod host;
mod origin;
mod path;
mod placeholders;
mod query;
mod url;

pub(crate) use beside::url_with_rows_beside;
pub(crate) use body::read_as_sent as body;
pub use decoding::{decode_form, decode_segment};
pub(crate) use headers::{lines, read as headers, read_asked as asked_headers};
pub(crate) use origin::{Origin, is_request};
pub use path::pattern as path_pattern;
pub(crate) use url::WrittenUrl;
