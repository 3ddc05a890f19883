//! An answer with the places in it that are filled in per request (templates.md).

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::answer::Answer;
use super::header_blocks::HeaderBlocks;
use super::label::header_value;
use crate::collection::{Response, says_json};
use crate::diagnostic::Diagnostic;
use crate::matching::{Candidate, Captures, Request};
use crate::template::{Draw, Escape, Inputs, Template};

/// What an example sends. An answer without slots is sent as it stands, and never looked at again.
#[derive(Debug)]
pub(super) struct SavedAnswer {
    /// Its example's label, as a header says it.
    pub(super) label: HeaderValue,
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
    /// Prepares a saved response, whose example has this label and captures these names; the diagnostics name
    /// what was left out.
    pub(super) fn new(
        response: Response,
        label: &str,
        captures: &[&str],
        blocks: &mut HeaderBlocks,
    ) -> (Self, Vec<Diagnostic>) {
        let (mut answer, warnings) = Answer::saved(response);
        answer.headers = blocks.share(&answer.headers);
        let slots = Slots::compile(&answer, captures).map(Box::new);
        (Self { label: header_value(label), answer, slots }, warnings)
    }

    /// The body as it was saved, with the places that are filled in.
    pub(super) fn body(&self) -> &[u8] {
        &self.answer.body
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
        let content_type = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_json = content_type.is_some_and(says_json);
        let escape = if is_json { Escape::Json } else { Escape::None };
        let body =
            std::str::from_utf8(&answer.body).ok().and_then(|text| Template::compile(text, escape, captures));
        let header = |(at, value): (usize, &HeaderValue)| {
            let text = std::str::from_utf8(value.as_bytes()).ok()?;
            Some((at, Template::compile(text, Escape::Header, captures)?))
        };
        let headers: Vec<_> = answer.headers.values().enumerate().filter_map(header).collect();
        (body.is_some() || !headers.is_empty()).then_some(Self { headers, body })
    }

    fn fill(&self, answer: &Answer, candidate: &Candidate, request: &Request<'_>, draw: Draw) -> Answer {
        let captures = Captures::of(candidate, request);
        let segments: Vec<_> = request.segments().collect();
        let inputs =
            Inputs::new(captures.pairs(), &segments, request.params(), request.headers(), request.body());
        let mut filled = answer.clone();
        for (number, (at, template)) in (BODY + 1..).zip(&self.headers) {
            let mut value = Vec::new();
            template.fill(&inputs, &draw.part(number), &mut value);
            if let (Some(header), Ok(value)) =
                (filled.headers_mut().values_mut().nth(*at), HeaderValue::from_bytes(&value))
            {
                *header = value;
            }
        }
        if let Some(template) = &self.body {
            let mut body = Vec::with_capacity(answer.body.len());
            template.fill(&inputs, &draw.part(BODY), &mut body);
            filled.set_body(Bytes::from(body));
        }
        filled
    }
}
