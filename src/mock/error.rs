//! The errors that a mock answers with, in Postman's shape (matching.md, sections 6 and 7).
//!
//! They are typed, so that their keys stand in the order in which the rules write them.

use http::StatusCode;
use serde::Serialize;

use super::answer::Answer;
use crate::matching::{
    Difference, Differences, InvalidControl, Miss, Near, OperationDifference, Rule, WithoutExample,
};

const NOT_FOUND: &str = "mockRequestNotFoundError";

/// How much of a value that a client sent is repeated, in characters.
const QUOTED: usize = 200;

#[derive(Serialize)]
struct Document<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    name: &'a str,
    header: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closest: Vec<Closest<'a>>,
}

#[derive(Serialize)]
struct Closest<'a> {
    name: &'a str,
    method: &'a str,
    path: &'a str,
    rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<ClosestBody<'a>>,
}

/// In what bodies differ, where that put an example out.
#[derive(Serialize)]
struct ClosestBody<'a> {
    /// `3 of 5`: equal leaves of all.
    equal: String,
    differs: &'a [Difference],
    left_out: usize,
}

impl<'a> Body<'a> {
    fn new(name: &'a str, header: &'a str, message: &'a str) -> Self {
        Self { name, header, message, reason: None, cause: None, upstream: None, closest: Vec::new() }
    }

    fn unavailable(down: &Down<'a>, message: &'a str) -> Self {
        let body = Self::new("upstreamUnavailableError", "Upstream unavailable", message);
        let cause = down.cause.as_ref().map(|cause| cause.token);
        Self { reason: Some(down.reason), cause, upstream: Some(down.upstream), ..body }
    }

    fn closest(self, closest: &'a [Near]) -> Self {
        Self { closest: closest.iter().map(Closest::from).collect(), ..self }
    }

    fn answer(self, status: StatusCode) -> Answer {
        Answer::json(status, &Document { error: self })
    }
}

impl<'a> From<&'a Near> for Closest<'a> {
    fn from(near: &'a Near) -> Self {
        let body = near.differences.as_ref().map(|Differences { equal, parts, left_out }| ClosestBody {
            equal: equal.to_string(),
            differs: parts,
            left_out: *left_out,
        });
        Self { name: &near.name, method: &near.method, path: &near.path, rule: near.rule.to_string(), body }
    }
}

impl Answer {
    /// An error in Postman's shape.
    pub fn error(status: StatusCode, name: &str, header: &str, message: &str) -> Self {
        Body::new(name, header, message).answer(status)
    }
}

/// 404: nothing answers (section 6).
pub fn not_found(miss: &Miss) -> Answer {
    match miss {
        Miss::NoMatch(closest) => {
            let message = why(miss);
            let message = message.as_deref();
            let message = message.unwrap_or("Double check your method and the request path and try again.");
            let body = Body::new(NOT_FOUND, "No matching requests", message);
            body.closest(closest).answer(StatusCode::NOT_FOUND)
        }
        Miss::NoExample(request, closest) => {
            let message = no_example(request);
            Body::new(NOT_FOUND, "No example", &message).closest(closest).answer(StatusCode::NOT_FOUND)
        }
        Miss::NoSuchId(id) => nothing_called("id", id, "x-mock-response-id"),
        Miss::NoSuchName(name) => nothing_called("name", name, "x-mock-response-name"),
    }
}

/// What a client of Postman's mocks would have to find out by itself: the request has no example (8.14), or those at
/// its URL are of other operations (8.4).
fn why(miss: &Miss) -> Option<String> {
    match miss {
        Miss::NoExample(request, _) => Some(no_example(request)),
        Miss::NoMatch(closest) => other_operation(closest),
        Miss::NoSuchId(_) | Miss::NoSuchName(_) => None,
    }
}

