//! What holds for the whole server: `state_dir`, `[reload]` and `[usage]`.

use std::path::{Path, PathBuf};

use crate::config::raw::Table;
use crate::config::scalar::Form;
use crate::config::{Reload, StoreUrl, Usage, scalar};

const STATE_DIR: Form<PathBuf> = Form { what: "a folder", example: "\"state\"", parse: scalar::FILE.parse };
const STORE: Form<StoreUrl> =
    Form { what: "the URL of a Redis", example: "\"redis://127.0.0.1:6379/0\"", parse: str::parse };

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
