//! A JSON value read only as deep as a template asks, with numbers spelled and keys ordered as sent.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::helper::digits;
use crate::collection::JsonState;

/// A value, and what it holds, read when first asked for and then kept.
#[derive(Debug)]
pub(super) struct Node<'b> {
    raw: &'b RawValue,
    held: OnceCell<Held<'b>>,
}

#[derive(Debug)]
enum Held<'b> {
    Members(BTreeMap<Cow<'b, str>, Node<'b>>),
    Items(Vec<Node<'b>>),
    Nothing,
}

impl<'b> Node<'b> {
    /// Reads a whole body, if it is an object or an array.
    pub(super) fn read(body: &'b [u8]) -> Option<Self> {
        let first = body.trim_ascii_start().first()?;
        matches!(first, b'{' | b'[').then(|| serde_json::from_slice(body).ok().map(Self::new))?
    }

    fn new(raw: &'b RawValue) -> Self {
        Self { raw, held: OnceCell::new() }
    }

    /// The member of this name, or the item at this place, counted from 0.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        match self.held.get_or_init(|| Held::of(self.raw.get())) {
            Held::Members(members) => members.get(key),
            Held::Items(items) => items.get(digits(key)?),
            Held::Nothing => None,
        }
    }

    /// A string raw, a number as spelled, an object or array as compact JSON, anything else as such.
    pub(super) fn text(&self) -> Cow<'b, str> {
        let json = self.raw.get();
        match json.as_bytes().first() {
            // What has no meaning as text, half of a surrogate pair, stays as it was written.
            Some(b'"') => serde_json::from_str(json).map_or(Cow::Borrowed(json), |Text(text)| text),
            Some(b'{' | b'[') => Cow::Owned(compact(json)),
            _ => Cow::Borrowed(json),
        }
    }
}

impl<'b> Held<'b> {
    fn of(json: &'b str) -> Self {
        match json.as_bytes().first() {
            Some(b'{') => {
                serde_json::from_str(json).map_or(Self::Nothing, |Members(members)| Self::Members(members))
            }
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(json)
                .map_or(Self::Nothing, |items| Self::Items(items.into_iter().map(Node::new).collect())),
            _ => Self::Nothing,
        }
    }
}

/// White space outside strings left out.
fn compact(json: &str) -> String {
    let mut state = JsonState::default();
    let keep = |character: &char| {
        let is_kept = state != JsonState::Outside || !character.is_ascii_whitespace();
        // Only ASCII moves the state; of any other character any byte will do.
        state = state.step(u8::try_from(*character).unwrap_or(b'?'));
        is_kept
    };
    json.chars().filter(keep).collect()
}

/// A text, borrowed where nothing in it is escaped.
#[derive(serde::Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Text<'b>(#[serde(borrow)] Cow<'b, str>);

/// The members of an object; of repeated keys the first counts.
struct Members<'b>(BTreeMap<Cow<'b, str>, Node<'b>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((Text(key), raw)) = map.next_entry::<Text<'de>, &RawValue>()? {
            members.entry(key).or_insert_with(|| Node::new(raw));
        }
        Ok(Members(members))
    }
}
