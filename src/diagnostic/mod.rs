//! A problem that a person can fix: what is wrong, where, and what to do.
//!
//! Every loader collects these instead of stopping at the first one. This module
//! knows how to place and print a problem; it decides nothing about what follows from it.

mod gather;
mod place;

use std::fmt;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use serde::Serialize;

pub use gather::{Finding, InFile, gather};
pub use place::Place;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing is lost.
    Hint,
    /// Something was left out or read in a way its author may not have meant.
    Warning,
    /// The file or setting cannot be used.
    Error,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// What is wrong: a lowercase fragment, values in backticks.
    pub message: String,
    /// The file it is in, as the person named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// The item in the file: `Folder / Request / Example`, or a path such as `routes[0].mode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Where in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// In how many places it was found, of which this is the first.
    #[serde(skip_serializing_if = "is_one")]
    pub count: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Diagnostic {
    /// A problem of this level, not placed yet.
    pub fn new(level: Level, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), file: None, item: None, place: None, hint: None, count: 1 }
    }

    /// Something that cannot be used.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Level::Error, message)
    }

    /// Something left out, or read in a way its author may not have meant.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Level::Warning, message)
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<Path>) -> Self {
        self.file = Some(file.as_ref().to_owned());
        self
    }

    /// Names the item.
    #[must_use]
    pub fn at_item(mut self, item: impl Into<String>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// Says where in the file.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says in how many places it was found.
    #[must_use]
    pub fn times(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// Whether what it is about cannot be used.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// The text for a person, over several lines; `colored` for a terminal.
    pub fn render(&self, colored: bool) -> String {
        let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
        let title = match self.level {
            Level::Error => Title::ERROR,
            Level::Warning => Title::WARNING,
            Level::Hint => Title::INFO.with_name("hint"),
        };
        let path = self.file.as_deref().map(|file| file.display().to_string());
        let item = self.item.as_deref().map(|item| format!("in {item}"));
        let mut group = Group::with_title(title.primary_title(self.message.as_str()));
        match (&self.place, &path) {
            (Some(place), _) => {
                let mut snippet = Snippet::source(place.snippet.as_str()).line_start(place.line);
                if let Some(path) = &path {
                    snippet = snippet.path(path.as_str());
                }
                let caret = AnnotationKind::Primary.span(place.caret_bytes());
                group = group.element(snippet.annotation(caret));
            }
            (None, Some(path)) => group = group.element(Origin::path(path.as_str())),
            (None, None) => {}
        }
        if let Some(item) = &item {
            group = group.element(Title::NOTE.message(item.as_str()));
        }
        if let Some(hint) = &self.hint {
            group = group.element(Title::HELP.message(hint.as_str()));
        }
        let text = renderer.render(&[group]);
        match (&self.place, &path) {
            (Some(place), Some(path)) => place.with_true_column(text, path),
            _ => text,
        }
    }
}

/// One line: `file:line:column: item: message (hint)`, for logs.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
            if let Some(place) = &self.place {
                write!(f, "{}:{}:", place.line, place.column)?;
            }
            write!(f, " ")?;
        }
        if let Some(item) = &self.item {
            write!(f, "{item}: ")?;
        }
        write!(f, "{}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendered_with_line_caret_item_and_hint() {
        let text = "{\n  \"name\": 12\n}";
        let at = text.find("12").unwrap();
        let diagnostic = Diagnostic::warning("a name is text")
            .in_file("books.json")
            .at_item("Books / List")
            .at(Place::of(text, at))
            .hint("put it in quotes");
        insta::assert_snapshot!(diagnostic.render(false), @r#"
        warning: a name is text
         --> books.json:2:11
          |
        2 |   "name": 12
          |           ^
          |
          = note: in Books / List
          = help: put it in quotes
        "#);
        assert_eq!(
            diagnostic.to_string(),
            "books.json:2:11: Books / List: a name is text (put it in quotes)"
        );
    }
}
