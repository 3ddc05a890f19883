//! The texts of a body, each with the name nearest to it: what a client that turns pages brings (matching.md 8.12).

use serde_json::Value;

use super::lenient;
use super::pattern::{BodyPattern, Saved};
use super::sent::RequestBody;

/// How many texts of a body are looked at.
const MOST: usize = 64;

impl RequestBody<'_> {
    /// Fields of forms, and the texts of JSON.
    pub(in crate::matching) fn named_texts(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        if let Some(pairs) = self.pairs() {
            found.extend(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).take(MOST));
        } else if let Some(fields) = self.fields() {
            found.extend(fields.texts().take(MOST));
        } else if let Some((value, _)) = self.json() {
            add(value, "", &mut found);
        }
        found
    }
}

impl BodyPattern {
    /// Whether it has this text under this name.
    pub(in crate::matching) fn has_named_text(&self, name: &str, text: &str) -> bool {
        if let Some(call) = &self.reading.graphql {
            return call.variables.as_ref().is_some_and(|variables| holds(variables, "", (name, text)));
        }
        match &self.saved {
            Saved::Pairs(pairs) => pairs.iter().any(|(key, value)| key == name && value == text),
            Saved::Fields(fields) => fields.texts().any(|pair| pair == (name, text)),
            _ => self.text().and_then(lenient::read).is_some_and(|value| holds(&value, "", (name, text))),
        }
    }
}

/// The reader of JSON bounds the depth.
fn add<'v>(value: &'v Value, name: &'v str, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        _ if found.len() == MOST => {}
        Value::String(text) => found.push((name, text)),
        Value::Array(values) => values.iter().for_each(|value| add(value, name, found)),
        Value::Object(members) => members.iter().for_each(|(name, value)| add(value, name, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn holds(value: &Value, own: &str, (name, text): (&str, &str)) -> bool {
    match value {
        Value::String(value) => own == name && value == text,
        Value::Array(values) => values.iter().any(|value| holds(value, own, (name, text))),
        Value::Object(members) => members.iter().any(|(own, value)| holds(value, own, (name, text))),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
