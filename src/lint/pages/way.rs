//! What a client that follows pages asks for, as far as an answer says it.

use super::names::parameter;
use crate::collection::{Algorithm, Example, Param, ParamValue};
use crate::matching::Path;

/// What a client makes the request for the next page of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// An address, whole or from its path or query on.
    Address(String),
    /// A value, and what the answer calls it.
    Value { name: String, value: String },
    /// Not what the answer says: that there is more, for instance.
    Unknown,
}

impl Way {
    /// What a text of this name is.
    pub(super) fn of(name: &str, text: &str) -> Self {
        let is_address = ["http://", "https://", "/", "?"].iter().any(|start| text.starts_with(start))
            || text.starts_with("{{") && (text.contains("}}/") || text.contains("}}?"));
        if is_address {
            return Self::Address(text.to_owned());
        }
        Self::Value { name: name.to_owned(), value: text.to_owned() }
    }

    /// Path and query of the request that follows the one of this example; none where they are not known, or lead to
    /// another host.
    pub(super) fn target(&self, example: &Example) -> Option<(String, String)> {
        let own_path = || Path::of(example.path.clone(), Algorithm::Extended).as_saved();
        match self {
            Self::Unknown => None,
            Self::Address(address) => {
                let address = address.split('#').next()?;
                let address = address.strip_prefix(example.origin.as_str()).unwrap_or(address);
                let (path, query) = address.split_once('?').unwrap_or((address, ""));
                match path {
                    "" => Some((own_path(), query.to_owned())),
                    path => path.starts_with('/').then(|| (path.to_owned(), query.to_owned())),
                }
            }
            Self::Value { name, value } => {
                let key = parameter(name, example.params.iter().map(|param| param.key.as_str()))?;
                Some((own_path(), query(&example.params, &key, value)))
            }
        }
    }
}

/// The parameters that were saved, with another value of this one.
fn query(params: &[Param], key: &str, value: &str) -> String {
    let others = params.iter().filter(|param| param.key != key).map(|param| match &param.value {
        ParamValue::Literal(value) => (param.key.as_str(), value.as_str()),
        ParamValue::Variable(_) => (param.key.as_str(), "x"),
    });
    form_urlencoded::Serializer::new(String::new()).extend_pairs(others).append_pair(key, value).finish()
}
