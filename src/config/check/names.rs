//! Names that must be unique among their like.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::targets::TargetEntry;
use crate::config::Invalid;
use crate::config::model::own_route;
use crate::config::raw::{Report, Spot, Table};
use crate::config::scalar::NAME;

/// The names given so far to one kind of thing.
pub(super) struct Names {
    /// `route`, `key`.
    what: &'static str,
    /// With the place of the first.
    places: BTreeMap<Arc<str>, Spot>,
}

impl Names {
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, places: BTreeMap::new() }
    }

    /// Reads the `name` of a table, which must be there; one that is taken is reported.
    pub(super) fn read(&mut self, table: &mut Table<'_>, report: &Report<'_>) -> Option<Arc<str>> {
        let value = table.require("name", NAME.example)?;
        let name = value.read(&NAME)?;
        self.claim(&name, &value.spot, report);
        Some(name)
    }

    /// Adds the names of the routes that mocks have of their own.
    pub(super) fn add_own(&mut self, mocks: &[TargetEntry<'_>]) {
        self.places.extend(mocks.iter().map(|mock| (own_route(&mock.name), mock.spot.clone())));
    }

    /// Whether something has this name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Every name.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(|name| &**name)
    }

    fn claim(&mut self, name: &Arc<str>, spot: &Spot, report: &Report<'_>) {
        if let Some(first) = self.places.get(name) {
            let line = report.line(first);
            let invalid =
                Invalid::new(format!("a second {} `{name}`: the first is on line {line}", self.what));
            report.error(spot, invalid.hint("give each a name of its own"));
        } else {
            self.places.insert(Arc::clone(name), spot.clone());
        }
    }
}
