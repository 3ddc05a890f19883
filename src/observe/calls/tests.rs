//! Calls, from the draft to what is shown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Builder;
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::Call;
use super::kept::Kept;
use super::redact::Redactor;
use super::{CallLog, Captured, Draft, Filter, Head, Secrets, Settings};
use crate::access::Keys;
use crate::observe::{Reason, Source};

fn head(fields: &[(&'static str, &'static str)]) -> Head {
    let fields =
        fields.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Head::response(&fields.collect())
}

pub(super) fn body(text: &'static str, most: usize) -> Captured {
    Captured::whole(&Bytes::from_static(text.as_bytes()), most)
}

pub(super) fn draft(target: &'static str) -> Draft {
    Draft {
        at: Timestamp::UNIX_EPOCH,
        request: Head::sent(
            format!("GET {target} HTTP/1.1\r\nAuthorization: Bearer hidden\r\nAccept: */*\r\n\r\n")
                .as_bytes(),
        ),
        request_body: Captured::default(),
        key: Some("team".into()),
        route: Some("shop".into()),
        endpoint: Some("GET /books/:id".into()),
        source: Source::Fallback,
        reason: Some(Reason::Status(503)),
        example: Some("book-1".into()),
        example_name: Some("One book".into()),
        unbuilt: None,
        matched_by: Some("success first".into()),
        status: 200,
        unmatched: false,
        own: Duration::from_micros(42),
        upstream: Some(Duration::from_millis(7)),
        response: head(&[("set-cookie", "hidden"), ("x-secret", "hidden")]),
        response_body: body("{\"id\": 1}", 5),
        secrets: Secrets::Possible,
        keys: Arc::default(),
    }
}

fn call(id: u64, draft: Draft) -> Call {
    Call::new(id, draft, &Redactor::new(&["X-Secret".to_owned()]))
}

#[test]
fn a_known_key_is_taken_out_wherever_it_stands() {
    let key = "key-of-the-team";
    let text = format!(
        "{key} /a/{key}/%6bey-of-the-team?x={key} HTTP/1.1\r\nX-Api-Key: {key}\r\nX-Echo: <{key}>\r\n\r\n"
    );
    let draft = Draft {
        request: Head::sent(text.as_bytes()),
        request_body: Captured::beginning(format!("{{\"k\": \"{key}\"}}").as_bytes(), 100),
        response: Head::sent(format!("\r\nlocation: /b/{key}\r\nx-echo: a{key}b\r\n\r\n").as_bytes()),
        response_body: Captured::beginning(format!("it is {key}").as_bytes(), 16),
        keys: Arc::new(Keys::new(&[("team", crate::access::hash(key.as_bytes()))])),
        ..draft("/")
    };
    let shown = serde_json::to_value(call(1, draft).view()).unwrap();
    assert_eq!(shown["method"], "[redacted]");
    assert_eq!(shown["path"], "/a/[redacted]/[redacted]?x=[redacted]");
    assert_eq!(shown["request"]["body"]["text"], "{\"k\": \"[redacted]\"}");
    assert_eq!(shown["response"]["body"]["text"], "it is [redacted]");
    assert_eq!(shown["response"]["body"]["kept"], 16);
    let expected = json!([["location", "/b/[redacted]"], ["x-echo", "a[redacted]b"]]);
    assert_eq!(shown["response"]["headers"], expected);
    assert!(!shown.to_string().contains("of-the-team"), "{shown}");
}

#[test]
fn a_call_is_shown_whole_and_without_secrets() {
    let shown = serde_json::to_value(call(1, draft("/books/1?page=2&Token=hidden&api%5Fkey=hidden")).view());
    let expected = json!({
        "id": 1,
        "time": "1970-01-01T00:00:00.000Z",
        "method": "GET",
        "path": "/books/1?page=2&Token=[redacted]&api%5Fkey=[redacted]",
        "key": "team",
        "route": "shop",
        "endpoint": "GET /books/:id",
        "source": "fallback",
        "reason": "status-503",
        "example": "book-1",
        "example_name": "One book",
        "unbuilt": null,
        "matched_by": "success first",
        "status": 200,
        "unmatched": false,
        "own_us": 42,
        "upstream_us": 7000,
        "request": {
            "headers": [["authorization", "[redacted]"], ["accept", "*/*"]],
            "body": {"text": "", "bytes": 0, "kept": 0},
        },
        "response": {
            "headers": [["set-cookie", "[redacted]"], ["x-secret", "[redacted]"]],
            "body": {"text": "{\"id\"", "bytes": 9, "kept": 5},
        },
    });
    assert_eq!(shown.unwrap(), expected);
}

