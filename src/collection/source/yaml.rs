//! From YAML 1.2 to a [`Json`] tree.
//!
//! The reader of the syntax only tells events; the tree is built here, so that its size and depth are
//! bounded: an alias is a copy, and copies are paid for. Tags are ignored but for `!!str`.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, Tag};

use super::document::{DEPTH, Document, empty};
use super::json::Json;
use super::members::{Members, without_duplicates};
use super::scalar::plain;
use super::yaml_error::{Problem, not_yaml};
use crate::diagnostic::Diagnostic;

/// How much anchors and aliases may copy, in bytes.
const COPIES: usize = 16 << 20;

/// Reads the first document of a YAML text.
///
/// # Errors
/// The text is empty, no YAML, or more than can be held.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Box<Diagnostic>> {
    let mut options = Options::default();
    (options.flow_nesting_limit, options.block_nesting_limit) = (DEPTH, DEPTH);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder { room: COPIES, ..Builder::default() };
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| Box::new(not_yaml(text, &error)))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        builder.event(event).map_err(|problem| Box::new(problem.at(text, offset(&span))))?;
    }
    let root = builder.root.ok_or_else(empty)?;
    let tail = tail(parser.next_event(), text);
    Ok(Document { root, duplicate_keys: builder.duplicate_keys, tail, replaced: Vec::new() })
}

fn offset(span: &Span) -> usize {
    span.start.byte_offset().unwrap_or_default()
}

fn tail<'a>(next: Option<Result<(Event<'a>, Span), ScanError>>, text: &'a str) -> Option<&'a str> {
    let offset = match next? {
        Ok((Event::StreamEnd, _)) => return None,
        Ok((_, span)) => offset(&span),
        Err(error) => error.marker().byte_offset()?,
    };
    text.get(text.floor_char_boundary(offset)..)
}

/// What has been read so far.
#[derive(Default)]
struct Builder<'a> {
    root: Option<Json<'a>>,
    /// Lists and objects whose end has not come, the outer ones first.
    open: Vec<Open<'a>>,
    /// Values that aliases may name, with their depth.
    anchors: HashMap<usize, (Json<'a>, usize)>,
    room: usize,
    duplicate_keys: Vec<Cow<'a, str>>,
}

/// A list or object that is being read, and the number of its anchor (0 is none).
enum Open<'a> {
    List { values: Vec<Json<'a>>, anchor: usize },
    Object { members: Members<'a>, key: Option<Cow<'a, str>>, anchor: usize },
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref()),
            Event::Alias(anchor) => self.alias(anchor),
            Event::SequenceStart(_, anchor, _) => self.enter(Open::List { values: Vec::new(), anchor }),
            Event::MappingStart(_, anchor, _) => {
                self.enter(Open::Object { members: Vec::new(), key: None, anchor })
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Problem> {
        let is_text = style != ScalarStyle::Plain || tag.and_then(Tag::core_suffix) == Some("str");
        if let Some(key) = self.missing_key() {
            *key = Some(text.clone());
            return self.remember(anchor, &Json::Text(text));
        }
        let value = if is_text { Json::Text(text) } else { plain(text) };
        self.remember(anchor, &value)?;
        self.add(value);
        Ok(())
    }

    fn alias(&mut self, anchor: usize) -> Result<(), Problem> {
        let (value, depth) = self.anchors.get(&anchor).ok_or(Problem::WithinItself)?;
        if self.open.len() + depth > DEPTH {
            return Err(Problem::TooDeep);
        }
        self.room = self.room.checked_sub(value.weight()).ok_or(Problem::TooManyCopies)?;
        let value = value.clone();
        match (self.missing_key(), value) {
            (Some(key), Json::Text(text)) => *key = Some(text),
            (Some(_), _) => return Err(Problem::KeyIsNoText),
            (None, value) => self.add(value),
        }
        Ok(())
    }

    fn enter(&mut self, open: Open<'a>) -> Result<(), Problem> {
        if self.missing_key().is_some() {
            return Err(Problem::KeyIsNoText);
        }
        if self.open.len() >= DEPTH {
            return Err(Problem::TooDeep);
        }
        self.open.push(open);
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Problem> {
        let (value, anchor) = match self.open.pop() {
            None => return Ok(()),
            Some(Open::List { values, anchor }) => (Json::List(values), anchor),
            Some(Open::Object { members, anchor, .. }) => {
                (Json::Object(without_duplicates(members, &mut self.duplicate_keys)), anchor)
            }
        };
        self.remember(anchor, &value)?;
        self.add(value);
        Ok(())
    }

    /// The place of the key, where the next value is one.
    fn missing_key(&mut self) -> Option<&mut Option<Cow<'a, str>>> {
        match self.open.last_mut() {
            Some(Open::Object { key, .. }) if key.is_none() => Some(key),
            _ => None,
        }
    }

    fn remember(&mut self, anchor: usize, value: &Json<'a>) -> Result<(), Problem> {
        if anchor != 0 {
            self.room = self.room.checked_sub(value.weight()).ok_or(Problem::TooManyCopies)?;
            self.anchors.insert(anchor, (value.clone(), value.depth()));
        }
        Ok(())
    }

    fn add(&mut self, value: Json<'a>) {
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List { values, .. }) => values.push(value),
            Some(Open::Object { members, key, .. }) => {
                members.extend(key.take().map(|key| (key, value)));
            }
        }
    }
}
