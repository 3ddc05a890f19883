//! In what a saved body and a sent one differ, part by part, for people: `explain`, the page and a 404 tell it
//! (matching.md 8.3). Nothing is chosen by it.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::gap::Wanted;
use super::json;
use super::lenient;
use super::nearness::{Nearness, Share};
use super::pattern::{BodyPattern, Saved};
use super::rpc;
use super::sent::RequestBody;
use super::xml::{Element, Node};
use crate::collection::with_placeholders;

/// How near two bodies are, and in what they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    /// Equal leaves, of all leaves of both.
    pub equal: Share,
    /// The first parts that differ.
    pub parts: Vec<Difference>,
    /// How many more there are.
    pub left_out: usize,
}

/// A part of a body that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `items[0].price`, or `Envelope/Body/Add/intA`.
    pub path: String,
    /// What the example has there.
    pub saved: Option<String>,
    /// What the request has there.
    pub sent: Option<String>,
}

/// In words: ``` `items[0].price` is 5, the request's is 7```
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || "none".to_owned();
        let (saved, sent) = (self.saved.clone().unwrap_or_else(none), self.sent.clone().unwrap_or_else(none));
        match self.path.as_str() {
            "" => write!(f, "the body is {saved}, the request's is {sent}"),
            path => write!(f, "`{path}` is {saved}, the request's is {sent}"),
        }
    }
}

/// The longest body that is told part by part, in bytes: parts are paired off one by one.
const LONGEST: usize = 64 << 10;
/// How many parts are told.
const LISTED: usize = 10;
/// How much of a value is shown, in characters.
const SHOWN: usize = 60;

impl BodyPattern {
    /// None where the bodies are equal, or are not compared part by part.
    pub(in crate::matching) fn differences(&self, sent: &RequestBody<'_>) -> Option<Differences> {
        let equal = match self.nearness(sent) {
            Nearness::Near { leaves, .. } if sent.bytes().len() <= LONGEST => leaves,
            Nearness::Near { .. } | Nearness::Equal { .. } => return None,
        };
        let mut found = Found::default();
        self.compare(sent, &mut found)?;
        let Found { parts, left_out } = found;
        (!parts.is_empty()).then_some(Differences { equal, parts, left_out })
    }

    /// None where the two are of different kinds.
    fn compare(&self, sent: &RequestBody<'_>, found: &mut Found) -> Option<()> {
        if let Some(saved) = &self.reading.graphql {
            found.arguments(saved.variables.as_ref(), sent.call()?.variables.as_ref(), "variables");
            return Some(());
        }
        match &self.saved {
            Saved::Pairs(saved) => found.pairs(as_pairs(saved), as_pairs(sent.pairs()?)),
            Saved::Fields(saved) => found.pairs(saved.texts().collect(), sent.fields()?.texts().collect()),
            _ => {
                let text = self.text().filter(|text| text.len() <= LONGEST)?;
                if let Some(saved) = lenient::read(text) {
                    found.texts_of_json(&saved, &sent.json()?.0);
                } else {
                    found.elements(&Element::read(text)?, sent.xml()?);
                }
            }
        }
        Some(())
    }
}

fn as_pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

/// The parts that differ, so far.
#[derive(Debug, Default)]
struct Found {
    parts: Vec<Difference>,
    left_out: usize,
}

impl Found {
    fn add(&mut self, path: &str, saved: Option<String>, sent: Option<String>) {
        if self.parts.len() == LISTED {
            self.left_out += 1;
        } else {
            let saved = saved.map(|saved| with_placeholders(&saved));
            self.parts.push(Difference { path: path.to_owned(), saved, sent });
        }
    }

    fn texts_of_json(&mut self, saved: &Value, sent: &Value) {
        match (rpc::Call::of(saved), rpc::Call::of(sent)) {
            (Some(saved), Some(sent)) => self.arguments(saved.params, sent.params, "params"),
            _ => self.json(saved, sent, ""),
        }
    }

    fn arguments(&mut self, saved: Option<&Value>, sent: Option<&Value>, path: &str) {
        match (saved, sent) {
            (Some(saved), Some(sent)) => self.json(saved, sent, path),
            (None, None) => {}
            (saved, sent) => self.add(path, saved.map(as_json), sent.map(as_json)),
        }
    }

