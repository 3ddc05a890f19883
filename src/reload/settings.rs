//! The config as it was read last.

use std::path::Path;

use super::reading::Reading;
use super::source::Source;
use super::tracked::Tracked;
use crate::collection::Read;
use crate::config::{self, Checked, Config};
use crate::diagnostic::Diagnostic;

/// A config with its source.
#[derive(Debug)]
pub(super) struct Settings {
    source: Source,
    /// Of a file, what was read from it.
    file: Tracked<Checked>,
}

impl Settings {
    pub(super) fn new(source: Source) -> Self {
        Self { source, file: Tracked::default() }
    }

    /// Reads it again if it changed, and is not written to any more.
    pub(super) fn refresh(&mut self, reading: &Reading) {
        if let Source::File(path) = &self.source {
            self.file.refresh(path, 0, reading, |bytes| read(&bytes, path));
        }
    }

    /// Whether it was left unread for that.
    pub(super) fn is_being_written(&self) -> bool {
        self.file.is_being_written()
    }

    /// The last good one; none if there was none.
    pub(super) fn config(&self) -> Option<&Config> {
        self.checked().map(|checked| &checked.config)
    }

    /// Says where the item of a problem stands in the file of [`config`](Self::config).
    pub(super) fn placed(&self, problem: Diagnostic) -> Diagnostic {
        let place = |item: &str| self.checked()?.places.get(item);
        match (self.path(), problem.item.as_deref().and_then(place)) {
            (Some(file), Some(place)) => problem.in_file(file).at(place.clone()),
            _ => problem,
        }
    }

    fn checked(&self) -> Option<&Checked> {
        match &self.source {
            Source::File(_) => self.file.good().map(|read| &read.value),
            Source::Checked(checked) => Some(checked),
        }
    }

    /// What is wrong with it as it is now.
    pub(super) fn problems(&self) -> &[Diagnostic] {
        match &self.source {
            Source::File(_) => self.file.problems(),
            Source::Checked(checked) => &checked.warnings,
        }
    }

    /// Its file.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Checked(_) => None,
        }
    }
}

fn read(bytes: &[u8], path: &Path) -> Result<Read<Checked>, Vec<Diagnostic>> {
    let text = std::str::from_utf8(bytes).map_err(|error| vec![not_text(bytes, error.valid_up_to())])?;
    if text.trim().is_empty() {
        return Err(vec![empty()]);
    }
    let mut checked = config::parse(text, path)?;
    let warnings = std::mem::take(&mut checked.warnings);
    Ok(Read { value: checked, warnings })
}

/// To serve nothing from now on is not what anybody means by that.
fn empty() -> Diagnostic {
    Diagnostic::error("the file is empty").hint("add a route, e.g. `[[routes]]` with a `name` and a `mock`")
}

/// Names the line without quoting it, as it may hold a secret.
fn not_text(bytes: &[u8], valid: usize) -> Diagnostic {
    let line = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
    Diagnostic::error(format!("not UTF-8 text: a byte on line {line} begins no character"))
        .hint("save it as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_an_error() {
        for text in ["", " \n\n"] {
            let problems = read(text.as_bytes(), Path::new("understudy.toml")).unwrap_err();
            let [problem] = &problems[..] else { panic!("{problems:?}") };
            assert_eq!(problem.message, "the file is empty");
        }
        assert!(read(b"# nothing yet", Path::new("understudy.toml")).is_ok());
    }

    #[test]
    fn bytes_that_are_no_text_are_told_without_quoting_them() {
        let problems = read(b"[server]\n# caf\xE9 sk-secret\n", Path::new("understudy.toml")).unwrap_err();
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!(problem.message, "not UTF-8 text: a byte on line 2 begins no character");
        assert_eq!(problem.place, None);
    }
}
