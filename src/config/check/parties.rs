//! Who may answer a route's requests, and which modes that allows (proxy.md, "Modes").

use std::sync::Arc;

use super::targets::Targets;
use crate::config::raw::{Report, Table, Value};
use crate::config::scalar::Form;
use crate::config::{Invalid, Mode, Target};

const MODE: Form<Mode> = Form { what: "a mode", example: "\"fallback\"", parse: str::parse };

/// What a route says of its upstream or its mock.
enum Party {
    /// Nothing.
    Absent,
    /// A name that is wrong and was reported.
    Unknown,
    /// This one.
    Named(Arc<str>),
}

/// The upstream and the mock of a route.
pub(super) struct Parties {
    upstream: Party,
    mock: Party,
}

impl Parties {
    /// Reads `upstream` and `mock`; a route with neither is reported.
    pub(super) fn read(table: &mut Table<'_>, targets: &Targets<'_>, report: &Report<'_>) -> Self {
        let mut read = |name, target| match table.get(name) {
            None => Party::Absent,
            Some(value) => targets.find(target, &value).map_or(Party::Unknown, Party::Named),
        };
        let parties = Self { upstream: read("upstream", Target::Upstream), mock: read("mock", Target::Mock) };
        if matches!((&parties.upstream, &parties.mock), (Party::Absent, Party::Absent)) {
            let invalid = Invalid::new("the route has neither an upstream nor a mock");
            report.error(&table.spot, invalid.hint("add `upstream = \"...\"`, `mock = \"...\"`, or both"));
        }
        parties
    }

    /// Reads `mode`; a wrong one is reported and replaced by the default.
    pub(super) fn mode(&self, table: &mut Table<'_>) -> Mode {
        table.get("mode").and_then(|value| self.mode_of(&value)).unwrap_or_else(|| self.default_mode())
    }

    /// The mode that `value` says; one that the route cannot be in is reported.
    pub(super) fn mode_of(&self, value: &Value<'_>) -> Option<Mode> {
        let mode = value.read(&MODE)?;
        if let Some(target) = self.lacks(mode) {
            let default = self.default_mode();
            let invalid = Invalid::new(format!("mode `{mode}` needs `{target}`, which the route lacks"));
            value.fail(
                invalid.hint(format!("add `{target} = \"...\"` to the route, or use mode `{default}`")),
            );
        }
        Some(mode)
    }

    /// The names that are there and known.
    pub(super) fn into_names(self) -> (Option<Arc<str>>, Option<Arc<str>>) {
        (self.upstream.into_name(), self.mock.into_name())
    }

    fn default_mode(&self) -> Mode {
        match (&self.upstream, &self.mock) {
            (Party::Absent, _) => Mode::Mock,
            (_, Party::Absent) => Mode::Live,
            _ => Mode::Fallback,
        }
    }

    /// Nothing where both are absent: that was reported.
    fn lacks(&self, mode: Mode) -> Option<Target> {
        let absent = match (&self.upstream, &self.mock) {
            (Party::Absent, Party::Absent) => return None,
            (Party::Absent, _) => Target::Upstream,
            (_, Party::Absent) => Target::Mock,
            _ => return None,
        };
        mode.needs().contains(&absent).then_some(absent)
    }
}

impl Party {
    fn into_name(self) -> Option<Arc<str>> {
        match self {
            Self::Named(name) => Some(name),
            Self::Absent | Self::Unknown => None,
        }
    }
}
