//! `state_dir`, `[reload]`, `[calls]` and `[[keys]]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::names::Names;
use crate::config::raw::{Report, Spot, Table, Value};
use crate::config::scalar::Form;
use crate::config::{Calls, Invalid, Key, Reload, scalar};

const STATE_DIR: Form<PathBuf> = Form { what: "a folder", example: "\"state\"", parse: scalar::FILE.parse };

/// More calls than a person can look at.
const MOST_CALLS: usize = 100_000;

/// `[reload]`.
pub(super) fn reload(root: &mut Table<'_>) -> Reload {
    let default = Reload::default();
    let Some(mut table) = root.table("reload") else { return default };
    let reload = Reload {
        watch: table.flag("watch").unwrap_or(default.watch),
        debounce: table.read("debounce", &scalar::DURATION).unwrap_or(default.debounce),
    };
    table.finish();
    reload
}

/// `state_dir`, resolved against `folder`.
pub(super) fn state_dir(root: &mut Table<'_>, folder: &Path) -> Option<PathBuf> {
    root.read("state_dir", &STATE_DIR).map(|state_dir| folder.join(state_dir))
}

/// `[calls]`; its file is resolved against `folder`.
pub(super) fn calls(root: &mut Table<'_>, folder: &Path) -> Calls {
    let default = Calls::default();
    let Some(mut table) = root.table("calls") else { return default };
    let size = |table: &mut Table<'_>, name, default| {
        table.get(name).and_then(|value| value.read_or_number(&scalar::SIZE)).unwrap_or(default)
    };
    let calls = Calls {
        enabled: table.flag("enabled").unwrap_or(default.enabled),
        keep: table.get("keep").and_then(|value| value.number(MOST_CALLS)).unwrap_or(default.keep),
        max_bytes: size(&mut table, "max_bytes", default.max_bytes),
        bodies: size(&mut table, "bodies", default.bodies),
        file: table.read("file", &scalar::FILE).map(|file| folder.join(file)),
        rotate_at: size(&mut table, "rotate_at", default.rotate_at),
    };
    table.finish();
    calls
}

/// `[[keys]]`.
pub(super) fn keys(root: &mut Table<'_>, report: &Report<'_>) -> Vec<Key> {
    let mut names = Names::new("key");
    let mut hashes = BTreeMap::new();
    let tables = root.tables("keys");
    tables.into_iter().filter_map(|table| key(table, report, &mut names, &mut hashes)).collect()
}

fn key(
    mut table: Table<'_>,
    report: &Report<'_>,
    names: &mut Names,
    hashes: &mut BTreeMap<[u8; 32], Spot>,
) -> Option<Key> {
    let name = names.read(&mut table, report);
    if name.as_deref() == Some("none") {
        let invalid = Invalid::new("a key cannot be called `none`");
        report.error(
            &table.spot,
            invalid.hint("metrics say `none` where there is no known key; take another name"),
        );
    }
    let value = table.require("sha256", scalar::SHA256.example);
    let sha256 = value.as_ref().and_then(|value| value.read(&scalar::SHA256));
    if let Some((value, sha256)) = value.as_ref().zip(sha256) {
        refuse_repeated(value, sha256, report, hashes);
    }
    table.finish();
    Some(Key { name: name?, sha256: sha256? })
}

fn refuse_repeated(
    value: &Value<'_>,
    sha256: [u8; 32],
    report: &Report<'_>,
    hashes: &mut BTreeMap<[u8; 32], Spot>,
) {
    if let Some(first) = hashes.get(&sha256) {
        let invalid = Invalid::new(format!("the same hash as on line {}", report.line(first)));
        value.fail(invalid.hint("two names cannot share a key; remove one"));
    } else {
        hashes.insert(sha256, value.spot.clone());
    }
}
