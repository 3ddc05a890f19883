//! A shop in front of a backend, which opens its breaker at the first failure.

use std::net::SocketAddr;

use crate::support::{LISTENERS, Understudy, collection, item};

/// How long clients and upstreams may be silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) client: &'static str,
    pub(super) upstream: &'static str,
}

/// Falls back to a mock that has an answer to everything that is asked here.
pub(super) async fn shop(backend: SocketAddr, timeouts: Timeouts, lines: &str) -> Understudy {
    let Timeouts { client, upstream } = timeouts;
    let listeners =
        LISTENERS.replace("access_log = false", &format!("access_log = false\nread_timeout = \"{client}\""));
    let config = format!(
        "{listeners}[upstreams.shop]\nurl = \"http://{backend}\"\nread_timeout = \"{upstream}\"\n\
         write_timeout = \"{upstream}\"\n{lines}\nbreaker = {{ failures = 1 }}\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n"
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"mock"}"#),
        item("order", "POST", "/whole/orders", 200, r#"{"from":"mock"}"#),
        item("replace", "PUT", "/whole/orders", 200, r#"{"from":"mock"}"#),
    ]);
    Understudy::try_start(&config, &[("shop.json", &shop)]).await.unwrap_or_else(|problems| {
        panic!("{problems:#?}");
    })
}

/// Nothing that happened counts as a failure of the upstream.
pub(super) async fn is_blameless(row: &str, understudy: &Understudy) {
    let status = understudy.admin.get("/api/status").await.json();
    assert_eq!(status["upstreams"][0]["breaker"], "closed", "{row}: {status}");
    let metrics = understudy.admin.get("/metrics").await.text();
    let fallbacks: Vec<_> =
        metrics.lines().filter(|line| line.starts_with("understudy_fallback_total{")).collect();
    assert!(fallbacks.iter().all(|line| line.ends_with(" 0")), "{row}: {fallbacks:?}");
    let answer = understudy.client.get("/books").await;
    assert_eq!((answer.status, answer.header("x-understudy-source")), (200, Some("live")), "{row}");
}
