//! A JSON document as a tree that borrows its texts from the document.
//!
//! A borrowed text tells its place by its address, so that a warning costs nothing until it is made.
//! The tree reads leniently (null counts as absent) because exports do; it checks nothing.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Json<'a> {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string; borrowed where the document has it without escapes.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object in document order; no key stands twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
    /// An item of a collection, as it stands in the document: to be read when its turn comes.
    Piece(&'a str),
}

impl<'a> Json<'a> {
    /// An object of these members.
    pub(crate) fn object<const N: usize>(members: [(&'static str, Json<'a>); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)).collect())
    }

    /// The same object, placed for warnings at `anchor`, which its own keys may not know.
    #[must_use]
    pub(crate) fn at(mut self, anchor: Option<&'a str>) -> Self {
        if let (Self::Object(members), Some(mark)) = (&mut self, anchor.and_then(|anchor| anchor.get(..0))) {
            // No member is ever asked for by an empty name, and the first borrowed key is the anchor.
            members.insert(0, (Cow::Borrowed(mark), Self::Null));
        }
        self
    }

    /// The member of this name, where this is an object that has it; null counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let (_, value) = members.iter().find(|(key, _)| key == name)?;
        (*value != Self::Null).then_some(value)
    }

    /// As [`get`](Self::get), and leaves null in its place.
    pub(crate) fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Object(members) = self else { return None };
        let (_, value) = members.iter_mut().find(|(key, _)| key == name)?;
        Some(std::mem::take(value)).filter(|value| *value != Self::Null)
    }

    /// The first of these members that is there.
    pub(crate) fn first_of(&self, names: &[&str]) -> Option<&Self> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The string, where this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The string, or the JSON of what is no string; null is nothing (1.6).
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.to_json())),
        }
    }

    /// As [`text`](Self::text), without a copy of what is already owned.
    pub(crate) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text),
            other => Some(Cow::Owned(other.to_json())),
        }
    }

    /// The string or JSON of a member, unless it is empty.
    pub(crate) fn text_of(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name)?.text().filter(|text| !text.is_empty())
    }

    /// Compact JSON.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether this is an object.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// Null, and the empty string, list and object.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) | Self::Number(_) | Self::Piece(_) => false,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(values) => values.is_empty(),
            Self::Object(members) => members.is_empty(),
        }
    }

    /// The elements of a list; one object is a list of one (1.1), anything else of none.
    pub(crate) fn elements(&self) -> &[Self] {
        match self {
            Self::List(values) => values,
            Self::Object(_) => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// As [`elements`](Self::elements), to be taken apart.
    pub(crate) fn into_elements(self) -> Vec<Self> {
        match self {
            Self::List(values) => values,
            Self::Object(_) => vec![self],
            _ => Vec::new(),
        }
    }

    /// A piece of the document in or near this value, to place a warning by.
    pub(crate) fn anchor(&self) -> Option<&'a str> {
        match self {
            Self::Text(Cow::Borrowed(text)) | Self::Piece(text) => Some(text),
            Self::List(values) => values.iter().find_map(Self::anchor),
            Self::Object(members) => members.iter().find_map(|(key, value)| match key {
                Cow::Borrowed(key) => Some(*key),
                Cow::Owned(_) => value.anchor(),
            }),
            _ => None,
        }
    }

    /// About how many bytes a copy takes.
    pub(crate) fn weight(&self) -> usize {
        let inside = match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => 0,
            Self::Text(text) => text.len(),
            Self::List(values) => values.iter().map(Self::weight).sum(),
            Self::Object(members) => members.iter().map(|(key, value)| key.len() + value.weight()).sum(),
            Self::Piece(piece) => piece.len(),
        };
        inside + size_of::<Self>()
    }

    /// How many lists and objects lie within each other, itself included.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::List(values) => 1 + values.iter().map(Self::depth).max().unwrap_or_default(),
            Self::Object(members) => {
                1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// The same, borrowing from nothing; it has no place any more.
    pub(crate) fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(number) => Json::Number(number),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(values) => Json::List(values.into_iter().map(Json::into_owned).collect()),
            Self::Object(members) => {
                let owned =
                    |(key, value): (Cow<str>, Json)| (Cow::Owned(key.into_owned()), value.into_owned());
                Json::Object(members.into_iter().map(owned).collect())
            }
            Self::Piece(text) => Json::Text(Cow::Owned(text.to_owned())),
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::Piece(text) => serializer.serialize_str(text),
        }
    }
}
