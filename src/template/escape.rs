//! How a value is kept from breaking out of the text that it is filled into.

use crate::collection::JsonState;

/// How the values filled into a text are made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// They go in as they are.
    None,
    /// The text is the value of a header: control characters, CR, LF and NUL among them, are left out,
    /// so that what was a valid header value is one still.
    Header,
    /// The text is JSON: within its strings values are escaped, elsewhere they go in as they are.
    Json,
}

impl Escape {
    /// Adds `value`; for JSON, the place is within a string.
    pub(super) fn push(self, value: &str, out: &mut Vec<u8>) {
        match self {
            Self::None => out.extend_from_slice(value.as_bytes()),
            Self::Header => out.extend(value.bytes().filter(|byte| may_stand_in_header(*byte))),
            Self::Json => out.extend_from_slice(JsonState::Inside.escape(value).as_bytes()),
        }
    }
}

/// What `http::HeaderValue` takes: everything but control characters, of which only the tab may stay.
fn may_stand_in_header(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}
