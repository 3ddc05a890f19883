//! Whether a place in a JSON text is inside a string, so that a value filled in there is escaped.

use std::borrow::Cow;

/// How far a JSON text has been followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum JsonState {
    /// Between strings.
    #[default]
    Outside,
    /// In a string.
    Inside,
    /// In a string, behind a backslash.
    Escaped,
}

impl JsonState {
    /// Follows the text a piece further.
    pub(crate) fn advance(self, text: &str) -> Self {
        text.bytes().fold(self, Self::step)
    }

    /// Follows the text one byte further.
    pub(crate) fn step(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Outside, b'"') | (Self::Escaped, _) => Self::Inside,
            (Self::Inside, b'"') => Self::Outside,
            (Self::Inside, b'\\') => Self::Escaped,
            _ => self,
        }
    }

    /// The value as it has to stand here.
    pub(crate) fn escape(self, value: &str) -> Cow<'_, str> {
        if self == Self::Outside || !value.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            return Cow::Borrowed(value);
        }
        let quoted = serde_json::to_string(value).unwrap_or_default();
        let bare = quoted.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"'));
        Cow::Owned(bare.unwrap_or_default().to_owned())
    }
}
