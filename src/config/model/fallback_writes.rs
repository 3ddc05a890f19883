//! Whether a mock answers writes in the upstream's stead.

use std::str::FromStr;

use crate::config::Invalid;

/// Which writes (every method but GET, HEAD, OPTIONS and TRACE) a mock answers when the upstream is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FallbackWrites {
    /// All of them; an answer says where the upstream may have got the request all the same.
    #[default]
    Always,
    /// Those that the upstream cannot have got.
    Unsent,
    /// None.
    Never,
}

impl FromStr for FallbackWrites {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "always" => Ok(Self::Always),
            "unsent" => Ok(Self::Unsent),
            "never" => Ok(Self::Never),
            _ => Err(Invalid::new(format!("`{text}` does not say which writes the mock answers"))
                .hint("write `always`, `unsent` or `never`")),
        }
    }
}