#[track_caller]
fn check_body(row: &str, pieces: &[&'static [u8]], most: usize, expected: &Value) {
    let mut captured = Captured::default();
    for piece in pieces {
        captured.pass(&Bytes::from_static(piece), most);
    }
    let shown = call(1, Draft { request_body: captured, ..draft("/") });
    assert_eq!(serde_json::to_value(shown.view()).unwrap()["request"]["body"], *expected, "{row}");
}

#[test]
fn bodies() {
    check_body("none", &[], 9, &json!({"text": "", "bytes": 0, "kept": 0}));
    check_body("pieces", &[b"one ", b"two"], 9, &json!({"text": "one two", "bytes": 7, "kept": 7}));
    check_body(
        "too long",
        &[b"one ", b"two ", b"three"],
        6,
        &json!({"text": "one tw", "bytes": 13, "kept": 6}),
    );
    check_body("nothing is to be kept", &[b"one"], 0, &json!({"text": "", "bytes": 3, "kept": 0}));
    check_body("not text", &[b"\xFF\xFE"], 9, &json!({"text": null, "bytes": 2, "kept": 2}));
    check_body("a character cut apart", &["aé".as_bytes()], 2, &json!({"text": "a", "bytes": 3, "kept": 2}));
}

#[test]
fn urls_in_headers_lose_their_secrets() {
    let redactor = Redactor::new(&[]);
    let head = head(&[("referer", "http://a/b?token=hidden&x=1"), ("location", "/plain")]);
    let shown = redactor.fields(&head);
    assert_eq!(shown, "referer:http://a/b?token=[redacted]&x=1\nlocation:/plain\n");
}

#[track_caller]
fn check_filter(filter: &Filter, expected: bool) {
    let call = call(1, draft("/books/1"));
    assert_eq!(filter.takes(&call.summary), expected, "{filter:?}");
}

#[test]
fn filters() {
    let some = |text: &str| Some(text.to_owned());
    check_filter(&Filter::default(), true);
    for (text, expected) in [("shop", true), ("sho", false)] {
        check_filter(&Filter { route: some(text), ..Filter::default() }, expected);
    }
    for (text, expected) in [("fallback", true), ("live", false)] {
        check_filter(&Filter { source: some(text), ..Filter::default() }, expected);
    }
    for (text, expected) in [("team", true), ("none", false)] {
        check_filter(&Filter { key: some(text), ..Filter::default() }, expected);
    }
    for (text, expected) in [("200", true), ("2xx", true), ("404", false), ("4xx", false), ("x", false)] {
        check_filter(&Filter { status: some(text), ..Filter::default() }, expected);
    }
    for (text, expected) in [("get /BOOKS", true), ("one book", true), (":id", true), ("hidden", false)] {
        check_filter(&Filter { text: some(text), ..Filter::default() }, expected);
    }
}

/// What keeps so much.
pub(super) fn kept(most: usize, most_bytes: usize) -> Kept {
    Kept::new(most, most_bytes, Arc::new(Redactor::new(&[])))
}

/// Adds so many calls.
fn fill(kept: &mut Kept, calls: usize) {
    (0..calls).for_each(|_| kept.add(Box::new(draft("/"))));
}

/// The ids that are kept.
fn ids(kept: &mut Kept) -> Vec<u64> {
    kept.page(&Filter::default(), None, 100).iter().map(|call| call.summary.id).collect()
}

#[test]
fn bounded_in_number_and_in_bytes() {
    let mut three = kept(3, usize::MAX);
    fill(&mut three, 5);
    assert_eq!((three.len(), ids(&mut three)), (3, vec![5, 4, 3]));
    fill(&mut three, 2);
    assert_eq!((three.len(), ids(&mut three)), (3, vec![7, 6, 5]), "some worked out, some waiting");
    let mut two = kept(100, 2 * call(1, draft("/")).size);
    fill(&mut two, 5);
    assert_eq!(ids(&mut two), [5, 4]);
    let mut none = kept(100, 1);
    fill(&mut none, 1);
    assert_eq!(ids(&mut none), [0; 0], "larger than everything that may be kept");
}

#[track_caller]
fn check_secrets(row: &str, target: &str, sent: &[(&str, &str)], told: &[(&str, &str)], expected: Secrets) {
    let add = |builder: Builder, (name, value): &(&str, &str)| builder.header(*name, *value);
    let request = sent.iter().fold(Request::get(target), add).body(()).unwrap().into_parts().0;
    let response = told.iter().fold(Request::get("/"), add).body(()).unwrap().into_parts().0;
    let redactor = Redactor::new(&["X-Own".to_owned()]);
    assert_eq!(redactor.look(&request, Some(&response.headers)), expected, "{row}");
}

#[test]
fn what_may_hold_a_secret() {
    let (none, possible) = (Secrets::None, Secrets::Possible);
    check_secrets("nothing", "/a", &[("host", "a"), ("accept", "*/*")], &[("content-type", "b")], none);
    check_secrets("a header", "/a", &[("host", "a"), ("authorization", "b")], &[], possible);
    check_secrets("one of the response", "/a", &[], &[("set-cookie", "a")], possible);
    check_secrets("one of the config's", "/a", &[("x-own", "b")], &[], possible);
    check_secrets("a query", "/a?token=b", &[], &[], possible);
    check_secrets("a URL", "/a", &[("referer", "/b?token=c")], &[], possible);
    check_secrets("where to go", "/a", &[], &[("location", "/b?token=c")], possible);
    check_secrets("only a value", "/a", &[("vary", "authorization")], &[], none);
}

#[test]
fn those_that_wait_and_those_that_do_not_stay_in_order() {
    let mut kept = kept(4, usize::MAX);
    let harmless =
        || Draft { request: Head::sent(b"GET / HTTP/1.1\r\n\r\n"), response: Head::sent(b""), ..draft("/") };
    for _ in 0..2 {
        kept.add(Box::new(harmless()));
        kept.add(Box::new(draft("/secret")));
        assert_eq!(kept.add_worked_out(Box::new(harmless())).summary.path, "/");
    }
    assert_eq!(ids(&mut kept), [6, 5, 4, 3]);
    kept.add(Box::new(harmless()));
    assert_eq!(ids(&mut kept), [7, 6, 5, 4]);
}

#[test]
fn pages_and_news() {
    let mut kept = kept(100, usize::MAX);
    fill(&mut kept, 9);
    let list = |calls: Vec<Arc<Call>>| calls.iter().map(|call| call.summary.id).collect::<Vec<_>>();
    assert_eq!(list(kept.page(&Filter::default(), Some(8), 3)), [7, 6, 5]);
    assert_eq!(list(kept.since(6, 100)), [7, 8, 9]);
    assert_eq!(list(kept.since(0, 2)), [8, 9]);
    assert_eq!(list(kept.since(9, 2)), [0; 0]);
    assert_eq!((kept.get(4).map(|call| call.summary.id), kept.get(10).is_none()), (Some(4), true));
}

pub(super) fn settings() -> Settings {
    Settings { keep: 10, max_bytes: usize::MAX, file: None, rotate_at: usize::MAX, redact: Vec::new() }
}

#[test]
fn what_finds_the_queue_full_is_not_recorded_but_counted() {
    let (log, recorder) = CallLog::start(&settings()).unwrap();
    drop(recorder);
    let room = (0..10_000).take_while(|_| log.has_room().then(|| log.push(Box::new(draft("/")))).is_some());
    assert_eq!(room.count(), 1024);
    log.push(Box::new(draft("/")));
    assert_eq!(log.page(&Filter::default(), None, 1).lost, 2);
}

#[test]
fn what_is_pushed_is_kept_soon() {
    let (log, _recorder) = CallLog::start(&settings()).unwrap();
    log.push(Box::new(draft("/books")));
    let patience = Instant::now() + Duration::from_secs(20);
    while log.get(1).is_none() {
        assert!(Instant::now() < patience);
        std::thread::park_timeout(Duration::from_millis(1));
    }
    assert_eq!(log.get(1).unwrap().summary.path, "/books");
}

#[test]
fn each_call_is_a_line_and_a_file_that_has_grown_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logs").join("calls.jsonl");
    let rotate_at =
        2 * (serde_json::to_string(&call(1, draft("/books?token=hidden")).heads()).unwrap().len() + 1);
    let settings = Settings { file: Some(file.clone()), rotate_at, ..settings() };
    let (log, recorder) = CallLog::start(&settings).unwrap();
    (0..3).for_each(|_| log.push(Box::new(draft("/books?token=hidden"))));
    drop(recorder);
    let ids = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains("Bearer hidden") && !text.contains("token=hidden"), "{text}");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_u64());
        lines.map(Option::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(ids(&folder.path().join("logs").join("calls.jsonl.1")), [1, 2]);
    assert_eq!(ids(&file), [3]);
}

