//! The support is tested first: a test that stands on it must not fail because of it.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::json;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::mpsc;

use super::{Backlogged, Behaviour, Body, Client, NO_SUCH_HOST, RawClient, Upstream};
use super::{chunks, eventually, send, within};

const GET: &str = "GET /books HTTP/1.1\r\nhost: test\r\n\r\n";

#[tokio::test]
async fn an_echo_tells_what_it_was_asked() {
    let upstream = Upstream::start(Behaviour::Echo);
    let client = Client::new(upstream.address());
    let request = client.request(Method::POST, "/books?page=2").header("x-test", "one").body("hello");
    let answer = send(request).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let echo = answer.json();
    assert_eq!(echo["method"], "POST");
    assert_eq!(echo["path"], "/books?page=2");
    assert_eq!(echo["body"], "hello");
    assert!(echo["headers"].as_array().unwrap().contains(&json!(["x-test", "one"])), "{echo}");
    let last = upstream.last().unwrap();
    assert_eq!((last.method.as_str(), last.path.as_str()), ("POST", "/books?page=2"));
    assert_eq!((last.header("X-Test"), last.body.as_slice()), (Some("one"), &b"hello"[..]));
}

#[tokio::test]
async fn one_connection_carries_many_requests() {
    let upstream = Upstream::start(Behaviour::Echo);
    let mut client = RawClient::connect(upstream.address()).await;
    client.exchange(GET).await;
    client.exchange("HEAD /books HTTP/1.1\r\n\r\n").await;
    client.exchange("POST /books HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi").await;
    client.exchange("GET /books HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert!(client.is_closed().await);
    assert_eq!((upstream.connections(), upstream.requests()), (1, 4));
}

#[tokio::test]
async fn a_fixed_answer_is_exact() {
    let headers = [("X-One", "1"), ("x-one", "2")];
    let upstream = Upstream::start(Behaviour::fixed(418, &headers, "tea"));
    let mut client = RawClient::connect(upstream.address()).await;
    let answer = client.exchange(GET).await;
    assert_eq!((answer.head.status(), answer.body.as_slice()), (418, &b"tea"[..]));
    let expected = [("X-One", "1"), ("x-one", "2"), ("content-length", "3")];
    assert_eq!(answer.head.headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    let upstream = Upstream::start(Behaviour::Status(204));
    let mut client = RawClient::connect(upstream.address()).await;
    for _ in 0..2 {
        let answer = client.exchange(GET).await;
        assert_eq!((answer.head.status(), answer.body.len()), (204, 0));
        assert_eq!(answer.head.header("content-length"), None);
    }
}

#[tokio::test]
async fn a_behaviour_can_change() {
    let upstream = Upstream::start(Behaviour::Status(503));
    let client = Client::new(upstream.address());
    let answer = client.get("/").await;
    assert_eq!((answer.status, answer.text().as_str()), (503, "the upstream says 503"));
    upstream.behave(Behaviour::Status(200));
    assert_eq!(client.get("/").await.status, 200);
}

#[track_caller]
fn check_failure(row: &str, outcome: &Result<super::raw::RawAnswer, std::io::Error>) {
    assert!(outcome.is_err(), "{row}: {outcome:?}");
}

#[tokio::test]
async fn broken_upstreams_break_where_they_say() {
    let rows = [
        ("before the header", Behaviour::CloseBeforeHeader),
        ("inside the header", Behaviour::CloseInsideHeader),
        ("no HTTP", Behaviour::Garbage),
        ("inside the body", Behaviour::BreakInsideBody),
    ];
    for (row, behaviour) in rows {
        let upstream = Upstream::start(behaviour);
        let mut client = RawClient::connect(upstream.address()).await;
        check_failure(row, &client.try_exchange(GET).await);
        assert!(client.is_closed().await, "{row}");
        assert_eq!(upstream.requests(), 1, "{row}");
    }
}

#[tokio::test]
async fn a_body_breaks_only_after_its_header() {
    let upstream = Upstream::start(Behaviour::BreakInsideBody);
    let mut client = RawClient::connect(upstream.address()).await;
    client.write(GET).await;
    let head = client.try_head().await.unwrap();
    let mut body = Body::of_response(&head, "GET");
    assert_eq!((head.status(), body), (200, Body::Length(100)));
    assert_eq!(client.piece(&mut body).await.unwrap().unwrap(), b"half of");
    assert!(client.piece(&mut body).await.is_err());
}

#[tokio::test]
async fn a_tls_greeting_is_not_understood() {
    let upstream = Upstream::start(Behaviour::TlsFailure);
    let mut client = RawClient::connect(upstream.address()).await;
    client.write([0x16, 3, 1, 0, 5]).await;
    assert_eq!(client.try_head().await.unwrap().start, "no TLS here");
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_silent_upstream_takes_a_request_and_says_nothing() {
    let mut upstream = Upstream::start(Behaviour::Silent);
    let mut client = RawClient::connect(upstream.address()).await;
    client.write(GET).await;
    eventually("the request", async || upstream.last()).await;
    upstream.kill().await;
    assert!(client.is_closed().await, "nothing came before the end");
}

#[tokio::test]
async fn chunks_come_down_one_by_one() {
    let (sender, chunks) = chunks();
    let upstream = Upstream::start(Behaviour::StreamDown(chunks));
    let client = Client::new(upstream.address());
    let response = within("a response", client.request(Method::GET, "/").send()).await.unwrap();
    let mut pieces = response.bytes_stream();
    for piece in ["one", "two"] {
        sender.send(piece.into()).unwrap();
        assert_eq!(within(piece, pieces.next()).await.unwrap().unwrap(), piece);
    }
    drop(sender);
    assert!(within("the end", pieces.next()).await.is_none());
}

#[tokio::test]
async fn chunks_go_up_one_by_one() {
    let (report, mut reported) = mpsc::unbounded_channel();
    let upstream = Upstream::start(Behaviour::StreamUp(report));
    let mut client = RawClient::connect(upstream.address()).await;
    client.write("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n").await;
    for (chunk, piece) in [("3\r\none\r\n", "one"), ("5;x=y\r\nthree\r\n", "three")] {
        client.write(chunk).await;
        assert_eq!(within(piece, reported.recv()).await.unwrap(), piece.as_bytes());
    }
    let answer = client.exchange("0\r\nx-trailer: seen\r\n\r\n").await;
    assert_eq!(answer.body, b"8");
    assert_eq!(upstream.last().unwrap().body, b"onethree");
}

#[tokio::test]
async fn an_upstream_dies_and_comes_back_on_its_port() {
    let mut upstream = Upstream::start(Behaviour::Echo);
    let address = upstream.address();
    for round in 1..=3 {
        let mut client = RawClient::connect(address).await;
        client.exchange(GET).await;
        upstream.kill().await;
        assert!(client.is_closed().await, "round {round}: its connections end");
        assert!(is_refused(address).await, "round {round}");
        upstream.revive();
    }
    assert_eq!(Client::new(address).get("/").await.status, 200);
    assert_eq!((upstream.connections(), upstream.requests()), (4, 4));
}

#[tokio::test]
async fn an_upstream_can_start_dead() {
    let mut upstream = Upstream::refusing(Behaviour::Status(200));
    upstream.kill().await;
    assert!(is_refused(upstream.address()).await);
    upstream.revive();
    assert_eq!(Client::new(upstream.address()).get("/").await.status, 200);
}

#[tokio::test]
async fn a_dropped_upstream_is_gone() {
    let upstream = Upstream::start(Behaviour::Echo);
    let address = upstream.address();
    let mut client = RawClient::connect(address).await;
    client.exchange(GET).await;
    drop(upstream);
    assert!(client.is_closed().await);
}

async fn is_refused(address: SocketAddr) -> bool {
    let connection = within("a connection or its refusal", TcpStream::connect(address)).await;
    connection.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
}

#[tokio::test]
async fn a_backlogged_address_neither_accepts_nor_refuses() {
    let backlogged = Backlogged::start().await;
    let connection = TcpStream::connect(backlogged.address());
    assert!(tokio::time::timeout(Duration::from_millis(100), connection).await.is_err());
}

#[tokio::test]
async fn no_resolver_knows_the_name() {
    let found = within("the resolver's word", lookup_host((NO_SUCH_HOST, 80))).await;
    assert!(found.is_err());
}
