//! Which operation of a protocol a body asks for: one that another operation is asked for never answers
//! (matching.md 8.4.1 to 8.4.3).

use std::fmt;

use serde_json::Value;

use super::graphql_call::{self, GraphQlCall};
use super::query::{Kind, Query};
use super::rpc;
use super::soap;

/// What a body asks for, where it is of a protocol that names its operations in the body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::matching) enum Operation {
    /// The method.
    JsonRpc(Box<str>),
    /// The kind and the fields at the top.
    GraphQl(Kind, Box<[Box<str>]>),
    /// A GraphQL query by its hash alone.
    PersistedQuery,
    /// Several calls of JSON-RPC or GraphQL, saved as one array.
    Batch(Protocol),
    Soap(soap::Call),
}

/// A protocol that names its operations in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// JSON-RPC, where it is the method.
    JsonRpc,
    /// GraphQL, where it is the kind of operation and the fields at its top.
    GraphQl,
    /// GraphQL, where the request names a query by its hash alone.
    PersistedQuery,
    /// SOAP, where it is the first element of the body.
    Soap,
}

impl Protocol {
    /// What a batch with such a call is of: one of GraphQL may name some of its queries by their hashes.
    pub(in crate::matching) fn of_batch(self) -> Self {
        match self {
            Self::PersistedQuery => Self::GraphQl,
            Self::JsonRpc | Self::GraphQl | Self::Soap => self,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonRpc => "JSON-RPC",
            Self::GraphQl | Self::PersistedQuery => "GraphQL",
            Self::Soap => "SOAP",
        })
    }
}

/// How the operations of two bodies differ, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationDifference {
    /// What the request is of.
    pub protocol: Protocol,
    /// The example's operation.
    pub saved: String,
    /// The request's.
    pub sent: String,
}

/// What a JSON text is of, where it names an operation.
pub(in crate::matching) fn protocol_of(json: &str) -> Option<Protocol> {
    protocol_of_value(&serde_json::from_str(json).ok()?)
}

/// What all calls of a saved array are of.
pub(super) fn protocol_of_batch(value: &Value) -> Option<Protocol> {
    let (first, others) = value.as_array()?.split_first()?;
    let protocol = protocol_of_value(first)?;
    others.iter().all(|call| protocol_of_value(call) == Some(protocol)).then_some(protocol)
}

fn protocol_of_value(value: &Value) -> Option<Protocol> {
    if rpc::Call::of(value).is_some() {
        Some(Protocol::JsonRpc)
    } else if GraphQlCall::from_json(value, Query::read).is_some() {
        Some(Protocol::GraphQl)
    } else {
        graphql_call::is_persisted(value).then_some(Protocol::PersistedQuery)
    }
}

impl Operation {
    pub(in crate::matching) fn protocol(&self) -> Protocol {
        match self {
            Self::JsonRpc(_) => Protocol::JsonRpc,
            Self::GraphQl(..) => Protocol::GraphQl,
            Self::PersistedQuery => Protocol::PersistedQuery,
            Self::Batch(protocol) => *protocol,
            Self::Soap(_) => Protocol::Soap,
        }
    }

    /// Whether both are of one protocol and another operation was sent.
    pub(in crate::matching) fn is_other(&self, sent: &Self) -> bool {
        match (self, sent) {
            (Self::JsonRpc(_), Self::JsonRpc(_))
            | (Self::GraphQl(..), Self::GraphQl(..))
            | (Self::Soap(_), Self::Soap(_)) => self != sent,
            (Self::GraphQl(..), Self::PersistedQuery) => true,
            (Self::Batch(protocol), sent) => *protocol == sent.protocol(),
            _ => false,
        }
    }

    /// Where another operation of one protocol was sent.
    pub(super) fn difference(&self, sent: &Self) -> Option<OperationDifference> {
        if !self.is_other(sent) {
            return None;
        }
        let (saved, told) = match (self, sent) {
            (Self::Soap(saved), Self::Soap(sent)) => soap::told_apart(saved, sent),
            _ => (self.describe(), sent.describe()),
        };
        Some(OperationDifference { protocol: sent.protocol(), saved, sent: told })
    }

    fn describe(&self) -> String {
        match self {
            Self::JsonRpc(method) => method.to_string(),
            Self::GraphQl(kind, fields) => format!("{} {{ {} }}", kind.as_str(), fields.join(", ")),
            Self::PersistedQuery => "a persisted query".to_owned(),
            Self::Batch(_) => "a batch".to_owned(),
            Self::Soap(call) => call.describe(),
        }
    }
}
