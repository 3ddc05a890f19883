//! From byte offsets to lines and columns, for many warnings in one pass over the text.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Place};

/// How much of the text around an offset is looked at for its snippet, in bytes; more than a snippet holds.
const AROUND: usize = 1024;

/// Gives each diagnostic the place of its offset, and the file. One pass, however many there are.
pub(super) fn place(text: &str, file: Option<&Path>, mut diagnostics: Vec<(usize, &mut Diagnostic)>) {
    diagnostics.sort_by_key(|(offset, _)| *offset);
    let mut cursor = Cursor { text, offset: 0, line: 1, column: 1 };
    for (offset, diagnostic) in diagnostics {
        cursor.advance(offset);
        diagnostic.place = Some(cursor.place());
        diagnostic.file = file.map(Path::to_owned);
    }
}

struct Cursor<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    column: usize,
}

impl Cursor<'_> {
    fn advance(&mut self, offset: usize) {
        let Some(passed) = self.text.get(self.offset..offset) else { return };
        match passed.rsplit_once('\n') {
            Some((before, last)) => {
                self.line += before.matches('\n').count() + 1;
                self.column = last.chars().count() + 1;
            }
            None => self.column += passed.chars().count(),
        }
        self.offset = offset;
    }

    /// [`Place::of`] looks at a window only: a document may be one line of a hundred megabytes.
    fn place(&self) -> Place {
        let start = self.text.floor_char_boundary(self.offset.saturating_sub(AROUND));
        let end = self.text.floor_char_boundary(self.offset.saturating_add(AROUND));
        let window = self.text.get(start..end).unwrap_or_default();
        let mut place = Place::of(window, self.offset - start);
        (place.line, place.column) = (self.line, self.column);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_as_one_by_one() {
        let text = format!("one\ntwo é x\n\n{}X{}\nlast", "a".repeat(5000), "b".repeat(5000));
        let x = text.find('X').unwrap();
        let offsets = [text.len(), 0, 4, 8, x, x + 1, 8, text.len() - 1];
        let mut diagnostics = offsets.map(|offset| (offset, Diagnostic::warning("w")));
        let file = Path::new("a.json");
        place(
            &text,
            Some(file),
            diagnostics.iter_mut().map(|(offset, warning)| (*offset, warning)).collect(),
        );
        for (offset, diagnostic) in diagnostics {
            assert_eq!(diagnostic.place, Some(Place::of(&text, offset)));
            assert_eq!(diagnostic.file.as_deref(), Some(file));
        }
    }
}
