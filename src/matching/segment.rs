//! What single path segments are and how alike two of them are (matching.md, section 3).

use std::borrow::Cow;

use rapidfuzz::distance::levenshtein::{Args, BatchComparator, distance_with_args};

/// Lower case, borrowed where the text already is.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    let folded = if text.is_ascii() {
        !text.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        !text.chars().any(|char| char.to_lowercase().next() != Some(char))
    };
    if folded { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether a segment looks like an identifier rather than a word: "ID segment" in matching.md, section 3.
pub(crate) fn is_id(segment: &str) -> bool {
    is_number(segment) || is_uuid(segment) || is_token(segment) || segment.chars().nth(255).is_some()
}

fn is_number(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.'))
        && segment.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_uuid(segment: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match segment.len() {
        32 => hex(segment),
        36 => {
            let mut groups = segment.split('-');
            [8, 4, 4, 4, 12]
                .into_iter()
                .all(|length| groups.next().is_some_and(|group| group.len() == length && hex(group)))
        }
        _ => false,
    }
}

fn is_token(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    segment.len() >= 8
        && digits >= 2
        && segment.bytes().any(|byte| byte.is_ascii_alphabetic())
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A folded segment prepared for the comparison by edit distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    length: u32,
    /// One bit for each kind of character that occurs, by its low six bits.
    letters: u64,
}

impl Shape {
    pub(super) fn of(folded: &str) -> Self {
        let mut shape = Self { length: 0, letters: 0 };
        for char in folded.chars() {
            shape.length += 1;
            shape.letters |= 1 << (u32::from(char) & 63);
        }
        shape
    }

    /// Whether two segments may be similar at all. One edit changes the length by at most one and
    /// takes away or brings in at most one kind of character each, so this never rules out a pair
    /// that [`is_similar`] accepts.
    pub(super) fn may_be_similar(self, other: Self) -> bool {
        let allowed = self.length.max(other.length) / 4;
        self.length.abs_diff(other.length) <= allowed
            && (self.letters & !other.letters).count_ones() <= allowed
            && (other.letters & !self.letters).count_ones() <= allowed
    }
}

/// Step 8: similarity of at least 0.75 on Unicode scalar values; both already folded.
pub(super) fn is_similar(left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    if !Shape::of(left).may_be_similar(Shape::of(right)) {
        return false;
    }
    let longest = left.chars().count().max(right.chars().count());
    distance_with_args(left.chars(), right.chars(), &Args::default().score_cutoff(longest / 4)).is_some()
}

/// A folded segment of a request, prepared for comparing it with many by edit distance (step 8).
pub(super) struct Likeness {
    shape: Shape,
    distance: BatchComparator<char>,
}

impl Likeness {
    pub(super) fn new(folded: &str) -> Self {
        Self { shape: Shape::of(folded), distance: BatchComparator::new(folded.chars()) }
    }

    /// As [`is_similar`], with a folded segment of this shape.
    pub(super) fn is_similar(&self, folded: &str, shape: Shape) -> bool {
        let allowed = self.shape.length.max(shape.length) / 4;
        let allowed = Args::default().score_cutoff(allowed as usize);
        self.shape.may_be_similar(shape)
            && self.distance.distance_with_args(folded.chars(), &allowed).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_segments() {
        for (name, segment, expected) in [
            ("digits", "42", true),
            ("digits and separators", "2024-01_02.3", true),
            ("separators without a digit", "-._", false),
            ("nothing", "", false),
            ("uuid", "7F9C24E8-3B12-4C8D-9A59-0d5c7b1f4a2e", true),
            ("uuid without dashes", "7f9c24e83b124c8d9a590d5c7b1f4a2e", true),
            ("uuid with a dash astray", "7f9c24e83-b12-4c8d-9a59-0d5c7b1f4a2g", true),
            ("token of eight with two digits", "abcdef12", true),
            ("token of seven", "abcde12", false),
            ("token with one digit", "abcdefg1", false),
            ("token with a foreign character", "abcdef12!", false),
            ("a word", "books", false),
            ("a hexadecimal word without digits", "deadbeefdeadbeefdeadbeefdeadbeef", true),
            ("255 characters", &"é".repeat(255), false),
            ("256 characters", &"é".repeat(256), true),
        ] {
            assert_eq!(is_id(segment), expected, "{name}: {segment}");
        }
    }

    #[test]
    fn similar_from_three_quarters_on() {
        for (left, right, expected) in [
            ("pets", "pet", true),
            ("pets", "pest", false),
            ("books", "book", true),
            ("books", "boooks", true),
            ("abc", "abd", false),
            ("übersicht", "ubersicht", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(is_similar(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn folding_borrows_what_is_lower_case_already() {
        assert!(matches!(fold("books/é"), Cow::Borrowed(_)));
        assert_eq!(fold("BÖÖKS"), "böös".replace('s', "ks"));
    }

    proptest::proptest! {
        #[test]
        fn the_shape_never_rules_out_a_similar_pair(left in "[a-f0-9éß]{0,12}", right in "[a-f0-9éß]{0,12}") {
            let longest = left.chars().count().max(right.chars().count());
            let similar = 4 * strsim::levenshtein(&left, &right) <= longest;
            proptest::prop_assert_eq!(is_similar(&left, &right), similar);
            let prepared = Likeness::new(&left).is_similar(&right, Shape::of(&right));
            proptest::prop_assert_eq!(prepared, similar);
        }
    }
}
