//! An answer with the places in it that are filled in per request (templates.md).

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::answer::Answer;
use crate::collection::{Response, says_json};
use crate::diagnostic::Diagnostic;
use crate::matching::{Candidate, Captures, Request};
use crate::template::{Draw, Escape, Inputs, Template};

/// What an example sends. An answer without slots is sent as it stands, and never looked at again.
#[derive(Debug)]
pub(super) struct SavedAnswer {
    answer: Answer,
    slots: Option<Box<Slots>>,
}

#[derive(Debug)]
struct Slots {
    /// By their places among the headers.
    headers: Vec<(usize, Template)>,
    body: Option<Template>,
}

/// The draws of an answer's templates: the body's, and then one a header.
const BODY: u64 = 0;

impl SavedAnswer {
    /// Prepares a saved response, whose example captures these names; the diagnostics name what was left out.
    pub(super) fn new(response: Response, captures: &[&str]) -> (Self, Vec<Diagnostic>) {
        let (answer, warnings) = Answer::saved(response);
        let slots = Slots::compile(&answer, captures).map(Box::new);
        (Self { answer, slots }, warnings)
    }

    /// The answer to this request. `draw` is asked only where something is filled in.
    pub(super) fn fill(
        &self,
        candidate: &Candidate,
        request: &Request<'_>,
        draw: impl FnOnce() -> Draw,
    ) -> Cow<'_, Answer> {
        match &self.slots {
            None => Cow::Borrowed(&self.answer),
            Some(slots) => Cow::Owned(slots.fill(&self.answer, candidate, request, draw())),
        }
    }
}

impl Slots {
    fn compile(answer: &Answer, captures: &[&str]) -> Option<Self> {
        let is_json = answer
            .headers
            .iter()
            .any(|(name, value)| name == CONTENT_TYPE && value.to_str().is_ok_and(says_json));
        let escape = if is_json { Escape::Json } else { Escape::None };
        let body =
            std::str::from_utf8(&answer.body).ok().and_then(|text| Template::compile(text, escape, captures));
        let header = |(at, (_, value)): (usize, &(_, HeaderValue))| {
            let text = std::str::from_utf8(value.as_bytes()).ok()?;
            Some((at, Template::compile(text, Escape::Header, captures)?))
        };
        let headers: Vec<_> = answer.headers.iter().enumerate().filter_map(header).collect();
        (body.is_some() || !headers.is_empty()).then_some(Self { headers, body })
    }

    fn fill(&self, answer: &Answer, candidate: &Candidate, request: &Request<'_>, draw: Draw) -> Answer {
        let captures = Captures::of(candidate, request);
        let inputs = Inputs::new(
            captures.pairs(),
            request.segments(),
            request.params(),
            request.headers(),
            request.body(),
        );
        let mut filled = answer.clone();
        for (number, (at, template)) in (BODY + 1..).zip(&self.headers) {
            let mut value = Vec::new();
            template.fill(&inputs, &draw.part(number), &mut value);
            if let (Some((_, header)), Ok(value)) =
                (filled.headers.get_mut(*at), HeaderValue::from_bytes(&value))
            {
                *header = value;
            }
        }
        if let Some(template) = &self.body {
            let mut body = Vec::with_capacity(answer.body.len());
            template.fill(&inputs, &draw.part(BODY), &mut body);
            filled.body = Bytes::from(body);
        }
        filled
    }
}
