//! A GraphQL request as section 8 compares it (matching.md 8.4.2).

use serde_json::Value;

use super::json;
use super::lenient;
use super::open;
use super::outline::{hash, is_nothing};
use super::query::Query;

/// A query with its variables.
#[derive(Debug)]
pub(super) struct GraphQlCall {
    pub(super) query: Query,
    /// None where there are none.
    pub(super) variables: Option<Value>,
    name: Option<Box<str>>,
}

impl GraphQlCall {
    /// As saved in the mode GraphQL; `variables` is JSON text, empty for none.
    pub(super) fn saved(query: &str, variables: &str, name: Option<&str>) -> Option<Self> {
        let name = name.filter(|name| !name.is_empty());
        let variables = match variables.trim() {
            "" => None,
            text => Some(lenient::read(text)?),
        };
        Some(Self {
            query: Query::read_saved(query, name)?,
            variables: variables.filter(|variables| !is_nothing(variables)),
            name: name.map(Into::into),
        })
    }

    /// A document without variables.
    pub(super) fn document(query: &str) -> Option<Self> {
        Some(Self { query: Query::read(query, None)?, variables: None, name: None })
    }

    /// A JSON object with a text `query` that is a document with an operation.
    pub(super) fn from_json(body: &Value, read: fn(&str, Option<&str>) -> Option<Query>) -> Option<Self> {
        let query = body.get("query")?.as_str()?;
        let name = body.get("operationName").and_then(Value::as_str).filter(|name| !name.is_empty());
        let variables = body.get("variables").filter(|variables| !is_nothing(variables));
        Some(Self { query: read(query, name)?, variables: variables.cloned(), name: name.map(Into::into) })
    }

    /// A hash that equal calls share, whatever their names.
    pub(super) fn fingerprint(&self) -> u64 {
        let tokens = self.query.tokens().fold(0, |before, token| hash(&(before, token)));
        hash(&(tokens, self.variables.as_ref().map(json::fingerprint)))
    }

    pub(super) fn has_variable(&self) -> bool {
        self.query.has_variable() || self.variables.as_ref().is_some_and(open::has_variable)
    }

    /// Whether this saved call equals one that was sent, with anything in the place of a variable without a value.
    pub(super) fn accepts(&self, sent: &Self) -> bool {
        let same_name = match (&self.name, &sent.name) {
            (Some(saved), Some(sent)) => saved == sent,
            _ => true,
        };
        let same_variables = match (&self.variables, &sent.variables) {
            (Some(saved), Some(sent)) => open::accepts(saved, sent),
            (saved, sent) => saved.is_none() && sent.is_none(),
        };
        same_name && same_variables && self.query.accepts(&sent.query)
    }
}

/// Whether a body names a query by its hash alone.
pub(super) fn is_persisted(body: &Value) -> bool {
    let has_query = body.get("query").is_some_and(|query| !query.is_null());
    !has_query && body.pointer("/extensions/persistedQuery").is_some_and(Value::is_object)
}
