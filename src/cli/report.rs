//! What `understudy check --json` prints: one document for machines.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use super::check::{Checked, Size};
use crate::diagnostic::{Diagnostic, Level};

/// The document.
#[derive(Serialize)]
pub(super) struct Report<'c> {
    files: Vec<FileReport<'c>>,
    problems: Vec<ProblemReport<'c>>,
}

/// What was named on the command line: a config, or all collections together.
#[derive(Serialize)]
struct FileReport<'c> {
    name: &'c str,
    /// Null where nothing could be loaded.
    loaded: Option<Size>,
}

#[derive(Serialize)]
struct ProblemReport<'c> {
    level: Level,
    message: &'c str,
    file: Option<Cow<'c, str>>,
    item: Option<&'c str>,
    line: Option<usize>,
    column: Option<usize>,
    hint: Option<&'c str>,
}

impl<'c> Report<'c> {
    pub(super) fn of(checked: &'c [Checked]) -> Self {
        let file = |checked: &'c Checked| FileReport { name: &checked.name, loaded: checked.loaded };
        let problems = checked.iter().flat_map(|checked| &checked.problems).map(ProblemReport::of);
        Self { files: checked.iter().map(file).collect(), problems: problems.collect() }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl<'c> ProblemReport<'c> {
    fn of(problem: &'c Diagnostic) -> Self {
        Self {
            level: problem.level,
            message: &problem.message,
            file: problem.file.as_deref().map(Path::to_string_lossy),
            item: problem.item.as_deref(),
            line: problem.place.as_ref().map(|place| place.line),
            column: problem.place.as_ref().map(|place| place.column),
            hint: problem.hint.as_deref(),
        }
    }
}
