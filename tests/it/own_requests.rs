//! Every example of real collections is found by its own original request (matching.md).
//!
//! The collections are others' and not part of this project: `UNDERSTUDY_COLLECTIONS` says where they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use understudy::collection::{
    Body, Collection, Example, FormField, FormValue, ParamValue, Segment, Variables, read_collection,
    read_environment,
};
use understudy::matching::{Candidate, Index, Options, Request, Selection};

/// What an unresolved variable is filled with: no word, no number.
const ANYTHING: &str = "zzqzz";
const BOUNDARY: &str = "understudy-boundary";

/// A collection's file, its environment, and how many examples can be asked for. Of the 110 of
/// `besu-json-rpc.json` one has no URL anywhere (1.5).
const FILES: [(&str, Option<&str>, usize); 10] = [
    ("postman-api.json", None, 82),
    ("besu-json-rpc.json", None, 109),
    ("docusign-notary.json", None, 128),
    ("adyen-checkout-v72.json", None, 51),
    ("roxyapi-iching.json", Some("roxyapi.environment.json"), 58),
    ("nested-folders-v2.0.json", None, 7),
    ("todo.json", None, 10),
    ("calculator-soap.json", None, 8),
    ("echo-v1.json", None, 6),
    ("films-graphql.json", None, 8),
];

#[test]
fn each_original_request_gets_its_example_or_one_that_ties() {
    let Some(folder) = std::env::var_os("UNDERSTUDY_COLLECTIONS").map(PathBuf::from) else {
        eprintln!("SKIPPED: UNDERSTUDY_COLLECTIONS names no folder, so no real collection was tried");
        assert!(std::env::var_os("CI").is_none(), "UNDERSTUDY_COLLECTIONS must be set in CI");
        return;
    };
    println!("{:<28} {:>8} {:>8} {:>8}", "collection", "examples", "itself", "a tie");
    for (file, environment, count) in FILES {
        let collection = read(&folder, file, environment);
        assert_eq!(collection.examples.len(), count, "{file}");
        let (itself, ties) = ask_for_each(file, &collection);
        println!("{file:<28} {count:>8} {itself:>8} {ties:>8}");
    }
}

fn read(folder: &Path, file: &str, environment: Option<&str>) -> Collection {
    let bytes =
        |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let variables = environment.map_or_else(Variables::default, |name| {
        read_environment(&bytes(name)).expect("an environment").value
    });
    read_collection(&bytes(file), &variables).unwrap_or_else(|problem| panic!("{file}: {problem}")).value
}

/// How many examples were answered by themselves, and how many by one of the same score.
fn ask_for_each(file: &str, collection: &Collection) -> (usize, usize) {
    let candidates: Vec<_> =
        collection.examples.iter().map(|example| Arc::new(Candidate::prepare(example.clone()).0)).collect();
    let (index, order) = Index::new(&candidates);
    let (mut itself, mut ties) = (0, 0);
    for (rank, at) in order.into_iter().enumerate() {
        let example = &collection.examples[at];
        let sent = Sent::of(example);
        let request =
            Request::new(&example.method, &sent.path, sent.query.as_deref(), &sent.headers, &sent.body);
        let Selection::Winner(winner) = index.select(&request, &Options::default()) else {
            panic!("{file}: nothing answers {} / {}", example.item, example.name)
        };
        let own = index.judge(rank, &request, &Options::default()).unwrap_or_else(|rule| {
            panic!("{file}: {} / {} is out of its own request: {rule}", example.item, example.name)
        });
        if winner.rank == rank {
            itself += 1;
        } else {
            let winning = winner.key.expect("a score").score;
            let by = &index.candidates()[winner.rank].name;
            assert_eq!(own.score, winning, "{file}: {} / {} loses to {by}", example.item, example.name);
            ties += 1;
        }
    }
    (itself, ties)
}

/// The request that an example was saved from.
struct Sent {
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Sent {
    fn of(example: &Example) -> Self {
        let (own_type, body) = body(&example.body);
        let mut headers = HeaderMap::new();
        for saved in &example.headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(saved.name.trim()),
                HeaderValue::from_bytes(saved.value.trim().as_bytes()),
            ) {
                headers.append(name, value);
            }
        }
        if let Some(own_type) = own_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&own_type).expect("a header value"));
        }
        headers.retain_no_controls();
        Self { path: path(example), query: query(example), headers, body }
    }
}

/// Recorded requests may hold control headers; they would choose for us.
trait RetainNoControls {
    fn retain_no_controls(&mut self);
}

impl RetainNoControls for HeaderMap {
    fn retain_no_controls(&mut self) {
        let controls: Vec<_> =
            self.keys().filter(|name| name.as_str().starts_with("x-mock-")).cloned().collect();
        controls.iter().for_each(|name| {
            self.remove(name);
        });
    }
}

fn path(example: &Example) -> String {
    let segments = example.path.0.iter().map(|segment| match segment {
        Segment::Literal(text) | Segment::Wildcard { value: Some(text), .. } => text,
        Segment::Wildcard { value: None, .. } => ANYTHING,
    });
    segments.map(|text| format!("/{}", utf8_percent_encode(text, NON_ALPHANUMERIC))).collect()
}

fn query(example: &Example) -> Option<String> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for param in &example.params {
        let value = match &param.value {
            ParamValue::Literal(text) => text,
            ParamValue::Variable(_) => ANYTHING,
        };
        query.append_pair(&param.key, value);
    }
    Some(query.finish()).filter(|query| !query.is_empty())
}

/// The content type that the body needs, and the body.
fn body(body: &Body) -> (Option<String>, Vec<u8>) {
    match body {
        Body::Empty => (None, Vec::new()),
        Body::Raw(text) => (None, text.clone().into_bytes()),
        Body::UrlEncoded(pairs) => {
            let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            (Some("application/x-www-form-urlencoded".to_owned()), text.into_bytes())
        }
        Body::FormData(fields) => {
            let text: String = fields.iter().map(part).collect();
            let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
            (Some(content_type), format!("{text}--{BOUNDARY}--\r\n").into_bytes())
        }
        Body::GraphQl { query, variables, operation_name } => {
            let variables: serde_json::Value = serde_json::from_str(variables).unwrap_or_default();
            let sent =
                serde_json::json!({"query": query, "variables": variables, "operationName": operation_name});
            (Some("application/json".to_owned()), sent.to_string().into_bytes())
        }
        Body::File => (None, b"the content of a file".to_vec()),
    }
}

fn part(field: &FormField) -> String {
    let (more, content) = match &field.value {
        FormValue::Text(text) => ("", text.as_str()),
        FormValue::File => ("; filename=\"file.bin\"", "content"),
    };
    let key = &field.key;
    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{key}\"{more}\r\n\r\n{content}\r\n")
}
