//! Segments of a path with variables beside fixed text (matching.md 8.5).

use super::super::model::{Piece, Segment};
use super::super::variables::{Scope, references};
use super::decoding::decode_segment;
use super::path::PathValues;

/// The segment as a gap, where it is one: it has several pieces, and one of them is a variable.
pub(super) fn read(segment: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> Option<Segment> {
    let named = segment.strip_prefix(':').map(|behind| behind.split_at(name_length(behind, values)));
    let (parameter, rest) = match named {
        Some((name, rest)) if !name.is_empty() => (Some(name), rest),
        _ => (None, segment),
    };
    let mut pieces: Vec<_> = parameter.map(|name| variable(name, values, scope)).into_iter().collect();
    push_text(rest, scope, &mut pieces);
    let has_variable = pieces.iter().any(|piece| matches!(piece, Piece::Variable { .. }));
    let given = parameter.and_then(|name| values.get(name)).filter(|value| !value.is_empty());
    let value = given.filter(|_| references(rest).next().is_none());
    let value = value.map(|value| decode_segment(&format!("{value}{rest}")).into_owned());
    (has_variable && pieces.len() > 1).then_some(Segment::Gap { pieces, value })
}

/// How long the name behind `:` is: up to the first dot, and to the first `:` behind a letter, digit or `_`; where the
/// values know a longer one, that.
fn name_length(behind: &str, values: &PathValues<'_>) -> usize {
    let mut last = None;
    let end = behind.find(|char: char| {
        let is_end = char == '.' || (char == ':' && last.is_some_and(is_of_word));
        last = Some(char);
        is_end
    });
    let end = end.filter(|end| *end > 0).unwrap_or(behind.len());
    let known = values.keys().filter(|name| behind.starts_with(name.as_ref())).map(|name| name.len()).max();
    end.max(known.unwrap_or_default())
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn variable(name: &str, values: &PathValues<'_>, scope: &Scope<'_>) -> Piece {
    match super::path::wildcard(name, values.get(name).map(String::as_str), scope) {
        Segment::Wildcard { names, is_blank, .. } => Piece::Variable { names, is_blank },
        Segment::Literal(_) | Segment::Gap { .. } => {
            Piece::Variable { names: vec![name.to_owned()], is_blank: false }
        }
    }
}

/// The fixed text and the variables of `text`, in order.
fn push_text(text: &str, scope: &Scope<'_>, pieces: &mut Vec<Piece>) {
    let mut from = 0;
    let push_fixed = |fixed: Option<&str>, pieces: &mut Vec<Piece>| {
        let fixed = fixed.filter(|fixed| !fixed.is_empty());
        pieces.extend(fixed.map(|fixed| Piece::Fixed(decode_segment(fixed).into_owned())));
    };
    for reference in references(text) {
        push_fixed(text.get(from..reference.range.start), pieces);
        from = reference.range.end;
        let names = vec![reference.name.to_owned()];
        pieces.push(Piece::Variable { names, is_blank: scope.is_blank(reference.name) });
    }
    push_fixed(text.get(from..), pieces);
}
