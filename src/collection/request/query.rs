//! The parameters of a query, from rows or from text (matching.md, section 4).

use std::borrow::Cow;

use super::super::model::{Param, ParamValue};
use super::super::source::Row;
use super::super::variables::{Scope, find_outside, placeholder_name, split_outside, whole_variable};
use super::decoding::decode_form;
use super::placeholders;

/// The pairs of a query text, as written; `a` equals `a=`, and what has neither key nor value does not count.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pair = |piece| match find_outside(piece, b"=") {
        Some(at) => piece
            .split_at_checked(at)
            .map_or((piece, ""), |(key, value)| (key, value.get(1..).unwrap_or_default())),
        None => (piece, ""),
    };
    split_outside(text, b'&').map(pair).filter(|(key, value)| !(key.is_empty() && value.is_empty()))
}

/// The parameters of a query text whose variables are filled in.
pub(super) fn from_text(text: &str, scope: &Scope<'_>) -> Vec<Param> {
    pairs(text).map(|(key, value)| param(key, value, scope)).collect()
}

/// The parameters of rows; each stays one pair, whatever its variables hold (1.7).
pub(super) fn from_rows(rows: &[Row<'_>], scope: &mut Scope<'_>) -> Vec<Param> {
    let mut fill = |text: &str| scope.fill(Cow::Borrowed(text));
    let filled = rows.iter().map(|row| (fill(&row.key), fill(&row.value))).collect::<Vec<_>>();
    let counting = filled.iter().filter(|(key, value)| !(key.is_empty() && value.is_empty()));
    counting.map(|(key, value)| param(key, value, scope)).collect()
}

fn param(key: &str, value: &str, scope: &Scope<'_>) -> Param {
    let text = decode_form(value);
    let value = match whole_variable(value) {
        Some(name) => ParamValue::Variable(name.to_owned()),
        None if placeholders::is_any(&text, scope) => ParamValue::Variable(placeholder_name(&text)),
        None => ParamValue::Literal(text.into_owned()),
    };
    Param { key: decode_form(key).into_owned(), value }
}
