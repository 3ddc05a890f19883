//! `[upstreams.*]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::targets::TargetEntry;
use crate::config::model::Origin;
use crate::config::raw::Table;
use crate::config::scalar::{Form, TIMEOUT};
use crate::config::{Timeouts, Upstream};

const URL: Form<Origin> = Form { what: "a URL", example: "\"http://127.0.0.1:3000\"", parse: str::parse };

/// Those that are usable.
pub(super) fn upstreams(entries: &[TargetEntry<'_>]) -> BTreeMap<Arc<str>, Upstream> {
    let named = |entry: &TargetEntry<'_>| Some((Arc::clone(&entry.name), upstream(entry)?));
    entries.iter().filter_map(named).collect()
}

fn upstream(entry: &TargetEntry<'_>) -> Option<Upstream> {
    let mut table = entry.value.table()?;
    table.spot = entry.spot.clone();
    let origin = table.require_in("url", &URL);
    let timeouts = timeouts(&mut table);
    table.finish();
    Some(Upstream::of(Arc::clone(&entry.name), origin?, timeouts))
}

fn timeouts(table: &mut Table<'_>) -> Timeouts {
    let default = Timeouts::default();
    Timeouts {
        connect: table.read("connect_timeout", &TIMEOUT).unwrap_or(default.connect),
        read: table.read("read_timeout", &TIMEOUT).unwrap_or(default.read),
        write: table.read("write_timeout", &TIMEOUT).unwrap_or(default.write),
        idle: table.read("idle_timeout", &TIMEOUT).unwrap_or(default.idle),
    }
}
