//! The warnings of one file: kept up to a bound, placed at the end.

use super::places;
use crate::diagnostic::Diagnostic;

/// How many warnings of one file are kept; the rest is only counted.
const KEPT: usize = 1000;

/// Collects the warnings of one file.
pub(crate) struct Warnings<'a> {
    text: &'a str,
    kept: Vec<(Diagnostic, Option<usize>)>,
    more: usize,
}

impl<'a> Warnings<'a> {
    /// For the file of this text.
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, kept: Vec::new(), more: 0 }
    }

    /// Adds one, placed where `anchor` stands in the text. `warning` is only called when it will be kept.
    pub(crate) fn add(&mut self, anchor: Option<&str>, warning: impl FnOnce() -> Diagnostic) {
        if self.kept.len() < KEPT {
            let offset = anchor.and_then(|anchor| self.offset(anchor));
            self.kept.push((warning(), offset));
        } else {
            self.more += 1;
        }
    }

    /// An anchor that is no part of the text has no place.
    fn offset(&self, anchor: &str) -> Option<usize> {
        let offset = anchor.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        (offset <= self.text.len()).then_some(offset)
    }

    /// All that was kept, in the order it was added, and how many more there were.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        places::place(self.text, &mut self.kept);
        let mut warnings: Vec<_> = self.kept.into_iter().map(|(warning, _)| warning).collect();
        match self.more {
            0 => {}
            1 => warnings.push(Diagnostic::warning("and 1 more warning")),
            more => warnings.push(Diagnostic::warning(format!("and {more} more warnings"))),
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placed_by_the_address_of_a_piece() {
        let text = String::from("one\ntwo");
        let mut warnings = Warnings::of(&text);
        warnings.add(text.get(4..7), || Diagnostic::warning("inside"));
        warnings.add(Some("elsewhere"), || Diagnostic::warning("outside"));
        let places: Vec<_> =
            warnings.finish().into_iter().map(|warning| warning.place.map(|place| place.line)).collect();
        assert_eq!(places, [Some(2), None]);
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let mut warnings = Warnings::of("");
        for _ in 0..KEPT + 7 {
            warnings.add(None, || Diagnostic::warning("w"));
        }
        let warnings = warnings.finish();
        assert_eq!(warnings.len(), KEPT + 1);
        assert_eq!(warnings.last().map(|last| last.message.as_str()), Some("and 7 more warnings"));
    }
}
