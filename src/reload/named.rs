//! Which values the examples of a mock name: what a client may have from the mock.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::mock::Mock;
use crate::upstream::unbuilt::Pattern;

/// More values of one resource are not remembered.
const MOST_VALUES: usize = 100_000;

/// The values in JSON bodies, by resource.
#[derive(Debug, Default)]
pub(super) struct Named(HashMap<String, HashSet<u64>>);

impl Named {
    /// In all examples of a mock.
    pub(super) fn of(mock: &Mock) -> Self {
        let mut named = Self::default();
        for (path, body) in mock.bodies() {
            let Ok(body) = serde_json::from_slice::<Value>(body) else { continue };
            let resource = Pattern::parse(&path.to_string()).resource();
            add(&body, named.0.entry(resource).or_default());
        }
        named
    }

    /// Whether an example of this resource names this value.
    pub(super) fn has(&self, resource: &str, value: &str) -> bool {
        self.0.get(resource).is_some_and(|values| values.contains(&number(value)))
    }
}

/// Depth is bounded by the parser.
fn add(value: &Value, values: &mut HashSet<u64>) {
    match value {
        _ if values.len() >= MOST_VALUES => {}
        Value::Object(fields) => fields.values().for_each(|field| add(field, values)),
        Value::Array(items) => items.iter().for_each(|item| add(item, values)),
        Value::String(text) => {
            values.insert(number(text));
        }
        Value::Number(digits) => {
            values.insert(number(&digits.to_string()));
        }
        Value::Bool(_) | Value::Null => {}
    }
}

fn number(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
