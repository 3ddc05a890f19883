//! A problem that a person can fix: what is wrong, where, and what to do.
//!
//! Every loader collects these instead of stopping at the first one. This module
//! knows how to place and print a problem; it decides nothing about what follows from it.

use std::fmt;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use serde::Serialize;

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

/// A place in a text, with the line it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line itself, shortened around the column when it is long.
    pub snippet: String,
    /// Where in `snippet` the column is, in characters counted from 0.
    caret: usize,
}

/// The longest piece of a line that a diagnostic quotes, in characters.
const SNIPPET: usize = 120;

impl Place {
    /// The place of the byte `offset` in `text`. An offset past the end is the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let before = text[start..offset].chars().count();
        let skipped = before.saturating_sub(SNIPPET / 2);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: before + 1,
            snippet: line.chars().skip(skipped).take(SNIPPET).collect(),
            caret: before - skipped,
        }
    }

    /// The place of a line and column (both counted from 1, the column in bytes, as `serde_json` counts).
    pub fn of_line_and_column(text: &str, line: usize, column: usize) -> Self {
        let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
        Self::of(text, start + column.saturating_sub(1))
    }

    /// The renderer counts columns from where a long line was cut.
    fn with_true_column(&self, text: String, path: &str) -> String {
        if self.caret + 1 == self.column {
            return text;
        }
        let position = |column| format!("{path}:{}:{column}", self.line);
        text.replacen(&position(self.caret + 1), &position(self.column), 1)
    }

    fn caret_bytes(&self) -> std::ops::Range<usize> {
        let mut at = self.snippet.char_indices().map(|(at, _)| at).skip(self.caret);
        let end = self.snippet.len();
        let start = at.next().unwrap_or(end);
        start..at.next().unwrap_or(end)
    }
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
}

impl Diagnostic {
    /// A problem of this level, not placed yet.
    pub fn new(level: Level, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), file: None, item: None, place: None, hint: None }
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

    #[test]
    fn a_long_line_is_shortened_around_the_column() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let place = Place::of(&text, 500);
        assert_eq!((place.line, place.column), (1, 501));
        assert_eq!(place.snippet.chars().count(), SNIPPET);
        assert_eq!(&place.snippet[place.caret_bytes()], "X");
        let told = Diagnostic::error("wrong").in_file("one.json").at(place).render(false);
        assert!(told.contains("--> one.json:1:501\n"), "{told}");
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let place = Place::of("ab\nc", 99);
        assert_eq!((place.line, place.column), (2, 2));
    }

    #[test]
    fn line_and_column_are_found_again() {
        let text = "one\ntwo é x\nthree";
        let place = Place::of_line_and_column(text, 2, 8);
        assert_eq!((place.line, place.column, place.snippet.as_str()), (2, 7, "two é x"));
    }
}
