//! JSON-RPC (matching.md 8.4.1).

use serde_json::Value;

use super::json;
use super::open;
use super::outline::{hash, is_nothing};

/// What a JSON-RPC request asks for.
#[derive(Debug, Clone, Copy)]
pub(in crate::matching) struct Call<'v> {
    pub(super) method: &'v str,
    pub(super) params: Option<&'v Value>,
    whole: &'v serde_json::Map<String, Value>,
}

impl<'v> Call<'v> {
    /// An object with a text `method` and `jsonrpc`, or `id` and `params`.
    pub(super) fn of(value: &'v Value) -> Option<Self> {
        let whole = value.as_object()?;
        let has = |name: &str| whole.contains_key(name);
        let is_call = has("jsonrpc") || has("id") && has("params");
        let method = whole.get("method").and_then(Value::as_str).filter(|_| is_call)?;
        let params = whole.get("params").filter(|params| !is_nothing(params));
        Some(Self { method, params, whole })
    }

    /// Whether it asks for no answer.
    pub(in crate::matching) fn is_notification(&self) -> bool {
        !self.whole.contains_key("id")
    }

    /// What is compared beside method and parameters.
    fn others(&self) -> impl Iterator<Item = (&'v str, &'v Value)> + use<'v> {
        let others = self.whole.iter().map(|(key, value)| (key.as_str(), value));
        others.filter(|(key, _)| !matches!(*key, "id" | "params"))
    }

    /// A hash that equal calls share.
    pub(super) fn fingerprint(&self) -> u64 {
        let others = self.others().map(|(key, value)| hash(&(key, json::fingerprint(value))));
        hash(&(others.fold(0, u64::wrapping_add), self.params.map(json::fingerprint)))
    }

    /// Whether a saved call equals one that was sent, whatever its id, with anything in the place of a variable.
    pub(super) fn accepts(&self, sent: &Self) -> bool {
        let same_params = match (self.params, sent.params) {
            (Some(saved), Some(sent)) => open::accepts(saved, sent),
            (saved, sent) => saved.is_none() && sent.is_none(),
        };
        let mut others = self.others();
        same_params
            && self.others().count() == sent.others().count()
            && others.all(|(key, saved)| sent.whole.get(key).is_some_and(|sent| open::accepts(saved, sent)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rule_8_4_1_what_is_a_call() {
        for (row, value, expected) in [
            ("with a version", json!({"jsonrpc": "2.0", "method": "a"}), true),
            ("with id and parameters", json!({"id": 1, "method": "a", "params": []}), true),
            ("with an id alone", json!({"id": 1, "method": "a"}), false),
            ("with parameters alone", json!({"method": "a", "params": []}), false),
            ("without a method", json!({"jsonrpc": "2.0", "id": 1}), false),
            ("a method that is no text", json!({"jsonrpc": "2.0", "method": 1}), false),
            ("a list", json!([{"jsonrpc": "2.0", "method": "a"}]), false),
        ] {
            assert_eq!(Call::of(&value).is_some(), expected, "{row}");
        }
    }

    #[test]
    fn rule_8_4_1_equal_whatever_the_id() {
        for (row, saved, sent, expected) in [
            (
                "another id",
                json!({"jsonrpc": "2.0", "method": "a", "id": 1}),
                json!({"jsonrpc": "2.0", "method": "a", "id": "x"}),
                true,
            ),
            (
                "no id",
                json!({"jsonrpc": "2.0", "method": "a", "id": 1}),
                json!({"jsonrpc": "2.0", "method": "a"}),
                true,
            ),
            (
                "absent and []",
                json!({"jsonrpc": "2.0", "method": "a"}),
                json!({"jsonrpc": "2.0", "method": "a", "params": []}),
                true,
            ),
            (
                "{} and []",
                json!({"jsonrpc": "2.0", "method": "a", "params": {}}),
                json!({"jsonrpc": "2.0", "method": "a", "params": []}),
                true,
            ),
            (
                "other parameters",
                json!({"jsonrpc": "2.0", "method": "a", "params": [1]}),
                json!({"jsonrpc": "2.0", "method": "a", "params": [2]}),
                false,
            ),
            (
                "another method",
                json!({"jsonrpc": "2.0", "method": "a"}),
                json!({"jsonrpc": "2.0", "method": "b"}),
                false,
            ),
            (
                "something more",
                json!({"jsonrpc": "2.0", "method": "a", "x": 1}),
                json!({"jsonrpc": "2.0", "method": "a"}),
                false,
            ),
        ] {
            let (saved, sent) = (Call::of(&saved).unwrap(), Call::of(&sent).unwrap());
            assert_eq!(saved.accepts(&sent), expected, "{row}");
            assert_eq!(saved.fingerprint() == sent.fingerprint(), expected, "{row}: fingerprint");
        }
    }
}