fn other_operation(closest: &[Near]) -> Option<String> {
    let mut differences = closest.iter().filter_map(|near| match &near.rule {
        Rule::Operation(difference) => Some(difference),
        _ => None,
    });
    let OperationDifference { protocol, saved, sent } = differences.next()?;
    let mut known = vec![saved];
    for OperationDifference { saved, .. } in differences {
        if !known.contains(&saved) {
            known.push(saved);
        }
    }
    let quoted = |text: &String| format!("`{}`", text.chars().take(QUOTED).collect::<String>());
    let known: Vec<_> = known.into_iter().map(quoted).collect();
    Some(format!(
        "No example is of the {protocol} operation {}. The nearest examples are of {}. \
         Save an answer to this operation as an example, or ask for one of these.",
        quoted(sent),
        known.join(", ")
    ))
}

/// What is to be done about a request that has no example (8.14).
pub(super) fn no_example(request: &WithoutExample) -> String {
    let WithoutExample { item, method, path } = request;
    let text = format!("{method} {path} ({item})");
    let text: String = text.chars().take(QUOTED).collect();
    format!(
        "The collection has the request {text}, but no usable example of it. \
         In Postman, send the request, save the response as an example, and export the collection again."
    )
}

fn nothing_called(kind: &str, value: &str, header: &str) -> Answer {
    let value: String = value.chars().take(QUOTED).collect();
    let title = format!("No example with the {kind} `{value}`");
    let message = format!(
        "No example for this method has the {kind} `{value}`. Check the header {header} and try again."
    );
    Answer::error(StatusCode::NOT_FOUND, NOT_FOUND, &title, &message)
}

/// 400: a control header that means nothing.
pub(super) fn invalid_control(invalid: &InvalidControl) -> Answer {
    let header = format!("Invalid header {}", invalid.header);
    Answer::error(StatusCode::BAD_REQUEST, "invalidMockHeaderError", &header, &invalid.to_string())
}

/// 401: a private mock and no known key (7.7).
pub(super) fn unauthorized() -> Answer {
    Answer::error(
        StatusCode::UNAUTHORIZED,
        "invalidCredentialsError",
        "Invalid credentials",
        "This mock is private. Send a known API key in the x-api-key header and try again.",
    )
}

/// 500: filled in, this example is longer than `most` bytes.
pub(super) fn too_long(example: &str, most: usize) -> Answer {
    let example: String = example.chars().take(QUOTED).collect();
    let message = format!(
        "Filled in for this request, the example `{example}` is longer than {most} bytes. Raise `max_answer` of the \
         mock, or let the example repeat less of the request."
    );
    Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "answerTooLongError", "Answer too long", &message)
}

/// An upstream that is down, as a client is told of it.
#[derive(Debug, Clone, Copy)]
pub struct Down<'a> {
    /// Its name.
    pub upstream: &'a str,
    /// What it counts as: `connect`.
    pub reason: &'a str,
    /// Why, where that is known.
    pub cause: Option<DownCause<'a>>,
}

/// Why an upstream is down (proxy.md, "Why it is down").
#[derive(Debug, Clone, Copy)]
pub struct DownCause<'a> {
    /// `refused`.
    pub token: &'a str,
    /// What happened: `it refused the connection`.
    pub words: &'a str,
    /// What to do about it.
    pub advice: &'a str,
}

impl Down<'_> {
    /// One or two sentences, of which the first goes on with `and`.
    pub(super) fn sentences(&self, and: &str) -> String {
        let Self { upstream, reason, .. } = self;
        let first = format!("The upstream `{upstream}` is down ({reason}){and}");
        match self.cause {
            Some(DownCause { words, advice, .. }) => format!("{first}: {words}. To mend it: {advice}."),
            None => format!("{first}."),
        }
    }
}

/// 502: the upstream is down and no example matches (proxy.md, "What counts as down").
pub fn upstream_unavailable(down: &Down<'_>, miss: &Miss) -> Answer {
    let message = match why(miss) {
        Some(why) => format!("{} {why}", down.sentences("")),
        None => down.sentences(" and no example of the mock matches the request"),
    };
    Body::unavailable(down, &message).closest(miss.closest()).answer(StatusCode::BAD_GATEWAY)
}

/// The upstream is down, and no mock may answer.
pub fn upstream_failed(down: &Down<'_>, status: StatusCode) -> Answer {
    Body::unavailable(down, &down.sentences("")).answer(status)
}
