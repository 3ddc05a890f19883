//! A live answer that is slow to begin is overtaken by the mock; one that has begun may take its time.

use std::time::Duration;

use reqwest::Method;

use crate::support::{
    Answer, Behaviour, Body, RawClient, Understudy, Upstream, chunks, collection, item, send,
};

async fn start(upstream: &Upstream, in_upstream: &str, in_route: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n{in_upstream}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n{in_route}",
        upstream.address()
    );
    let shop =
        collection(&[item("list", "GET", "/books", 200, "{}"), item("order", "POST", "/orders", 201, "{}")]);
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

#[track_caller]
fn check(row: &str, answer: &Answer, status: u16, source: &str, reason: Option<&str>) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{row}: {}", answer.text());
}

#[tokio::test]
async fn the_mock_overtakes() {
    let upstream = Upstream::start(Behaviour::Silent);
    let understudy = start(&upstream, "[upstreams.shop.breaker]\nfailures = 1", "deadline = \"50ms\"").await;
    for _ in 0..3 {
        check("a read", &understudy.client.get("/books").await, 200, "fallback", Some("deadline"));
    }
    let order = understudy.client.request(Method::POST, "/orders").body("x".repeat(100_000));
    let answer = send(order).await;
    check("a write", &answer, 201, "fallback", Some("deadline"));
    assert_eq!(answer.header("x-understudy-upstream"), Some("maybe-received"));
    assert_eq!(upstream.requests(), 4, "an upstream that is slow is not down");
    understudy.counts("understudy_fallback_total{route=\"shop\",reason=\"deadline\"}", 4).await;
}

#[tokio::test]
async fn what_the_mock_cannot_answer_waits_on() {
    let upstream = Upstream::start(Behaviour::Silent);
    let understudy = start(&upstream, "read_timeout = \"200ms\"", "deadline = \"20ms\"").await;
    check("no example", &understudy.client.get("/nothing").await, 502, "fallback", Some("timeout"));
    let guarded = "deadline = \"20ms\"\nfallback_writes = \"never\"";
    let understudy = start(&upstream, "read_timeout = \"200ms\"", guarded).await;
    let order = understudy.client.request(Method::POST, "/orders");
    check("a write that is not mocked", &send(order).await, 504, "live", Some("timeout"));
}

#[tokio::test]
async fn an_answer_in_time_is_live_and_the_connection_lives_on() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, "header_timeout = \"5s\"", "deadline = \"5s\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..3 {
        let answer = client.exchange("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        assert_eq!((answer.head.status(), answer.head.closes()), (200, false));
        let order = "POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\n\r\nbody";
        let answer = client.exchange(order).await;
        assert_eq!((answer.head.header("x-understudy-source"), answer.head.closes()), (Some("live"), false));
        assert!(String::from_utf8_lossy(&answer.body).contains("\"body\":\"body\""));
    }
    assert_eq!(upstream.connections(), 1);
}

#[tokio::test]
async fn a_stream_may_take_longer_than_the_deadline() {
    let (sender, pieces) = chunks();
    let upstream = Upstream::start(Behaviour::StreamDown(pieces));
    let understudy = start(&upstream, "header_timeout = \"100ms\"", "deadline = \"50ms\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    let head = client.try_head().await.unwrap();
    assert_eq!(head.header("x-understudy-source"), Some("live"));
    let mut body = Body::of_response(&head, "GET");
    for _ in 0..3 {
        // Not waited for: this is how slow the stream is.
        tokio::time::sleep(Duration::from_millis(100)).await;
        sender.send(b"piece".to_vec()).unwrap();
        assert_eq!(client.piece(&mut body).await.unwrap().as_deref(), Some(&b"piece"[..]));
    }
}

#[tokio::test]
async fn a_client_that_goes_while_it_waits_is_no_failure() {
    let upstream = Upstream::start(Behaviour::Silent);
    let understudy = start(&upstream, "", "deadline = \"10s\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    crate::support::eventually("the request", async || (upstream.requests() == 1).then_some(())).await;
    drop(client);
    understudy.counts("understudy_requests_total{route=\"shop\",source=\"live\",status=\"other\"}", 1).await;
}

#[tokio::test]
async fn a_header_that_does_not_come_in_time() {
    let upstream = Upstream::start(Behaviour::Silent);
    let understudy = start(&upstream, "header_timeout = \"50ms\"", "").await;
    check("with a mock", &understudy.client.get("/books").await, 200, "fallback", Some("timeout"));
    let understudy = start(&upstream, "header_timeout = \"50ms\"", "mode = \"live\"").await;
    let answer = understudy.client.get("/books").await;
    check("without", &answer, 504, "live", Some("timeout"));
    assert_eq!(answer.json()["error"]["upstream"], "shop");
}
