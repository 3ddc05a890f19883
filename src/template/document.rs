//! The body of a request as something with properties: JSON, or a form.

use std::borrow::Cow;

use super::body_path::BodyPath;
use super::node::Node;
use crate::collection::FormValue;
use crate::form;

/// A body that was read.
#[derive(Debug)]
pub(super) enum Document<'b> {
    /// An object or array.
    Json(Node<'b>),
    /// The text fields of a form, in the order sent.
    Form(Vec<(Cow<'b, str>, Cow<'b, str>)>),
    /// Nothing that has properties.
    Plain,
}

impl<'b> Document<'b> {
    /// What is a JSON object or array is that, whatever the content type, as in matching (5.4).
    pub(super) fn read(content_type: &str, body: &'b [u8]) -> Self {
        if let Some(node) = Node::read(body) {
            Self::Json(node)
        } else if let Some(pairs) = form::urlencoded(content_type, body) {
            Self::Form(pairs.collect())
        } else if let Some(fields) = form::multipart(content_type, body) {
            let text = |value| match value {
                FormValue::Text(text) => Some(text),
                FormValue::File => None,
            };
            let texts = fields.into_iter().filter_map(|field| Some((field.key, text(field.value)?)));
            Self::Form(texts.map(|(key, text)| (Cow::Owned(key), Cow::Owned(text))).collect())
        } else {
            Self::Plain
        }
    }

    /// The value at `path`; of repeated keys the first counts. A form has no level below its keys.
    pub(super) fn get(&self, path: &BodyPath) -> Option<Cow<'_, str>> {
        match self {
            Self::Json(root) => path.keys().try_fold(root, Node::child).map(Node::text),
            Self::Form(pairs) => {
                let key = path.only_key()?;
                pairs.iter().find(|(known, _)| known == key).map(|(_, value)| Cow::Borrowed(&**value))
            }
            Self::Plain => None,
        }
    }
}
