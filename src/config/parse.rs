//! The way from the text of a file to a checked config.

use std::collections::BTreeMap;
use std::path::Path;

use super::Config;
use super::check;
use super::raw::Document;
use crate::diagnostic::{Diagnostic, Place};

/// A config that can be used, and what its author should know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The config.
    pub config: Config,
    /// What was probably not meant; none of them keeps the config from working.
    pub warnings: Vec<Diagnostic>,
    /// Where that stands which only the loaded collections can tell to be wrong.
    pub places: Places,
}

/// Places in a config's file, by item: `routes[0].endpoints."GET /books"`.
pub type Places = BTreeMap<String, Place>;

/// Reads a config from its text. `file` is not opened: problems name it, and the paths in the
/// text are resolved against its folder.
///
/// # Errors
/// Every problem of the text, in the order of the file.
pub fn parse(text: &str, file: &Path) -> Result<Checked, Vec<Diagnostic>> {
    let document = Document::parse(text, file)?;
    let config = check::config(&document, file);
    let places = document.report().places();
    let problems = document.into_problems();
    if problems.iter().any(Diagnostic::is_error) {
        Err(problems)
    } else {
        Ok(Checked { config, warnings: problems, places })
    }
}
