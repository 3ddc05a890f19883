//! Pages that lead to themselves (matching.md 8.12).

use memchr::memmem;
use serde_json::Value;

use super::candidate::Candidate;
use super::request::Request;

/// What the examples of an index answer.
pub trait Answers {
    /// The body that the example of this rank was saved with.
    fn body(&self, rank: usize) -> &[u8];
}

/// Of examples whose answers are not known: no page leads to itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAnswers;

impl Answers for NoAnswers {
    fn body(&self, _: usize) -> &[u8] {
        b""
    }
}

/// What names of pages hold.
const WORDS: [&str; 7] = ["next", "after", "before", "cursor", "token", "page", "marker"];

/// Whether a name of a parameter, or of a value in an answer, is one of pages.
pub fn names_a_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether a request brings anything that an answer may lead to.
pub(super) fn may_ask_for_a_page(request: &Request<'_>) -> bool {
    !request.params.is_empty() || !request.body.is_empty()
}

/// Whether the answer of an example holds what the request asks for and the example was not saved for, under a name
/// of pages on either side.
pub(super) fn leads_to_itself(candidate: &Candidate, request: &Request<'_>, answer: &[u8]) -> bool {
    let is_held = |value: &str| !value.is_empty() && may_hold(answer, value);
    let params = request.params.sent().iter().map(|(key, value)| (&**key, &**value));
    let params = params.filter(|(key, value)| is_held(value) && !candidate.params.has_literal(key, value));
    let fields = request.body.named_texts().into_iter();
    let fields = fields.filter(|(name, text)| is_held(text) && !candidate.body.has_named_text(name, text));
    let brought: Vec<_> = params.chain(fields).collect();
    if brought.is_empty() {
        return false;
    }
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else { return false };
    brought.into_iter().any(|(key, value)| {
        let among = if names_a_page(key) { Among::All } else { Among::Named };
        holds(&answer, "", value, among)
    })
}

/// Whether a text of JSON may be among what is in a document: cheap, for most are not.
fn may_hold(document: &[u8], text: &str) -> bool {
    serde_json::to_string(text).is_ok_and(|quoted| memmem::find(document, quoted.as_bytes()).is_some())
}

/// Which of the texts in a document count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    /// Every one.
    All,
    /// Those whose own name is one of pages.
    Named,
}

/// Whether `text` is one of the values in a document; this one has that `name`. The reader of JSON bounds its depth.
fn holds(document: &Value, name: &str, text: &str, among: Among) -> bool {
    match document {
        Value::String(value) => value == text && (among == Among::All || names_a_page(name)),
        Value::Array(values) => values.iter().any(|value| holds(value, name, text, among)),
        Value::Object(members) => members.iter().any(|(name, value)| holds(value, name, text, among)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
