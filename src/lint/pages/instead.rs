//! Examples that answer in the place of a page that leads to itself (matching.md 8.12).

use std::collections::HashSet;

use serde_json::Value;

use crate::collection::{Algorithm, Body, Example, FormField};
use crate::matching::names_a_page;

/// Whether `page` may lead to itself where `other`, which is of the same request, does not.
pub(in crate::lint) fn may_answer_instead(other: &Example, page: &Example, algorithm: Algorithm) -> bool {
    let is_success = |example: &Example| matches!(example.response.status, Some(200..=299));
    if algorithm == Algorithm::Postman || page.request.number != other.request.number {
        return false;
    }
    let by_request = asks_for_pages(page) || asks_for_pages(other);
    let ways = |example: &Example| ways(&example.response.body, by_request);
    is_success(page) && is_success(other) && !ways(page).is_subset(&ways(other))
}

/// Whether a parameter or a field of its body has a name of pages.
fn asks_for_pages(example: &Example) -> bool {
    let in_body = match &example.body {
        Body::Raw(text) => names_pages(&serde_json::from_str(text).unwrap_or_default()),
        Body::UrlEncoded(pairs) => pairs.iter().any(|(name, _)| names_a_page(name)),
        Body::FormData(fields) => fields.iter().any(|FormField { key, .. }| names_a_page(key)),
        Body::GraphQl { variables, .. } => names_pages(&serde_json::from_str(variables).unwrap_or_default()),
        Body::Empty | Body::File => false,
    };
    in_body || example.params.iter().any(|param| names_a_page(&param.key))
}

fn names_pages(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| names_a_page(name) || names_pages(value))
        }
        Value::Array(values) => values.iter().any(names_pages),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The texts of an answer that a request for a page may bring: all, or those that have a name of pages themselves.
fn ways(body: &str, all: bool) -> HashSet<String> {
    let mut texts = HashSet::new();
    if let Ok(body) = serde_json::from_str(body) {
        collect(&body, all, all, &mut texts);
    }
    texts
}

/// The reader of JSON bounds the depth.
fn collect(value: &Value, counts: bool, all: bool, texts: &mut HashSet<String>) {
    match value {
        Value::String(text) if counts && !text.is_empty() => {
            texts.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, counts, all, texts)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(value, all || names_a_page(name), all, texts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
