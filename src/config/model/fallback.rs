//! What counts as down (proxy.md, "What counts as down").

use std::fmt;
use std::str::FromStr;

use crate::config::Invalid;

/// One way for an upstream to be down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DownKind {
    /// `connect`: refused, unreachable, no such name, no TLS.
    Connect,
    /// `timeout`: of connecting, reading or writing.
    Timeout,
    /// `reset`: the connection ended before a response header.
    Reset,
    /// `unbuilt`: the upstream says that it has not built what was asked for.
    Unbuilt,
    /// `503`: this status, within 400–599.
    Status(u16),
    /// `5xx`: any status of 500 to 599.
    ServerErrors,
}

impl FromStr for DownKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match (text, text.parse()) {
            ("connect", _) => Ok(Self::Connect),
            ("timeout", _) => Ok(Self::Timeout),
            ("reset", _) => Ok(Self::Reset),
            ("unbuilt", _) => Ok(Self::Unbuilt),
            ("5xx", _) => Ok(Self::ServerErrors),
            (_, Ok(status @ 400..=599)) => Ok(Self::Status(status)),
            (_, Ok(_)) => Err(Invalid::new(format!("status `{text}` cannot count as down"))
                .hint("a status to fall back on is within 400 to 599")),
            (_, Err(_)) => Err(Invalid::new(format!("`{text}` is no way to be down")).hint(
                "write `connect`, `timeout`, `reset`, `unbuilt`, `5xx` or a single status such as `503`",
            )),
        }
    }
}

impl fmt::Display for DownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("connect"),
            Self::Timeout => f.write_str("timeout"),
            Self::Reset => f.write_str("reset"),
            Self::Unbuilt => f.write_str("unbuilt"),
            Self::Status(status) => status.fmt(f),
            Self::ServerErrors => f.write_str("5xx"),
        }
    }
}

/// Which ways of being down let a mock answer instead of the upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FallbackOn(Vec<DownKind>);

impl FallbackOn {
    /// Whether a connection that could not be made counts.
    pub fn covers_connect(&self) -> bool {
        self.0.contains(&DownKind::Connect)
    }

    /// Whether a timeout counts.
    pub fn covers_timeout(&self) -> bool {
        self.0.contains(&DownKind::Timeout)
    }

    /// Whether a connection that ended before a response header counts.
    pub fn covers_reset(&self) -> bool {
        self.0.contains(&DownKind::Reset)
    }

    /// Whether it counts that the upstream has not built what was asked for.
    pub fn covers_unbuilt(&self) -> bool {
        self.0.contains(&DownKind::Unbuilt)
    }

    /// Whether a response with this status counts.
    pub fn covers_status(&self, status: u16) -> bool {
        self.0.iter().any(|kind| match kind {
            DownKind::Status(covered) => *covered == status,
            DownKind::ServerErrors => (500..=599).contains(&status),
            DownKind::Connect | DownKind::Timeout | DownKind::Reset | DownKind::Unbuilt => false,
        })
    }

    /// What counts, in a fixed order, each once.
    pub fn kinds(&self) -> &[DownKind] {
        &self.0
    }
}

impl FromIterator<DownKind> for FallbackOn {
    fn from_iter<I: IntoIterator<Item = DownKind>>(kinds: I) -> Self {
        let mut kinds = kinds.into_iter().collect::<Vec<_>>();
        kinds.sort_unstable();
        kinds.dedup();
        Self(kinds)
    }
}

/// `connect`, `timeout`, `reset`, `unbuilt`, `502`, `503`, `504`.
impl Default for FallbackOn {
    fn default() -> Self {
        let statuses = [502, 503, 504].map(DownKind::Status);
        [DownKind::Connect, DownKind::Timeout, DownKind::Reset, DownKind::Unbuilt]
            .into_iter()
            .chain(statuses)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kinds: &[&str], down: &[u16], up: &[u16]) {
        let policy = kinds.iter().map(|kind| kind.parse::<DownKind>().unwrap()).collect::<FallbackOn>();
        assert!(down.iter().all(|status| policy.covers_status(*status)), "{policy:?} covers {down:?}");
        assert!(!up.iter().any(|status| policy.covers_status(*status)), "{policy:?} spares {up:?}");
    }

    #[test]
    fn statuses_that_count_as_down() {
        check(&["503"], &[503], &[500, 502, 200, 404]);
        check(&["5xx"], &[500, 501, 599], &[499, 600, 200]);
        check(&["404", "405", "501"], &[404, 405, 501], &[400, 500]);
        check(&["connect", "timeout", "reset"], &[], &[500, 502, 503, 504]);
        check(&[], &[], &[503]);
    }

    #[test]
    fn failures_without_a_response() {
        let only = |kind: DownKind| {
            let policy = FallbackOn::from_iter([kind]);
            (policy.covers_connect(), policy.covers_timeout(), policy.covers_reset())
        };
        assert_eq!(only(DownKind::Connect), (true, false, false));
        assert_eq!(only(DownKind::Timeout), (false, true, false));
        assert_eq!(only(DownKind::Reset), (false, false, true));
        assert_eq!(only(DownKind::ServerErrors), (false, false, false));
    }

    #[test]
    fn the_default_is_the_one_of_the_specification() {
        let kinds = FallbackOn::default().kinds().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(kinds, ["connect", "timeout", "reset", "unbuilt", "502", "503", "504"]);
    }
}
