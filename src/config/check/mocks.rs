//! `[mocks.*]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::targets::TargetEntry;
use crate::config::raw::Value;
use crate::config::scalar::{FILE, Form, HEADER_NAME};
use crate::config::{Invalid, Mock};
use crate::mock::Delay;

const DELAY: Form<Delay> = Form { what: "a delay", example: "\"200ms\"", parse: str::parse };

/// A list of collections as it would be written.
const COLLECTIONS: &str = "[\"shop.postman_collection.json\"]";

/// Those that are usable; paths are resolved against `folder`.
pub(super) fn mocks(entries: &[TargetEntry<'_>], folder: &Path) -> BTreeMap<Arc<str>, Mock> {
    let named = |entry: &TargetEntry<'_>| Some((Arc::clone(&entry.name), mock(entry, folder)?));
    entries.iter().filter_map(named).collect()
}

fn mock(entry: &TargetEntry<'_>, folder: &Path) -> Option<Mock> {
    let mut table = entry.value.table()?;
    table.spot = entry.spot.clone();
    let collections = table.require("collections", COLLECTIONS).and_then(|list| collections(&list, folder));
    let default = Mock::of(Arc::clone(&entry.name), collections.unwrap_or_default());
    let mock = Mock {
        environment: table.read("environment", &FILE).map(|file| folder.join(file)),
        private: table.flag("private").unwrap_or(default.private),
        delay: table.read("delay", &DELAY).unwrap_or(default.delay),
        match_headers: table.get("match_headers").map(|list| header_names(&list)).unwrap_or_default(),
        match_body: table.flag("match_body").unwrap_or(default.match_body),
        ..default
    };
    table.finish();
    Some(mock)
}

fn collections(value: &Value<'_>, folder: &Path) -> Option<Vec<PathBuf>> {
    let list = value.list()?;
    if list.is_empty() {
        let invalid = Invalid::new("a mock needs at least one collection");
        value.fail(invalid.hint(format!("name files or folders, as in `collections = {COLLECTIONS}`")));
    }
    Some(list.iter().filter_map(|file| file.read(&FILE)).map(|file| folder.join(file)).collect())
}

fn header_names(value: &Value<'_>) -> Vec<String> {
    let list = value.list().unwrap_or_default();
    list.iter().filter_map(|name| name.read(&HEADER_NAME)).collect()
}
