//! The text of a file as a tree of values, or what keeps it from being one.

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::{Report, Spot, Table, secrets};
use crate::config::Invalid;
use crate::diagnostic::Diagnostic;

/// A file that is TOML.
pub(in crate::config) struct Document<'t> {
    root: Spanned<DeTable<'t>>,
    report: Report<'t>,
}

impl<'t> Document<'t> {
    /// Reads the text of `file`, which is named in the problems and not opened.
    ///
    /// # Errors
    /// Every place that is not TOML. What the rest of the file says is then anybody's guess, so
    /// nothing is said about it.
    pub(in crate::config) fn parse(text: &'t str, file: &'t Path) -> Result<Self, Vec<Diagnostic>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let report = Report::new(file, text, secrets::hidden(text, root.get_ref()));
            return Ok(Self { root, report });
        }
        let report = Report::new(file, text, secrets::hidden_by_lines(text));
        for error in errors {
            let offset = error.span().map_or(0, |span| span.start);
            let invalid = Invalid::new(format!("not TOML: {}", error.message()));
            report.error(&Spot { item: String::new(), offset }, invalid);
        }
        Err(report.into_problems())
    }

    /// The table that is the whole file.
    pub(in crate::config) fn root(&self) -> Table<'_> {
        Table::new(&self.report, self.root.get_ref(), Spot { item: String::new(), offset: 0 })
    }

    /// Where problems go.
    pub(in crate::config) fn report(&self) -> &Report<'t> {
        &self.report
    }

    /// Every problem, in the order of the file.
    pub(in crate::config) fn into_problems(self) -> Vec<Diagnostic> {
        self.report.into_problems()
    }
}
