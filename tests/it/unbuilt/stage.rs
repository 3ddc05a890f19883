//! A shop whose backend is a few lines, and Understudy in front of it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::support::{Answer, Behaviour, Received, Said, Understudy, Upstream, collection, eventually, item};

/// What a backend was asked: methods and targets, in order.
pub(super) type Log = Arc<Mutex<Vec<String>>>;

/// A text with its type.
pub(super) fn said(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Said {
    (status, vec![("content-type".to_owned(), content_type.to_owned())], body.into())
}

/// As Express says it.
pub(super) fn cannot(received: &Received) -> Said {
    let path = received.path.split('?').next().unwrap_or_default();
    said(404, "text/html; charset=utf-8", format!("<pre>Cannot {} {path}</pre>", received.method))
}

/// An upstream that answers so, and what it is asked.
pub(super) fn backend(program: impl Fn(&Received) -> Said + Send + Sync + 'static) -> (Upstream, Log) {
    let log = Log::default();
    let asked = Arc::clone(&log);
    let behaviour = Behaviour::program(move |received| {
        let line = format!("{} {}", received.method, received.path);
        asked.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        program(received)
    });
    (Upstream::start(behaviour), log)
}

/// What the backend was asked since the last time.
pub(super) fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The mock answers for this path without a question about it. After a while it is asked again, which a slow machine may
/// come to in between.
pub(super) async fn answers_unasked(understudy: &Understudy, path: &str, log: &Log) {
    eventually("an answer that asks nothing", async || {
        taken(log);
        check(path, &understudy.client.get(path).await, 200, Some("unbuilt"));
        (taken(log) == [format!("GET {path}")]).then_some(())
    })
    .await;
}

/// The config of the shop.
pub(super) fn routes(upstream: &Upstream, lines: &str) -> String {
    format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n{lines}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        upstream.address()
    )
}

/// Its collection.
pub(super) fn shop() -> String {
    collection(&[
        item("thing", "GET", "/things/:id", 200, r#"{"id":"1"}"#),
        item("put", "PUT", "/things/:id", 200, r#"{"id":"1"}"#),
        item("delete", "DELETE", "/things/:id", 200, "{}"),
        item("things", "GET", "/things", 200, r#"[{"id":"1"}]"#),
        item("reviews", "GET", "/things/:id/reviews", 200, "[]"),
        item("planned", "GET", "/planned", 200, r#"{"from":"mock"}"#),
        item("plan", "POST", "/planned", 201, r#"{"from":"mock"}"#),
    ])
}

pub(super) async fn start(upstream: &Upstream, lines: &str) -> Understudy {
    Understudy::start(&routes(upstream, lines), &[("shop.json", &shop())]).await
}

/// Who answered, with which status and for which reason.
#[track_caller]
pub(super) fn check(row: &str, answer: &Answer, status: u16, reason: Option<&str>) {
    let source = if reason.is_some() { "fallback" } else { "live" };
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{row}: {}", answer.text());
}
