//! An answer with the places in it that are filled in per request (templates.md).

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_LOCATION, CONTENT_TYPE, LINK, LOCATION, REFRESH, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::answer::Answer;
use super::content_type::is_text;
use super::cookie;
use super::header_blocks::HeaderBlocks;
use super::label::Label;
use super::rewriting::Rewriting;
use crate::collection::{Response, says_json};
use crate::diagnostic::Diagnostic;
use crate::matching::{Candidate, Captures, Request};
use crate::template::{Addresses, Draw, Escape, Inputs, Origin, Template, TooLong, Vocabulary};

/// What an example sends. An answer without slots is sent as it stands, and never looked at again.
#[derive(Debug)]
pub(super) struct SavedAnswer {
    /// How headers call its example.
    pub(super) label: Label,
    answer: Answer,
    slots: Option<Box<Slots>>,
}

#[derive(Debug)]
struct Slots {
    headers: Vec<HeaderSlots>,
    body: Option<Template>,
}

/// The header at this place among the headers, which depends on the request.
#[derive(Debug)]
struct HeaderSlots {
    at: usize,
    template: Option<Template>,
    kind: HeaderKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderKind {
    Plain,
    /// A cookie that the client may not be able to take as it was saved.
    Cookie,
}

/// The draws of an answer's templates: the body's, and then one a header.
const BODY: u64 = 0;

impl SavedAnswer {
    /// Prepares a saved response, whose example has this label and whose slots mean what `words` says; the
    /// diagnostics name what was left out.
    pub(super) fn new(
        response: Response,
        label: Label,
        words: &Vocabulary<'_>,
        rewriting: &Rewriting,
        blocks: &mut HeaderBlocks,
    ) -> (Self, Vec<Diagnostic>) {
        let (mut answer, warnings) = Answer::saved(response, words);
        answer.headers = blocks.share(&answer.headers);
        let slots = Slots::compile(&answer, words, rewriting).map(Box::new);
        (Self { label, answer, slots }, warnings)
    }

    /// The body as it was saved, with the places that are filled in.
    pub(super) fn body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The headers as they were saved.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// What of the headers that lead clients on, and of the body, is sent as it stands, whoever asks.
    pub(super) fn texts_as_saved(&self) -> impl Iterator<Item = &str> {
        let slots = self.slots.as_deref();
        let template = move |at: usize| {
            let slots = slots?.headers.iter().find(|slots| slots.at == at)?;
            slots.template.as_ref()
        };
        let headers = self.answer.headers.iter().enumerate();
        let headers =
            headers.filter(|(_, (name, _))| [LOCATION, CONTENT_LOCATION, LINK, REFRESH].contains(name));
        let headers = headers.map(move |(at, (_, value))| (template(at), value.as_bytes()));
        let body = (slots.and_then(|slots| slots.body.as_ref()), self.body());
        headers.chain([body]).flat_map(|(template, saved)| {
            let whole = if template.is_none() { std::str::from_utf8(saved).ok() } else { None };
            template.into_iter().flat_map(Template::texts).chain(whole)
        })
    }

    /// The answer to this request. `draw` is asked only where something is filled in.
    ///
    /// # Errors
    /// Its body and the headers that are filled in are longer than `most` bytes together.
    pub(super) fn fill(
        &self,
        candidate: &Candidate,
        request: &Request<'_>,
        most: usize,
        draw: impl FnOnce() -> Draw,
    ) -> Result<Cow<'_, Answer>, TooLong> {
        match &self.slots {
            None => Ok(Cow::Borrowed(&self.answer)),
            Some(slots) => slots.fill(&self.answer, candidate, request, most, draw()).map(Cow::Owned),
        }
    }
}

impl Slots {
    fn compile(answer: &Answer, words: &Vocabulary<'_>, rewriting: &Rewriting) -> Option<Self> {
        let headers: Vec<_> = answer
            .headers
            .iter()
            .enumerate()
            .filter_map(|(at, (name, value))| HeaderSlots::compile(at, name, value, words, rewriting))
            .collect();
        let body = body_template(answer, words);
        (body.is_some() || !headers.is_empty()).then_some(Self { headers, body })
    }

    fn fill(
        &self,
        answer: &Answer,
        candidate: &Candidate,
        request: &Request<'_>,
        most: usize,
        draw: Draw,
    ) -> Result<Answer, TooLong> {
        let captures = Captures::of(candidate, request);
        let segments: Vec<_> = request.segments().collect();
        let origin = request.origin();
        let inputs =
            Inputs::new(captures.pairs(), &segments, request.params(), request.headers(), request.body())
                .asked_at(origin);
        let (mut filled, mut left) = (answer.clone(), most);
        for (number, slots) in (BODY + 1..).zip(&self.headers) {
            if let Some(header) = filled.headers_mut().values_mut().nth(slots.at) {
                left -= slots.fill(header, &inputs, origin, draw.part(number), left)?;
            }
        }
        if let Some(template) = &self.body {
            filled.set_body(Bytes::from(template.fill(&inputs, &draw.part(BODY), left)?));
        }
        Ok(filled)
    }
}

/// Addresses are looked for where the body is text by its type; what else is filled in, anywhere.
fn body_template(answer: &Answer, words: &Vocabulary<'_>) -> Option<Template> {
    let content_type = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let escape = if content_type.is_some_and(says_json) { Escape::Json } else { Escape::None };
    let none = Addresses::default();
    let addresses = if content_type.is_some_and(is_text) { words.addresses } else { &none };
    let text = std::str::from_utf8(&answer.body).ok()?;
    Template::compile(text, escape, &Vocabulary { addresses, ..*words })
}

impl HeaderSlots {
    fn compile(
        at: usize,
        name: &HeaderName,
        value: &HeaderValue,
        words: &Vocabulary<'_>,
        rewriting: &Rewriting,
    ) -> Option<Self> {
        let text = std::str::from_utf8(value.as_bytes()).ok()?;
        let template = Template::header(name.as_str(), text, words);
        let is_cookie =
            *name == SET_COOKIE && *rewriting != Rewriting::Off && cookie::depends_on_origin(text);
        let kind = if is_cookie { HeaderKind::Cookie } else { HeaderKind::Plain };
        (template.is_some() || is_cookie).then_some(Self { at, template, kind })
    }

    /// Changes a header; one that could not be sent stays as it was saved. How many bytes were filled in.
    fn fill(
        &self,
        header: &mut HeaderValue,
        inputs: &Inputs<'_>,
        origin: Option<Origin<'_>>,
        draw: Draw,
        most: usize,
    ) -> Result<usize, TooLong> {
        let mut value = match &self.template {
            Some(template) => template.fill(inputs, &draw, most)?,
            None => header.as_bytes().to_vec(),
        };
        let length = if self.template.is_some() { value.len() } else { 0 };
        if self.kind == HeaderKind::Cookie
            && let (Some(origin), Ok(cookie)) = (origin, std::str::from_utf8(&value))
        {
            value = cookie::adapted(cookie, origin).into_bytes();
        }
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            *header = value;
        }
        Ok(length)
    }
}
