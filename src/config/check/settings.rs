//! What holds for the whole server: `state_dir`, `[reload]`, `[calls]` and `[usage]`.

use std::path::{Path, PathBuf};

use crate::config::raw::Table;
use crate::config::scalar::Form;
use crate::config::{Calls, Reload, StoreUrl, Usage, scalar};

const STATE_DIR: Form<PathBuf> = Form { what: "a folder", example: "\"state\"", parse: scalar::FILE.parse };
const STORE: Form<StoreUrl> =
    Form { what: "the URL of a Redis", example: "\"redis://127.0.0.1:6379/0\"", parse: str::parse };

/// More calls than a person can look at.
const MOST_CALLS: usize = 100_000;

/// `state_dir`, resolved against `folder`.
pub(super) fn state_dir(root: &mut Table<'_>, folder: &Path) -> Option<PathBuf> {
    root.read("state_dir", &STATE_DIR).map(|path| folder.join(path))
}

/// `[usage]`.
pub(super) fn usage(root: &mut Table<'_>) -> Usage {
    let Some(mut table) = root.table("usage") else { return Usage::default() };
    let usage = Usage { store: table.read("store", &STORE) };
    table.finish();
    usage
}

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
