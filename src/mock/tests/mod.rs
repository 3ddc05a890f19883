//! The rules of matching.md, section 7 (and the bodies of section 6), one test for each, named after it.

mod access;
mod calls;
mod content_type;
mod cors;
mod delay;
mod errors;
mod graphql;
mod library;
mod max_answer;
mod saved;
mod server_response;
mod status;
mod transfer;

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Answer, Caller, Library, Mock, Options, Reply};
use crate::collection::{Algorithm, Collection, Header, Response, Variables, read_collection};
use crate::diagnostic::Diagnostic;
use crate::matching::{Request, Role, Target};
use crate::template::{Addresses, Draw, Vocabulary};

/// A saved response under construction.
struct Saved(Response);

fn saved(status: u16) -> Saved {
    let (headers, body) = (Vec::new(), "the body".to_owned());
    Saved(Response { status: Some(status), headers, body, bytes: None, preview_language: None })
}

impl Saved {
    fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.push(Header { name: name.to_owned(), value: value.to_owned() });
        self
    }

    fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.0.body);
        self
    }

    fn preview(mut self, language: &str) -> Self {
        self.0.preview_language = Some(language.to_owned());
        self
    }

    fn answer(self) -> (Answer, Vec<Diagnostic>) {
        answer_of(self.0, Algorithm::Extended)
    }
}

/// What is sent of a response with these rules, whose example captures `id`.
fn answer_of(response: Response, algorithm: Algorithm) -> (Answer, Vec<Diagnostic>) {
    let addresses = Addresses::default();
    Answer::saved(response, &Vocabulary { captures: &["id"], algorithm, addresses: &addresses })
}

/// The values of a header, in order.
fn values<'a>(answer: &'a Answer, name: &str) -> Vec<&'a str> {
    let values = answer.headers.get_all(name).into_iter();
    values.map(|value| std::str::from_utf8(value.as_bytes()).unwrap()).collect()
}

/// What was read of a collection with one item `Shop / Books` and these examples, as its file has them.
fn collection(examples: &str) -> Collection {
    let text = format!(
        r#"{{"info": {{"name": "shop"}}, "item": [{{"name": "Shop", "item": [{{"name": "Books",
        "request": {{"method": "GET", "url": "http://shop/books"}}, "response": [{examples}]}}]}}]}}"#
    );
    read_collection(text.as_bytes(), &Variables::default()).unwrap().value
}

fn mock(options: Options, examples: &str) -> Mock {
    Mock::new(options, &[Arc::new(Library::new(collection(examples)).0)])
}

/// `name: value` lines as headers.
fn headers(lines: &[&str]) -> HeaderMap {
    let pairs = lines.iter().map(|line| line.split_once(": ").unwrap());
    pairs
        .map(|(name, value)| {
            let name = HeaderName::try_from(name).unwrap();
            (name, HeaderValue::from_bytes(value.as_bytes()).unwrap())
        })
        .collect()
}

/// Hands over what the mock says to `METHOD /path` with these header lines.
fn ask<R>(mock: &Mock, line: &str, lines: &[&str], caller: Caller, with: impl FnOnce(Reply<'_>) -> R) -> R {
    let (method, path) = line.split_once(' ').unwrap();
    let headers = headers(lines);
    let draw = || Draw { seed: 0, now: jiff::Timestamp::UNIX_EPOCH };
    with(mock.reply(
        &Request::new(method, &Target::new(path, None), &headers, b""),
        caller,
        Role::Alone,
        draw,
    ))
}

/// A reply as rows write it: the name of the example, or what came instead.
fn said(reply: &Reply<'_>) -> String {
    match reply {
        Reply::Example { example, .. } => example.name.to_string(),
        Reply::TooLong { example, answer, .. } => format!("{}: {}", example.name, answer.status.as_u16()),
        Reply::Protocol { answer, .. } => format!("protocol {}", answer.status.as_u16()),
        Reply::ServerResponse(answer) => format!("server response {}", answer.status.as_u16()),
        Reply::Preflight(answer) => format!("preflight {}", answer.status.as_u16()),
        Reply::Refused(answer) => format!("refused {}", answer.status.as_u16()),
        Reply::Miss(_) => "miss".to_owned(),
    }
}