/// What was cut off by the log is shown as far as it goes; what cannot be read is no text.
#[test]
fn a_compressed_body_is_shown_as_text() {
    let whole = zstd::encode_all(&b"{\"id\": 1}"[..], 3).unwrap();
    let shown = |coding: &'static str, bytes: &[u8]| {
        let draft = Draft { response: head(&[("content-encoding", coding)]), ..draft("/") };
        let draft = Draft { response_body: Captured::beginning(bytes, 1000), ..draft };
        serde_json::to_value(call(1, draft).view()).unwrap()["response"]["body"]["text"].clone()
    };
    assert_eq!(shown("zstd", &whole), "{\"id\": 1}");
    assert_eq!(shown("identity", b"plain"), "plain");
    assert!(shown("gzip", &whole).is_null(), "not what it says");
    assert!(shown("unheard-of", &whole).is_null());
}

#[test]
fn a_known_key_is_taken_out_of_a_compressed_body_too() {
    use std::io::Write as _;
    let key = "key-of-the-team";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    write!(encoder, "it is {key}").unwrap();
    let body = encoder.finish().unwrap();
    let draft = Draft {
        response: head(&[("content-encoding", "gzip")]),
        response_body: Captured::beginning(&body, 1_000),
        keys: Arc::new(Keys::new(&[("team", crate::access::hash(key.as_bytes()))])),
        ..draft("/")
    };
    let shown = serde_json::to_value(call(1, draft).view()).unwrap();
    assert_eq!(shown["response"]["body"]["text"], "it is [redacted]");
}
