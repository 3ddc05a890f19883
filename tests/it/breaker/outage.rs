//! A few clients pay for an outage, the others are answered at once and keep their connections.

use super::{LONG, check, start};
use crate::support::{Behaviour, RawClient, Upstream};

/// Three requests fail one after the other, and the upstream is not asked again.
async fn check_opens(row: &str, behaviour: Behaviour, reason: &str) {
    let upstream = Upstream::start(behaviour);
    let impatient = format!("read_timeout = \"100ms\"\n{LONG}");
    let understudy = start(&format!("http://{}", upstream.address()), &impatient).await;
    for _ in 0..3 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some(reason));
    }
    for _ in 0..10 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("breaker-open"));
    }
    assert_eq!((upstream.connections(), upstream.requests()), (3, 3), "{row}");
    understudy.counts("understudy_fallback_total{route=\"books\",reason=\"breaker-open\"}", 10).await;
}

#[tokio::test]
async fn a_dead_upstream_is_left_alone() {
    check_opens("ends every connection", Behaviour::CloseBeforeHeader, "reset").await;
    check_opens("never answers", Behaviour::Silent, "timeout").await;
}

#[tokio::test]
async fn connections_of_clients_survive() {
    let upstream = Upstream::refusing(Behaviour::Echo);
    let understudy = start(&format!("http://{}", upstream.address()), LONG).await;
    for _ in 0..3 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("connect"));
    }
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..50 {
        for (request, status) in [
            ("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n", 200),
            ("GET /live HTTP/1.1\r\nhost: shop\r\n\r\n", 503),
            ("POST /books/nothing HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\n\r\nbody", 502),
        ] {
            let answer = client.exchange(request).await;
            assert_eq!((answer.head.status(), answer.head.closes()), (status, false), "{request}");
            assert_eq!(answer.head.header("x-understudy-reason"), Some("breaker-open"), "{request}");
        }
    }
}

#[tokio::test]
async fn an_answer_is_no_failure_whatever_it_says() {
    let upstream = Upstream::start(Behaviour::Status(503));
    let understudy = start(&format!("http://{}", upstream.address()), LONG).await;
    for _ in 0..10 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("status-503"));
    }
    assert_eq!(upstream.requests(), 10);
}

#[tokio::test]
async fn without_a_breaker_every_request_is_tried() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let never = "[upstreams.shop.breaker]\nfailures = 0";
    let understudy = start(&format!("http://{}", upstream.address()), never).await;
    for _ in 0..10 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("reset"));
    }
    assert_eq!(upstream.connections(), 10);
}

#[tokio::test]
async fn a_reload_keeps_it_open_unless_the_upstream_changes() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&format!("http://{}", upstream.address()), LONG).await;
    for _ in 0..3 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("reset"));
    }
    let config = std::fs::read_to_string(understudy.path("understudy.toml")).unwrap();
    understudy
        .change(
            "understudy.toml",
            &config.replace("access_log = false", "access_log = false\nmax_body = \"2MiB\""),
        )
        .await;
    check(&understudy.client.get("/books").await, 200, "fallback", Some("breaker-open"));
    understudy.change("understudy.toml", &config.replace("= \"1h\"", "= \"2h\"")).await;
    check(&understudy.client.get("/books").await, 200, "fallback", Some("reset"));
}
