//! The body of a request; each reading of it is made at most once, and only when an example asks.

use std::cell::OnceCell;

use http::{HeaderMap, header};
use serde_json::Value;

use super::fields::Fields;
use super::graphql;
use super::graphql_call::{self, GraphQlCall};
use super::json;
use super::nearness::SentLeaves;
use super::operation::Operation;
use super::outline::{Outline, hash};
use super::pattern::Saved;
use super::query::Query;
use super::reading::{Kind, text_fingerprint};
use super::rpc;
use super::selection_set::SelectionSet;
use super::soap;
use super::xml::Element;
use crate::form;

/// The body of a request.
#[derive(Debug)]
pub(in crate::matching) struct RequestBody<'a> {
    bytes: &'a [u8],
    content_type: &'a str,
    /// Whether it stands in the parameters of a request that has no body.
    is_in_address: bool,
    /// Most requests have no body: no room is made for readings of one before they are asked for.
    readings: OnceCell<Box<Readings<'a>>>,
}

#[derive(Debug, Default)]
struct Readings<'a> {
    text: OnceCell<Option<&'a str>>,
    json: OnceCell<Option<(Value, u64)>>,
    pairs: OnceCell<Option<Vec<(String, String)>>>,
    fields: OnceCell<Option<Fields>>,
    graphql: OnceCell<Option<graphql::Operation>>,
    upload: OnceCell<Option<Value>>,
    call: OnceCell<Option<GraphQlCall>>,
    xml: OnceCell<Option<Element>>,
    operation: OnceCell<Option<Operation>>,
    fingerprints: OnceCell<Box<[(Kind, u64)]>>,
    structure: OnceCell<Option<(Kind, SentLeaves)>>,
    form: OnceCell<Option<(Kind, SentLeaves)>>,
}

impl<'a> RequestBody<'a> {
    pub(in crate::matching) fn new(headers: &'a HeaderMap, bytes: &'a [u8]) -> Self {
        let said = if bytes.is_empty() { None } else { headers.get(header::CONTENT_TYPE) };
        let content_type = said.and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default();
        // A byte order mark says how a text is written, and is no part of it.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        Self { bytes, content_type, is_in_address: false, readings: OnceCell::new() }
    }

    /// The call that a request without a body holds in its parameters (8.4.2).
    pub(in crate::matching) fn in_address(headers: &'a HeaderMap, bytes: &'a [u8]) -> Self {
        Self { is_in_address: true, ..Self::new(headers, bytes) }
    }

