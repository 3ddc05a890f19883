//! What routes may refer to: `[upstreams.*]` and `[mocks.*]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::raw::{Entry, Report, Spot, Table, Value};
use crate::config::{Invalid, Target, scalar, suggestion};

/// A named table with a usable name; its settings may still be wrong.
pub(super) struct TargetEntry<'d> {
    pub(super) name: Arc<str>,
    pub(super) spot: Spot,
    pub(super) value: Value<'d>,
}

/// The tables below `section`, in the order of the file.
pub(super) fn entries<'d>(
    root: &mut Table<'d>,
    section: &'static str,
    report: &Report<'_>,
) -> Vec<TargetEntry<'d>> {
    let Some(table) = root.table(section) else { return Vec::new() };
    let named = |entry: Entry<'d>| match (scalar::NAME.parse)(entry.name) {
        Ok(name) => Some(TargetEntry { name, spot: entry.spot, value: entry.value }),
        Err(invalid) => {
            report.error(&entry.spot, invalid);
            None
        }
    };
    table.entries().into_iter().filter_map(named).collect()
}

/// The names that routes may refer to, also of targets that have problems of their own: a route
/// is not to blame for those.
pub(super) struct Targets<'e> {
    upstreams: BTreeMap<&'e Arc<str>, &'e Spot>,
    mocks: BTreeMap<&'e Arc<str>, &'e Spot>,
}

impl<'e> Targets<'e> {
    pub(super) fn new(upstreams: &'e [TargetEntry<'_>], mocks: &'e [TargetEntry<'_>]) -> Self {
        let by_name = |entries: &'e [TargetEntry<'_>]| {
            entries.iter().map(|entry| (&entry.name, &entry.spot)).collect::<BTreeMap<_, _>>()
        };
        Self { upstreams: by_name(upstreams), mocks: by_name(mocks) }
    }

    /// Every target of one kind, with the place of its name.
    pub(super) fn all(&self, target: Target) -> &BTreeMap<&'e Arc<str>, &'e Spot> {
        match target {
            Target::Upstream => &self.upstreams,
            Target::Mock => &self.mocks,
        }
    }

    /// The target that `value` names; an unknown one is reported.
    pub(super) fn find(&self, target: Target, value: &Value<'_>) -> Option<Arc<str>> {
        let name = value.read(&scalar::NAME)?;
        let known = self.all(target);
        if known.contains_key(&name) {
            return Some(name);
        }
        let advice = suggestion::advice(&name, known.keys().map(|name| &***name));
        value.fail(Invalid {
            message: format!("there is no {target} `{name}`"),
            hint: advice.or_else(|| Some(format!("add a table `[{target}s.{name}]`"))),
        });
        None
    }
}
