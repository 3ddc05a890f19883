//! What a place that is filled in means.

use std::borrow::Cow;

use super::address::Form;
use super::draw::Draw;
use super::dynamic::{self, Generator};
use super::escape::Escape;
use super::helper::Helper;
use super::inputs::Inputs;
use super::now::Now;
use super::placeholder::TypedSlot;
use super::vocabulary::Vocabulary;
use crate::collection::Algorithm;

/// A place in a text that is filled in per request.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) source: Source,
    pub(super) escape: Escape,
}

/// Where a value comes from, in the order of meaning.
#[derive(Debug)]
pub(super) enum Source {
    /// What the wildcard of this name captured. It captures nothing where the example was asked for by
    /// id or name and its URL does not match: the reference then stays as it stands.
    Capture(Box<str>),
    /// Something of the request.
    Helper(Helper),
    /// A dynamic variable.
    Dynamic(&'static Generator),
    /// The time.
    Now(Box<Now>),
    /// An address of the client's own origin; what is written stays where that is not known.
    Address(Form, Box<str>),
    /// A value of a type.
    Typed(Box<TypedSlot>),
}

impl Source {
    /// What `name` means, or none where it means nothing.
    pub(super) fn of(name: &str, words: &Vocabulary<'_>) -> Option<Self> {
        if name.starts_with('$') {
            let helper = || Helper::parse(name).map(Self::Helper);
            let now = || match words.algorithm {
                Algorithm::Extended => Now::parse(name).map(|now| Self::Now(Box::new(now))),
                Algorithm::Postman => None,
            };
            return helper().or_else(|| dynamic::find(name).map(Self::Dynamic)).or_else(now);
        }
        if words.captures.contains(&name) {
            return Some(Self::Capture(name.into()));
        }
        words.addresses.source(name)
    }
}

impl Slot {
    /// Adds the value; `place` is the slot's own, `scratch` a buffer whose content does not matter.
    pub(super) fn fill(
        &self,
        inputs: &Inputs<'_>,
        draw: Draw,
        place: usize,
        scratch: &mut String,
        out: &mut Vec<u8>,
    ) {
        let value = match &self.source {
            Source::Capture(name) => match inputs.capture(name) {
                Some(value) => Cow::Borrowed(value),
                None => return stay_as_written(name, out),
            },
            Source::Helper(helper) => helper.value(inputs),
            Source::Dynamic(generator) => {
                Cow::Borrowed(generator.value(draw.now, &mut draw.dice(place), scratch))
            }
            Source::Now(now) => Cow::Borrowed(written(scratch, |out| now.write(draw.now, out))),
            Source::Address(form, text) => {
                return match inputs.origin() {
                    Some(origin) => form.push(origin, out),
                    None => out.extend_from_slice(text.as_bytes()),
                };
            }
            Source::Typed(typed) => Cow::Borrowed(match typed.captured(inputs) {
                Some(value) => value,
                None => written(scratch, |out| typed.write(inputs, draw.now, &mut draw.dice(place), out)),
            }),
        };
        self.escape.push(&value, out);
    }
}

fn written(scratch: &mut String, write: impl FnOnce(&mut String) -> std::fmt::Result) -> &str {
    scratch.clear();
    let written = write(scratch);
    debug_assert!(written.is_ok(), "writing to a String does not fail");
    scratch
}

fn stay_as_written(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{{");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"}}");
}