    fn readings(&self) -> &Readings<'a> {
        self.readings.get_or_init(Box::default)
    }

    pub(in crate::matching) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// White space alone is no body, as it is not in an example.
    pub(in crate::matching) fn is_empty(&self) -> bool {
        match self.bytes.trim_ascii_start().first() {
            None => true,
            Some(byte) if byte.is_ascii_graphic() => false,
            // White space beyond ASCII: rare enough to read the whole text for.
            Some(_) => self.text().is_some_and(|text| text.trim_end().is_empty()),
        }
    }

    /// Whether the request has no body of its own.
    pub(super) fn is_none_of_its_own(&self) -> bool {
        self.is_in_address || self.is_empty()
    }

    /// Whether a saved body equals this one as sections 1 to 7 say (5.4).
    pub(super) fn equals(&self, saved: &Saved) -> bool {
        match saved {
            Saved::Empty => self.is_empty(),
            Saved::Text(saved) => self.text().is_some_and(|sent| super::pattern::same_text(saved, sent)),
            Saved::Json { fingerprint, text } => self.json().is_some_and(|(value, sent)| {
                fingerprint == sent
                    && serde_json::from_str(text).is_ok_and(|saved| json::equal(&saved, value))
            }),
            Saved::Pairs(saved) => self.pairs().is_some_and(|sent| **saved == *sent),
            Saved::Fields(saved) => self.fields().is_some_and(|sent| **saved == *sent),
            Saved::GraphQl(saved) => self.graphql().is_some_and(|sent| saved.equals(sent)),
            Saved::File => false,
        }
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        *self.readings().text.get_or_init(|| std::str::from_utf8(self.bytes).ok())
    }

    pub(super) fn json(&self) -> Option<&(Value, u64)> {
        let read = || {
            let value: Value = serde_json::from_str(self.text()?.trim_end()).ok()?;
            let fingerprint = json::fingerprint(&value);
            Some((value, fingerprint))
        };
        self.readings().json.get_or_init(read).as_ref()
    }

    pub(super) fn pairs(&self) -> Option<&[(String, String)]> {
        let read = || {
            let pairs = form::urlencoded(self.content_type, self.bytes)?;
            let mut pairs: Vec<_> =
                pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
            pairs.sort_unstable();
            Some(pairs)
        };
        self.readings().pairs.get_or_init(read).as_deref()
    }

    pub(super) fn fields(&self) -> Option<&Fields> {
        let read = || form::multipart(self.content_type, self.bytes).map(Fields::from);
        self.readings().fields.get_or_init(read).as_ref()
    }

    fn is_graphql_document(&self) -> bool {
        form::is_of_type(self.content_type, "application/graphql")
    }

    fn graphql(&self) -> Option<&graphql::Operation> {
        let read = || {
            if self.is_graphql_document() {
                self.text().map(graphql::Operation::from_document)
            } else {
                self.json().and_then(|(value, _)| graphql::Operation::from_json(value))
            }
        };
        self.readings().graphql.get_or_init(read).as_ref()
    }

    pub(super) fn xml(&self) -> Option<&Element> {
        self.readings().xml.get_or_init(|| Element::read(self.text()?)).as_ref()
    }

    /// The GraphQL call that it is (8.4.2).
    pub(super) fn call(&self) -> Option<&GraphQlCall> {
        let read = || {
            if self.is_graphql_document() {
                GraphQlCall::document(self.text()?)
            } else {
                GraphQlCall::from_json(self.call_in_json()?, Query::read)
            }
        };
        self.readings().call.get_or_init(read).as_ref()
    }

    /// The JSON that may be a GraphQL call: the body, or in a form that uploads files its field `operations`.
    fn call_in_json(&self) -> Option<&Value> {
        let is_form = form::is_of_type(self.content_type, "multipart/form-data");
        let upload = || if is_form { self.fields()?.upload() } else { None };
        let upload = self.readings().upload.get_or_init(upload).as_ref();
        upload.or_else(|| self.json().map(|(value, _)| value))
    }

    /// What the GraphQL call that it is asks of objects, where it asks for their types (8.4.2).
    pub(in crate::matching) fn selection_set(&self) -> Option<SelectionSet> {
        self.call()?;
        if self.is_graphql_document() {
            return SelectionSet::read(self.text()?, None);
        }
        let body = self.call_in_json()?;
        SelectionSet::read(body.get("query")?.as_str()?, body.get("operationName").and_then(Value::as_str))
    }

    /// The JSON-RPC call that it is (8.4.1).
    pub(in crate::matching) fn rpc(&self) -> Option<rpc::Call<'_>> {
        self.json().and_then(|(value, _)| rpc::Call::of(value))
    }

    /// What it asks for, where it is of a protocol that names its operations in the body.
    pub(in crate::matching) fn operation(&self) -> Option<&Operation> {
        let read = || {
            if let Some(call) = self.call() {
                return Some(Operation::GraphQl(call.query.kind, call.query.fields.clone()));
            }
            if let Some(call) = self.rpc() {
                return Some(Operation::JsonRpc(call.method.into()));
            }
            match self.json() {
                Some((value, _)) => graphql_call::is_persisted(value).then_some(Operation::PersistedQuery),
                None => soap::Call::of(self.xml()?).map(Operation::Soap),
            }
        };
        self.readings().operation.get_or_init(read).as_ref()
    }

    /// Whether a body of this kind may equal it.
    pub(super) fn is_of(&self, kind: Kind) -> bool {
        match kind {
            Kind::Json => self.json().is_some() && self.rpc().is_none() && self.call().is_none(),
            Kind::JsonRpc => self.rpc().is_some(),
            Kind::GraphQl => self.call().is_some(),
            Kind::Xml => self.xml().is_some(),
            Kind::Pairs => self.pairs().is_some(),
            Kind::Fields => self.fields().is_some(),
            Kind::Text => true,
            Kind::Empty | Kind::Nothing => false,
        }
    }

    /// Whether it names an operation (8.4).
    pub(in crate::matching) fn names_operation(&self) -> bool {
        self.operation().is_some()
    }

    /// What an equal body of this kind has as its fingerprint; none where this is not of the kind.
    pub(super) fn fingerprint(&self, kind: Kind) -> Option<u64> {
        let fingerprints = self.readings().fingerprints.get_or_init(|| self.all_fingerprints());
        fingerprints.iter().find(|(known, _)| *known == kind).map(|(_, fingerprint)| *fingerprint)
    }

    /// By every kind that it may be taken for.
    fn all_fingerprints(&self) -> Box<[(Kind, u64)]> {
        let json = || self.json().map(|(_, fingerprint)| (Kind::Json, *fingerprint));
        let structure = match (self.call(), self.rpc()) {
            (Some(call), _) => Some((Kind::GraphQl, call.fingerprint())),
            (None, Some(call)) => Some((Kind::JsonRpc, call.fingerprint())),
            (None, None) => json().or_else(|| self.xml().map(|root| (Kind::Xml, root.fingerprint()))),
        };
        let text = || self.text().map(|text| (Kind::Text, text_fingerprint(text)));
        let form = match (self.pairs(), self.fields()) {
            (Some(pairs), _) => Some((Kind::Pairs, hash(&pairs))),
            (None, Some(fields)) => Some((Kind::Fields, hash(fields))),
            (None, None) => None,
        };
        [structure, text(), form].into_iter().flatten().collect()
    }

    /// Its leaves as a body of this kind; none where it is not of the kind, or has too many.
    pub(super) fn leaves(&self, kind: Kind) -> Option<&SentLeaves> {
        let read = |outline: fn(&Self) -> Option<(Kind, Outline)>| {
            let (kind, outline) = outline(self)?;
            Some((kind, outline.into()))
        };
        let leaves = match kind {
            Kind::Pairs | Kind::Fields => self.readings().form.get_or_init(|| read(Self::form_outline)),
            _ => self.readings().structure.get_or_init(|| read(Self::structure_outline)),
        };
        leaves.as_ref().filter(|(own, _)| *own == kind).map(|(_, leaves)| leaves)
    }

    fn structure_outline(&self) -> Option<(Kind, Outline)> {
        if let Some(call) = self.call() {
            return Some((Kind::GraphQl, Outline::of_arguments(call.variables.as_ref())?));
        }
        if let Some(call) = self.rpc() {
            return Some((Kind::JsonRpc, Outline::of_arguments(call.params)?));
        }
        if let Some((value, _)) = self.json() {
            return Some((Kind::Json, Outline::of_json(value)?));
        }
        Some((Kind::Xml, self.xml()?.outline()?))
    }

    fn form_outline(&self) -> Option<(Kind, Outline)> {
        if let Some(pairs) = self.pairs() {
            let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            return Some((Kind::Pairs, Outline::of_pairs(pairs)?));
        }
        Some((Kind::Fields, Outline::of_fields(self.fields()?)?))
    }
}
