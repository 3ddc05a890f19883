//! What `understudy check --json` prints: one document for machines.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use super::check::{Checked, Size};
use crate::diagnostic::{Diagnostic, InFile, Level, gather};

/// The document.
#[derive(Serialize)]
pub(super) struct Report<'c> {
    files: Vec<FileReport<'c>>,
    /// Every one, with its place.
    problems: Vec<ProblemReport<'c>>,
    /// Those of one kind in one file, with the first of them.
    findings: Vec<FindingReport<'c>>,
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
    /// In how many places it was found, of which this is the first.
    count: usize,
}

#[derive(Serialize)]
struct FindingReport<'c> {
    level: Level,
    message: &'c str,
    file: Option<Cow<'c, str>>,
    count: usize,
}

impl<'c> Report<'c> {
    pub(super) fn of(checked: &'c [Checked]) -> Self {
        let file = |checked: &'c Checked| FileReport { name: &checked.name, loaded: checked.loaded };
        let problems = checked.iter().flat_map(|checked| &checked.problems).map(ProblemReport::of);
        let findings = checked.iter().flat_map(|checked| gather(&checked.problems));
        let findings = findings.flat_map(|finding| finding.files).map(|file| FindingReport::of(&file));
        Self {
            files: checked.iter().map(file).collect(),
            problems: problems.collect(),
            findings: findings.collect(),
        }
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
            count: problem.count,
        }
    }
}

impl<'c> FindingReport<'c> {
    fn of(file: &InFile<'c>) -> Self {
        Self {
            level: file.first.level,
            message: &file.first.message,
            file: file.first.file.as_deref().map(Path::to_string_lossy),
            count: file.count(),
        }
    }
}
