//! How a 404 for what is not built is told from one for a missing thing (proxy.md, "Not built yet").

use std::str::FromStr;
use std::sync::Arc;

use crate::config::Invalid;

/// `[upstreams.NAME.unbuilt]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbuilt {
    /// Whether the upstream may be asked for paths that cannot exist, and what follows from that.
    pub probe: bool,
    /// Texts that only an answer for what is not built contains.
    pub body_contains: Vec<Arc<str>>,
    /// Whether things and the lists that they are in may be asked for.
    pub ask_parents: bool,
    /// Whether a page in the place of a 404 counts as one.
    pub pages: bool,
    /// Who answers where nothing tells.
    pub undecided: Undecided,
}

/// Who answers where nothing tells a missing thing from an unknown path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecided {
    /// The upstream.
    #[default]
    Pass,
    /// The mock, which shows things that do not exist.
    Mock,
}

impl Default for Unbuilt {
    fn default() -> Self {
        let undecided = Undecided::default();
        Self { probe: true, body_contains: Vec::new(), ask_parents: true, pages: true, undecided }
    }
}

impl FromStr for Undecided {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "pass" => Ok(Self::Pass),
            "mock" => Ok(Self::Mock),
            _ => Err(Invalid::new(format!("`{text}` is not who answers"))
                .hint("write `pass` for the upstream, or `mock`")),
        }
    }
}
