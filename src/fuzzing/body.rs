//! Bodies of requests and of examples.

use std::sync::Arc;

use super::choice::agree;
use super::parts::halves;
use super::request::Sent;
use crate::collection::{
    Algorithm, Body, Example, Header, OwnRequest, PathPattern, Response, Segment, references,
};
use crate::matching::{Candidate, Index, NoAnswers, Options, Role, Selection, Shared};

/// Asks two examples with these bodies, the first of which is the request's own.
pub fn body(data: &[u8]) {
    let (request, saved) = halves(data);
    let (Some(sent), Ok(saved)) = (Sent::read(request), std::str::from_utf8(saved)) else { return };
    let own = std::str::from_utf8(&sent.body).ok();
    for algorithm in [Algorithm::Postman, Algorithm::Extended] {
        let bodies = [own.unwrap_or_default(), saved].map(bodies);
        let mut shared = Shared::for_rules(algorithm);
        let candidates = bodies.into_iter().flatten().enumerate();
        let candidates = candidates
            .map(|(number, body)| Arc::new(Candidate::prepare(example(&sent, number, body), &mut shared).0));
        let candidates: Vec<_> = candidates.collect();
        let (index, _) = Index::new(&candidates, algorithm);
        for match_body in [false, true] {
            let options = Options { algorithm, match_body, ..Options::default() };
            sent.ask(|request| agree(&index, request, &options, Role::Alone));
            if is_itself(&sent, own, algorithm) {
                let selection = sent.ask(|request| index.select(request, &options, Role::Alone, &NoAnswers));
                assert!(matches!(selection, Selection::Winner(_)), "its own body: {selection:?}");
            }
        }
    }
}

/// A text as the bodies that a collection can make of it.
fn bodies(text: &str) -> [Body; 3] {
    let (query, variables) = text.split_once('\n').unwrap_or((text, ""));
    let pairs = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let (query, variables) = (query.to_owned(), variables.to_owned());
    [
        Body::Raw(text.to_owned()),
        Body::UrlEncoded(pairs),
        Body::GraphQl { query, variables, operation_name: None },
    ]
}

/// Whether the request is what the first example was saved for, and nothing in it means something else. By rules of our
/// own, a saved text that is nearly JSON stands for that JSON.
fn is_itself(sent: &Sent, own: Option<&str>, algorithm: Algorithm) -> bool {
    let is_json = |own: &str| serde_json::from_str::<serde_json::Value>(own).is_ok();
    let own = own.filter(|own| algorithm == Algorithm::Postman || is_json(own));
    let asks_nothing = sent.headers.keys().all(|name| !name.as_str().starts_with("x-mock-"));
    let is_plain = sent.method == "POST" && sent.path == "/a";
    asks_nothing && is_plain && own.is_some_and(|own| references(own).next().is_none())
}

fn example(sent: &Sent, number: usize, body: Body) -> Example {
    let headers = sent.headers.iter().filter_map(|(name, value)| {
        Some(Header { name: name.to_string(), value: value.to_str().ok()?.to_owned() })
    });
    Example {
        origin: "http://shop".to_owned(),
        id: Some(number.to_string()),
        uid: None,
        name: number.to_string(),
        item: "Folder / Request".to_owned(),
        request: Arc::new(OwnRequest { number, path: None, body: Body::Empty }),
        method: sent.method.clone(),
        path: PathPattern(vec![Segment::Literal("a".to_owned())]),
        params: Vec::new(),
        headers: headers.collect(),
        body,
        response: Response {
            status: Some(200),
            headers: Vec::new(),
            body: String::new(),
            bytes: None,
            preview_language: None,
        },
    }
}
