//! Texts of a saved body that hold variables without a value (matching.md 8.3 and 8.4.5).

use crate::collection::{references, whole_variable};

/// The types that generated collections write in the place of a value (matching.md 8.8).
const PLACEHOLDERS: [&str; 16] = [
    "<integer>",
    "<long>",
    "<number>",
    "<float>",
    "<double>",
    "<boolean>",
    "<string>",
    "<binary>",
    "<dateTime>",
    "<date>",
    "<uuid>",
    "<uri>",
    "<email>",
    "<byte>",
    "<object>",
    "<array>",
];

/// What a saved text asks of the text in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    /// The same text.
    Same,
    /// Anything: it is wholly a variable without a value.
    Anything,
    /// Its fixed pieces, in order, with anything between them.
    Pieces,
}

impl Wanted {
    pub(super) fn of(saved: &str) -> Self {
        if whole_variable(saved).is_some() || PLACEHOLDERS.contains(&saved) {
            Self::Anything
        } else if references(saved).next().is_some() {
            Self::Pieces
        } else {
            Self::Same
        }
    }

    /// Whether a saved text that asks this is satisfied with `sent`.
    pub(super) fn accepts(self, saved: &str, sent: &str) -> bool {
        match self {
            Self::Same => saved == sent,
            Self::Anything => true,
            Self::Pieces => has_pieces(saved, sent),
        }
    }
}

/// Whether `saved` with its variables filled in can be `sent`. The fixed pieces are found in order, each as far to
/// the left as possible, without a second try; a variable may stand for nothing.
fn has_pieces(saved: &str, sent: &str) -> bool {
    let mut references = references(saved);
    let Some(first) = references.next() else { return saved == sent };
    let start = saved.get(..first.range.start).unwrap_or_default();
    let Some(mut rest) = sent.strip_prefix(start) else { return false };
    let mut from = first.range.end;
    for reference in references {
        let piece = saved.get(from..reference.range.start).unwrap_or_default();
        let Some((_, behind)) = rest.split_once(piece) else { return false };
        rest = behind;
        from = reference.range.end;
    }
    rest.ends_with(saved.get(from..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(saved: &str, sent: &str, expected: bool) {
        assert_eq!(Wanted::of(saved).accepts(saved, sent), expected, "{saved} <- {sent}");
    }

    #[test]
    fn rule_8_4_5_a_variable_stands_for_anything_in_its_place() {
        check("a", "a", true);
        check("a", "b", false);
        check("{{x}}", "", true);
        check("{{x}}", "anything", true);
        check("id-{{x}}", "id-5", true);
        check("id-{{x}}", "id-", true);
        check("id-{{x}}", "ID-5", false);
        check("{{x}}-end", "the-end", true);
        check("{{x}}-end", "the-ending", false);
        check("{{a}} and {{b}}", "one and two", true);
        check("{{a}} and {{b}}", "one or two", false);
        check("a{{x}}b{{y}}c", "a1b2c", true);
        check("a{{x}}b{{y}}c", "abc", true);
        check("a{{x}}b{{y}}c", "acb", false);
        check("ab{{x}}bc", "abc", false);
        check("{{a}}{{b}}", "", true);
        check("{{$guid}}", "x", true);
    }

    #[test]
    fn rule_8_8_a_placeholder_is_a_variable_without_a_value() {
        for placeholder in PLACEHOLDERS {
            check(placeholder, "x", true);
        }
        check("<word>", "x", false);
        check("a <string>", "a b", false);
    }
}
