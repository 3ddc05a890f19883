//! Where in a text a problem is.

use serde::Serialize;

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
    pub(super) fn with_true_column(&self, text: String, path: &str) -> String {
        if self.caret + 1 == self.column {
            return text;
        }
        let position = |column| format!("{path}:{}:{column}", self.line);
        text.replacen(&position(self.caret + 1), &position(self.column), 1)
    }

    pub(super) fn caret_bytes(&self) -> std::ops::Range<usize> {
        let mut at = self.snippet.char_indices().map(|(at, _)| at).skip(self.caret);
        let end = self.snippet.len();
        let start = at.next().unwrap_or(end);
        start..at.next().unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Diagnostic;
    use super::*;

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
