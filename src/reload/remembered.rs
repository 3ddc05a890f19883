//! Toggles that outlive a restart: a small JSON file under `state_dir`, replaced as a whole.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::toggles::Toggles;
use super::wish::Place;
use crate::config::Mode;
use crate::diagnostic::Diagnostic;
use crate::owner_only;

/// The file's name in the folder.
const FILE: &str = "toggles.json";

/// The file: what is toggled, the earliest first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    toggles: Vec<Entry>,
}

/// One toggle.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    route: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    mode: String,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// What was toggled when the process ended, without what has ended at `now`. A file that cannot be read
/// is told and does not keep anything from serving.
pub(super) fn read(folder: Option<&Path>, now: Timestamp) -> (Toggles, Option<Diagnostic>) {
    let Some(file) = folder.map(|folder| folder.join(FILE)) else { return Default::default() };
    let read = match fs::read(&file) {
        Ok(bytes) => parse(&bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Default::default(),
        Err(error) => Err(error.to_string()),
    };
    match read {
        Ok(toggles) => (toggles.without_ended(now), None),
        Err(why) => {
            let problem = Diagnostic::warning(format!("what was toggled before is not known: {why}"));
            let hint = "toggle again; the next toggle replaces this file";
            (Toggles::default(), Some(problem.in_file(&file).hint(hint)))
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Toggles, String> {
    let remembered: Remembered = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut toggles = Toggles::default();
    for entry in remembered.toggles {
        let mode: Mode = entry.mode.parse().map_err(|invalid: crate::config::Invalid| invalid.to_string())?;
        let until = entry.until.map(|until| until.parse::<Timestamp>()).transpose();
        let until = until.map_err(|error| error.to_string())?;
        let place = Place { route: entry.route.into(), endpoint: entry.endpoint.map(Into::into) };
        toggles.set(&place, mode, until);
    }
    Ok(toggles)
}

/// Has nobody but its owner read the file.
pub(super) fn mend(folder: &Path) {
    owner_only::mend(&folder.join(FILE));
}

/// Replaces the file, so that a crash leaves the old one or the new one.
///
/// # Errors
/// The folder cannot be made or written to.
pub(super) fn write(folder: &Path, toggles: &Toggles) -> Result<(), Diagnostic> {
    let entries = toggles.in_order().into_iter().map(|(place, toggle)| Entry {
        route: place.route.to_string(),
        endpoint: place.endpoint.map(|endpoint| endpoint.to_string()),
        mode: toggle.toggled.mode.to_string(),
        until: toggle.until.map(|until| until.to_string()),
    });
    let remembered = Remembered { toggles: entries.collect() };
    replace(folder, &remembered).map_err(|error| {
        Diagnostic::error(format!("toggles will not survive a restart: {error}"))
            .in_file(folder.join(FILE))
            .hint("make the folder of `state_dir` writable for understudy")
    })
}

fn replace(folder: &Path, remembered: &Remembered) -> io::Result<()> {
    owner_only::make_folder(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, remembered)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(folder.join(FILE))?;
    Ok(())
}
