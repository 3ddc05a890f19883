//! Who answers a route's or an endpoint's requests (proxy.md, "Modes").

use std::fmt;
use std::str::FromStr;

use crate::config::{Invalid, suggestion};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `live`: the upstream, always.
    Live,
    /// `fallback`: the upstream, and the mock while the upstream is down.
    Fallback,
    /// `mock-first`: the mock where an example matches, else the upstream.
    MockFirst,
    /// `mock`: the mock, always.
    Mock,
}

/// One of the two things that a route can send a request to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A backend.
    Upstream,
    /// Saved examples.
    Mock,
}

impl Mode {
    /// Every mode, from the backend's to the mock's.
    pub const ALL: [Self; 4] = [Self::Live, Self::Fallback, Self::MockFirst, Self::Mock];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Fallback => "fallback",
            Self::MockFirst => "mock-first",
            Self::Mock => "mock",
        }
    }

    /// What a route must have to be in this mode.
    pub fn needs(self) -> &'static [Target] {
        match self {
            Self::Live => &[Target::Upstream],
            Self::Fallback | Self::MockFirst => &[Target::Upstream, Target::Mock],
            Self::Mock => &[Target::Mock],
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text).ok_or_else(|| Invalid {
            message: format!("`{text}` is not a mode"),
            hint: suggestion::advice(text, Self::ALL.map(Self::as_str)),
        })
    }
}

/// As the setting is called: `upstream`, `mock`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upstream => "upstream",
            Self::Mock => "mock",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_is_read_as_it_is_written() {
        for mode in Mode::ALL {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(text.parse::<Mode>().unwrap_err().to_string(), expected);
    }

    #[test]
    fn other_words_are_refused() {
        check("mockfirst", "`mockfirst` is not a mode (did you mean `mock-first`?)");
        check("off", "`off` is not a mode (known here: `live`, `fallback`, `mock-first`, `mock`)");
    }
}
