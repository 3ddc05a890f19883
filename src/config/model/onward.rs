//! What a backend is told about a request's way, and the path that it is asked for.

use std::str::FromStr;

use crate::config::Invalid;

/// In which headers a backend is told who asked, for which host and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ForwardedHeaders {
    /// `x-forwarded`: `X-Forwarded-For`, `-Proto` and `-Host`.
    #[default]
    XForwarded,
    /// `forwarded`: `Forwarded` (RFC 7239).
    Forwarded,
    /// `both`.
    Both,
    /// `off`: in none of ours; those of clients pass as they are.
    Off,
}

impl ForwardedHeaders {
    /// Whether `X-Forwarded-*` are ours to write.
    pub fn writes_x_forwarded(self) -> bool {
        matches!(self, Self::XForwarded | Self::Both)
    }

    /// Whether `Forwarded` is ours to write.
    pub fn writes_forwarded(self) -> bool {
        matches!(self, Self::Forwarded | Self::Both)
    }
}

impl FromStr for ForwardedHeaders {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "x-forwarded" => Ok(Self::XForwarded),
            "forwarded" => Ok(Self::Forwarded),
            "both" => Ok(Self::Both),
            "off" => Ok(Self::Off),
            _ => Err(Invalid::new(format!("`{text}` is not a choice of headers"))
                .hint("write `x-forwarded`, `forwarded`, `both` or `off`")),
        }
    }
}

/// In which form an upstream gets paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathForm {
    /// `as-sent`: byte by byte, as the client sent them. Signed requests depend on it.
    AsSent,
    /// `normalised`: as routes read them, so that an upstream cannot read another route out of them.
    Normalised,
}

impl FromStr for PathForm {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "as-sent" => Ok(Self::AsSent),
            "normalised" => Ok(Self::Normalised),
            _ => Err(Invalid::new(format!("`{text}` is not a form of paths"))
                .hint("write `as-sent` or `normalised`")),
        }
    }
}

/// How the path of a route's requests is changed for its backend. The mock sees what the client sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PathChange {
    /// Taken off where a path begins with it: `/api`, without a `/` at its end.
    pub strip: Option<String>,
    /// Put before what is left: `/v2`, likewise.
    pub add: Option<String>,
}

impl PathChange {
    /// Whether paths stay as they are.
    pub fn is_nothing(&self) -> bool {
        self.strip.is_none() && self.add.is_none()
    }
}

/// Whether the places that a backend names in its answers are translated into the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseRewriting {
    /// `Location`, `Content-Location`, `Refresh`, and `Path` and `Domain` of cookies lead back through the route.
    #[default]
    On,
    /// They stay as they are: the backend knows what clients ask for.
    Off,
}
