//! Why a text is no YAML that can be used, in words, with the mistakes people make when they write it.

use granit_parser::{ErrorKind, ScanError};

use super::document::too_deep;
use crate::diagnostic::{Diagnostic, Place};

/// What YAML allows and a tree of JSON does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// A list or object stands where a key belongs, as in `url: {{baseUrl}}`.
    KeyIsNoText,
    /// Deeper than [`DEPTH`](super::document::DEPTH).
    TooDeep,
    /// Aliases copy more than can be held.
    TooManyCopies,
    /// An alias stands within what it names.
    WithinItself,
}

impl Problem {
    /// The diagnostic, placed at the byte `offset`.
    pub(super) fn at(self, text: &str, offset: usize) -> Diagnostic {
        let diagnostic = match self {
            Self::KeyIsNoText => {
                Diagnostic::error("a list or an object stands where a key belongs").hint(hint(text, offset))
            }
            Self::TooDeep => too_deep("YAML"),
            Self::TooManyCopies => {
                Diagnostic::error("the aliases of this YAML make too much of it (more than 16 MiB)")
                    .hint("write out what is meant")
            }
            Self::WithinItself => {
                Diagnostic::error("an alias stands within what it names").hint("write out what is meant")
            }
        };
        diagnostic.at(Place::of(text, offset))
    }
}

/// The error of the reader, with its place.
pub(super) fn not_yaml(text: &str, error: &ScanError) -> Diagnostic {
    let offset = error.marker().byte_offset().unwrap_or_default();
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return Problem::TooDeep.at(text, offset);
    }
    let hint = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => "indent with spaces: YAML allows no tabs there",
        _ => hint(text, offset),
    };
    Diagnostic::error(format!("not YAML: {}", error.info())).at(Place::of(text, offset)).hint(hint)
}

fn hint(text: &str, offset: usize) -> &'static str {
    if has_bare_reference(line_at(text, offset)) {
        "put a value that begins with `{{` in quotes"
    } else {
        "correct it at this place, or save it in Postman again"
    }
}

fn line_at(text: &str, offset: usize) -> &str {
    let (before, behind) = text.split_at_checked(text.floor_char_boundary(offset)).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = behind.find('\n').map_or(text.len(), |at| before.len() + at);
    text.get(start..end).unwrap_or_default()
}

fn has_bare_reference(line: &str) -> bool {
    line.contains(": {{") || line.contains("- {{") || line.trim_start().starts_with("{{")
}
