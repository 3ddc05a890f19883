//! The warnings of one file or of the files of a folder: kept up to a bound, placed at the end.

use std::path::Path;

use super::places;
use crate::diagnostic::{Diagnostic, Level};

/// How many warnings are kept; the rest is only counted.
const KEPT: usize = 1000;

/// Collects warnings, and finds out by its address which text an anchor is a piece of.
pub(crate) struct Warnings<'a> {
    /// Ordered by address.
    texts: Vec<Located<'a>>,
    kept: Vec<(Diagnostic, Option<Spot>)>,
    more: More,
}

/// How many were not kept, by level.
#[derive(Default)]
struct More {
    warnings: usize,
    hints: usize,
}

/// A text, and the file of a folder that it is from.
struct Located<'a> {
    text: &'a str,
    file: Option<&'a Path>,
}

/// A byte of one of the texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    text: usize,
    offset: usize,
}

impl<'a> Warnings<'a> {
    /// For the only file, which the caller knows.
    pub(crate) fn of(text: &'a str) -> Self {
        Self { texts: vec![Located { text, file: None }], kept: Vec::new(), more: More::default() }
    }

    /// For the files of a folder: each warning with a place names its file.
    pub(crate) fn of_files(files: impl Iterator<Item = (&'a Path, &'a str)>) -> Self {
        let mut texts: Vec<_> = files.map(|(file, text)| Located { text, file: Some(file) }).collect();
        texts.sort_by_key(|located| located.text.as_ptr().addr());
        Self { texts, kept: Vec::new(), more: More::default() }
    }

    /// Adds one, placed where `anchor` stands in the text.
    pub(crate) fn add(&mut self, anchor: Option<&str>, warning: impl FnOnce() -> Diagnostic) {
        self.add_at(anchor.and_then(|anchor| self.spot(anchor)), warning);
    }

    /// As [`add`](Self::add), where the place is known already.
    pub(crate) fn add_at(&mut self, spot: Option<Spot>, warning: impl FnOnce() -> Diagnostic) {
        let warning = warning();
        if self.kept.len() < KEPT {
            self.kept.push((warning, spot));
        } else if warning.level == Level::Hint {
            self.more.hints += 1;
        } else {
            self.more.warnings += 1;
        }
    }

    /// Where an anchor stands. One that is no part of a text has no place.
    pub(crate) fn spot(&self, anchor: &str) -> Option<Spot> {
        let address = anchor.as_ptr().addr();
        let behind = self.texts.partition_point(|located| located.text.as_ptr().addr() <= address);
        let text = behind.checked_sub(1)?;
        let located = self.texts.get(text)?;
        let offset = address - located.text.as_ptr().addr();
        (offset <= located.text.len()).then_some(Spot { text, offset })
    }

    /// All that was kept, in the order it was added, and how many more there were.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        let mut placed: Vec<_> = self.texts.iter().map(|_| Vec::new()).collect();
        for (warning, spot) in &mut self.kept {
            let Some(spot) = spot else { continue };
            if let Some(of_text) = placed.get_mut(spot.text) {
                of_text.push((spot.offset, warning));
            }
        }
        for (located, of_text) in self.texts.iter().zip(placed) {
            places::place(located.text, located.file, of_text);
        }
        let mut warnings: Vec<_> = self.kept.into_iter().map(|(warning, _)| warning).collect();
        let More { warnings: more, hints } = self.more;
        for (level, noun, more) in [(Level::Warning, "warning", more), (Level::Hint, "hint", hints)] {
            let plural = if more == 1 { "" } else { "s" };
            let told = || Diagnostic::new(level, format!("and {more} more {noun}{plural}")).times(more);
            warnings.extend((more > 0).then(told));
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
    fn of_several_files_the_right_one_is_named() {
        let texts = ["one\ntwo", "three", "four\n\nfive"].map(String::from);
        let paths = ["a", "b", "c"].map(Path::new);
        let mut warnings = Warnings::of_files(paths.into_iter().zip(texts.iter().map(String::as_str)));
        let [a, b, c] = &texts;
        let anchors = [c.get(6..), a.get(4..7), b.get(..0), Some("elsewhere"), a.get(..0)];
        for anchor in anchors {
            warnings.add(anchor, || Diagnostic::warning("w"));
        }
        let places: Vec<_> = warnings
            .finish()
            .into_iter()
            .map(|warning| (warning.file, warning.place.map(|place| place.line)))
            .collect();
        let file = |name: &str, line| (Some(name.into()), Some(line));
        assert_eq!(places, [file("c", 3), file("a", 2), file("b", 1), (None, None), file("a", 1)]);
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let mut warnings = Warnings::of("");
        for _ in 0..KEPT + 7 {
            warnings.add(None, || Diagnostic::warning("w"));
        }
        warnings.add(None, || Diagnostic::new(Level::Hint, "h"));
        let warnings = warnings.finish();
        assert_eq!(warnings.len(), KEPT + 2);
        let last: Vec<_> =
            warnings.iter().skip(KEPT).map(|last| (last.level, last.message.as_str())).collect();
        assert_eq!(last, [(Level::Warning, "and 7 more warnings"), (Level::Hint, "and 1 more hint")]);
    }
}
