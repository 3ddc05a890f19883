//! Whether a place in a JSON text is inside a string, so that a value filled in there is escaped.

use std::borrow::Cow;

/// How far a JSON text has been followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum JsonState {
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
    pub(super) fn advance(self, text: &str) -> Self {
        text.bytes().fold(self, |state, byte| match (state, byte) {
            (Self::Outside, b'"') | (Self::Escaped, _) => Self::Inside,
            (Self::Inside, b'"') => Self::Outside,
            (Self::Inside, b'\\') => Self::Escaped,
            _ => state,
        })
    }

    /// The value as it has to stand here.
    pub(super) fn escape(self, value: &str) -> Cow<'_, str> {
        if self == Self::Outside || !value.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            return Cow::Borrowed(value);
        }
        let quoted = serde_json::to_string(value).unwrap_or_default();
        let bare = quoted.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"'));
        Cow::Owned(bare.unwrap_or_default().to_owned())
    }
}