    /// The reader of JSON bounds the depth.
    fn json(&mut self, saved: &Value, sent: &Value, path: &str) {
        match (saved, sent) {
            (Value::String(saved), _) if Wanted::of(saved) == Wanted::Anything => {}
            (Value::String(saved), Value::String(sent)) if Wanted::of(saved).accepts(saved, sent) => {}
            (Value::Array(saved), Value::Array(sent)) if !saved.is_empty() && !sent.is_empty() => {
                for at in 0..saved.len().max(sent.len()) {
                    self.arguments(saved.get(at), sent.get(at), &format!("{path}[{at}]"));
                }
            }
            (Value::Object(saved), Value::Object(sent)) if !saved.is_empty() && !sent.is_empty() => {
                let more = sent.keys().filter(|key| !saved.contains_key(*key));
                for key in saved.keys().chain(more) {
                    self.arguments(saved.get(key), sent.get(key), &below(path, key));
                }
            }
            _ if json::equal(saved, sent) => {}
            _ => self.add(path, Some(as_json(saved)), Some(as_json(sent))),
        }
    }

    /// The reader of XML bounds the depth.
    fn elements(&mut self, saved: &Element, sent: &Element) {
        if saved.name == sent.name {
            self.contents(saved, sent, &saved.name.1);
        } else {
            self.add("", Some(format!("<{}>", saved.name.1)), Some(format!("<{}>", sent.name.1)));
        }
    }

    fn contents(&mut self, saved: &Element, sent: &Element, path: &str) {
        let attributes = |element: &Element| {
            let attributes = element.attributes.iter();
            attributes
                .map(|((_, name), value)| (format!("{path}/@{name}"), value.to_string()))
                .collect::<Vec<_>>()
        };
        let (ours, theirs) = (attributes(saved), attributes(sent));
        self.pairs(as_pairs(&ours), as_pairs(&theirs));
        match (saved.text(), sent.text()) {
            (Some(saved), _) if Wanted::of(saved) == Wanted::Anything => {}
            (Some(saved), Some(sent)) if Wanted::of(saved).accepts(saved, sent) => {}
            (Some(saved), Some(sent)) => self.add(path, Some(shortened(saved)), Some(shortened(sent))),
            _ => self.children(saved, sent, path),
        }
    }

    fn children(&mut self, saved: &Element, sent: &Element, path: &str) {
        let (ours, mut theirs) = (numbered(saved, path), numbered(sent, path));
        for (path, saved) in ours {
            let found = theirs.iter().position(|(other, _)| *other == path);
            match (saved, found.map(|at| theirs.remove(at).1)) {
                (Node::Element(saved), Some(Node::Element(sent))) => self.contents(saved, sent, &path),
                (Node::Text(saved), Some(Node::Text(sent))) if Wanted::of(saved).accepts(saved, sent) => {}
                (saved, sent) => self.add(&path, Some(as_xml(saved)), sent.map(as_xml)),
            }
        }
        for (path, sent) in theirs {
            self.add(&path, None, Some(as_xml(sent)));
        }
    }

    /// Of pairs with one key, equal ones are paired off first, then the others in their order.
    fn pairs(&mut self, saved: Vec<(&str, &str)>, mut sent: Vec<(&str, &str)>) {
        let mut open = Vec::new();
        for (key, value) in saved {
            let fits = |(other, sent): &(&str, &str)| *other == key && Wanted::of(value).accepts(value, sent);
            match sent.iter().position(fits) {
                Some(at) => drop(sent.remove(at)),
                None => open.push((key, value)),
            }
        }
        for (key, value) in open {
            let found = sent.iter().position(|(other, _)| *other == key).map(|at| sent.remove(at).1);
            self.add(key, Some(shortened(value)), found.map(shortened));
        }
        for (key, value) in sent {
            self.add(key, None, Some(shortened(value)));
        }
    }
}

/// The children of an element with their paths; of several alike, each behind the first has its number.
fn numbered<'e>(element: &'e Element, path: &str) -> Vec<(String, &'e Node)> {
    let mut numbers = std::collections::HashMap::new();
    let children = element.children.iter();
    let numbered = children.map(|child| {
        let name = match child {
            Node::Element(element) => &*element.name.1,
            Node::Text(_) => "text()",
        };
        let number = numbers.entry(name).and_modify(|number| *number += 1).or_insert(1);
        let place = if *number == 1 { String::new() } else { format!("[{number}]") };
        (format!("{path}/{name}{place}"), child)
    });
    numbered.collect()
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn as_json(value: &Value) -> String {
    shortened(&value.to_string())
}

fn as_xml(node: &Node) -> String {
    match node {
        Node::Element(element) => match element.text() {
            Some(text) => shortened(text),
            None => format!("<{}>", element.name.1),
        },
        Node::Text(text) => shortened(text),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
