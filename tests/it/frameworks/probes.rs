//! What a backend gets to see of the questions that are asked of it: few, harmless, and none while a request waits.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use reqwest::Method;

use super::recorder::{Recorder, Serving};
use crate::support::{Answer, Understudy, collection, eventually, item, send};

/// All of a round.
const MOST: usize = 8;

const DOCUMENTED: [(&str, &str); 8] = [
    ("GET", "/items"),
    ("GET", "/items/:id"),
    ("PUT", "/items/:id"),
    ("GET", "/items/:id/replies"),
    ("POST", "/items/:id/replies"),
    ("GET", "/orders"),
    ("POST", "/orders"),
    ("DELETE", "/cart"),
];

async fn before(backend: &Recorder) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        backend.address()
    );
    let planned =
        (0..20).map(|number| item(&format!("plan {number}"), "GET", &format!("/plans{number}"), 200, "[]"));
    let documented =
        DOCUMENTED.map(|(method, path)| item(&format!("{method} {path}"), method, path, 200, "{}"));
    let shop = collection(&documented.into_iter().chain(planned).collect::<Vec<_>>());
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

/// A request that the backend can tell from a probe.
async fn call(understudy: &Understudy, method: &str, path: &str) -> Answer {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let request = understudy.client.request(method.clone(), path);
    let request = request.header("x-client", NUMBER.fetch_add(1, Ordering::Relaxed));
    let body = if method == Method::POST || method == Method::PUT { "{\"a\":1}" } else { "" };
    send(request.header("content-type", "application/json").body(body)).await
}

#[track_caller]
fn assert_harmless(backend: &Recorder) {
    for probe in backend.probes() {
        assert!(matches!(probe.method.as_str(), "GET" | "OPTIONS"), "{probe:?}");
        assert!(!probe.has_body, "{probe:?}");
    }
}

/// It cannot answer a probe while another connection is open to it.
#[tokio::test]
async fn a_backend_that_serves_one_connection_at_a_time() {
    for (row, method, path, source) in [
        ("a path of its own", "GET", "/orders", "fallback"),
        ("a write", "POST", "/orders", "fallback"),
        ("another write", "DELETE", "/cart", "fallback"),
        ("below a thing", "GET", "/items/1/replies", "fallback"),
        ("a write below a thing", "POST", "/items/1/replies", "fallback"),
        ("a missing thing", "GET", "/items/7", "live"),
        ("a write to it", "PUT", "/items/7", "live"),
    ] {
        let backend = Recorder::start(Serving::OneConnection).await;
        let understudy = before(&backend).await;
        let first = call(&understudy, method, path).await;
        assert_eq!(first.header("x-understudy-source"), Some(source), "{row}: {}", first.text());
        let asked = backend.probes().len();
        assert!((1..=MOST).contains(&asked), "{row}: {:?}", backend.probes());
        assert_harmless(&backend);
    }
}

#[tokio::test]
async fn what_is_known_is_not_asked_again() {
    let backend = Recorder::start(Serving::AnyConnections).await;
    let understudy = before(&backend).await;
    for (row, method, path, source, most) in [
        ("a path of its own", "GET", "/orders", "fallback", 0),
        ("a write", "POST", "/orders", "fallback", 0),
        ("what is built", "GET", "/items/1", "live", 0),
        // Whether a thing is there, and its neighbour not, is asked each time.
        ("below a thing", "GET", "/items/1/replies", "fallback", 2),
    ] {
        call(&understudy, method, path).await;
        call(&understudy, method, path).await;
        // After a while it is asked again, which a slow machine may come to in between.
        eventually(row, async || {
            let before = backend.probes().len();
            for _ in 0..10 {
                let answer = call(&understudy, method, path).await;
                assert_eq!(answer.header("x-understudy-source"), Some(source), "{row}: {}", answer.text());
            }
            (backend.probes().len() - before <= 10 * most).then_some(())
        })
        .await;
    }
    assert_harmless(&backend);
}

#[tokio::test]
async fn one_round_at_a_time_however_many_ask() {
    let backend = Recorder::start(Serving::AnyConnections).await;
    let understudy = before(&backend).await;
    let paths: Vec<_> = (0..20).map(|number| format!("/plans{number}")).collect();
    let answers = join_all(paths.iter().map(|path| call(&understudy, "GET", path))).await;
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 404)), "{answers:?}");
    // The questions of a round come one after another.
    assert_eq!(backend.most_probes_at_once(), 1, "{:?}", backend.probes());
    assert_harmless(&backend);
    for path in &paths {
        assert_eq!(
            call(&understudy, "GET", path).await.header("x-understudy-source"),
            Some("fallback"),
            "{path}"
        );
    }
}
