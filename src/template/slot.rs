//! What a `{{...}}` means.

use std::borrow::Cow;

use super::draw::Draw;
use super::dynamic::{self, Generator};
use super::escape::Escape;
use super::helper::Helper;
use super::inputs::Inputs;

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
}

impl Source {
    /// What `name` means, or none where it means nothing.
    pub(super) fn of(name: &str, captures: &[&str]) -> Option<Self> {
        if name.starts_with('$') {
            let helper = || Helper::parse(name).map(Self::Helper);
            return helper().or_else(|| dynamic::find(name).map(Self::Dynamic));
        }
        captures.contains(&name).then(|| Self::Capture(name.into()))
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
        };
        self.escape.push(&value, out);
    }
}

fn stay_as_written(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{{");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"}}");
}
