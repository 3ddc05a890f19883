//! A saved body as section 8 of matching.md reads it.

use serde_json::Value;

use super::fields::Fields;
use super::gap::Wanted;
use super::graphql_call::{self, GraphQlCall};
use super::json;
use super::lenient;
use super::open;
use super::operation::{Operation, protocol_of_batch};
use super::outline::hash;
use super::pattern::lines;
use super::query::Query;
use super::rpc;
use super::soap;
use super::xml::Element;
use crate::collection::{Body, FormField, FormValue, references};

/// What a body is, and what it asks for.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) kind: Kind,
    /// A hash that equal bodies of the kind share; none where a variable without a value may equal anything.
    pub(super) fingerprint: Option<u64>,
    pub(super) operation: Option<Box<Operation>>,
    /// The call of a GraphQL body, ready to be compared.
    pub(super) graphql: Option<Box<GraphQlCall>>,
}

/// Bodies of different kinds are never equal, and have nothing in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(in crate::matching) enum Kind {
    #[default]
    Empty,
    Text,
    Json,
    JsonRpc,
    GraphQl,
    Xml,
    Pairs,
    Fields,
    /// A file, or wholly a variable: equal to nothing.
    Nothing,
}

impl Reading {
    pub(super) fn of(body: &Body) -> Self {
        match body {
            Body::Empty => Self::default(),
            Body::Raw(text) => Self::of_text(text.trim_end()),
            Body::UrlEncoded(pairs) if pairs.is_empty() => Self::default(),
            Body::UrlEncoded(pairs) => Self::of_pairs(pairs),
            Body::FormData(fields) if fields.is_empty() => Self::default(),
            Body::FormData(fields) => Self::of_fields(fields),
            Body::GraphQl { query, variables, operation_name } => {
                let call = GraphQlCall::saved(query, variables, operation_name.as_deref());
                call.map_or(Self::plain(Kind::GraphQl, None), Self::of_graphql)
            }
            Body::File => Self::plain(Kind::Nothing, None),
        }
    }

    fn plain(kind: Kind, fingerprint: Option<u64>) -> Self {
        Self { kind, fingerprint, ..Self::default() }
    }

    fn of_text(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        if Wanted::of(text.trim()) == Wanted::Anything {
            return Self::plain(Kind::Nothing, None);
        }
        if let Some(value) = lenient::read(text) {
            return Self::of_json(&value);
        }
        if let Some(root) = Element::read(text) {
            return Self::of_xml(&root, text);
        }
        let has_variable = references(text).next().is_some();
        Self::plain(Kind::Text, (!has_variable).then(|| text_fingerprint(text)))
    }

    fn of_json(value: &Value) -> Self {
        if open::is_variable(value) {
            return Self::plain(Kind::Nothing, None);
        }
        if let Some(call) = GraphQlCall::from_json(value, Query::read_saved) {
            return Self::of_graphql(call);
        }
        let has_variable = open::has_variable(value);
        let fixed = |fingerprint: u64| (!has_variable).then_some(fingerprint);
        if let Some(call) = rpc::Call::of(value) {
            let operation = Operation::JsonRpc(call.method.into());
            let reading = Self::plain(Kind::JsonRpc, fixed(call.fingerprint()));
            // A method that is a variable is every method.
            let is_named = Wanted::of(call.method) == Wanted::Same;
            return Self { operation: is_named.then(|| Box::new(operation)), ..reading };
        }
        let operation = if graphql_call::is_persisted(value) {
            Some(Box::new(Operation::PersistedQuery))
        } else {
            protocol_of_batch(value).map(|protocol| Box::new(Operation::Batch(protocol)))
        };
        Self { operation, ..Self::plain(Kind::Json, fixed(json::fingerprint(value))) }
    }

    fn of_graphql(call: GraphQlCall) -> Self {
        let operation = Operation::GraphQl(call.query.kind, call.query.fields.clone());
        Self {
            kind: Kind::GraphQl,
            fingerprint: (!call.has_variable()).then(|| call.fingerprint()),
            operation: Some(Box::new(operation)),
            graphql: Some(Box::new(call)),
        }
    }

    fn of_xml(root: &Element, text: &str) -> Self {
        let has_variable = root.has_variable() || references(text).next().is_some();
        Self {
            operation: soap::Call::of(root).map(|call| Box::new(Operation::Soap(call))),
            ..Self::plain(Kind::Xml, (!has_variable).then(|| root.fingerprint()))
        }
    }

    fn of_pairs(pairs: &[(String, String)]) -> Self {
        let has_variable = pairs.iter().any(|(_, value)| Wanted::of(value) != Wanted::Same);
        let mut sorted: Vec<_> = pairs.iter().collect();
        sorted.sort_unstable();
        Self::plain(Kind::Pairs, (!has_variable).then(|| hash(&sorted)))
    }

    fn of_fields(fields: &[FormField]) -> Self {
        let has_variable = fields.iter().any(|field| match &field.value {
            FormValue::Text(text) => Wanted::of(text) != Wanted::Same,
            FormValue::File => false,
        });
        let fields = Fields::from(fields.to_vec());
        let call = fields.upload().and_then(|call| GraphQlCall::from_json(&call, Query::read_saved));
        if let Some(call) = call {
            return Self::of_graphql(call);
        }
        Self::plain(Kind::Fields, (!has_variable).then(|| hash(&fields)))
    }
}

/// A hash that texts share which are equal up to line endings and white space at the end.
pub(super) fn text_fingerprint(text: &str) -> u64 {
    lines(text).fold(0, |before, line| hash(&(before, line)))
}
