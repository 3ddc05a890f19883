//! The same on the admin listener: heads are read in one way, whoever asks.

use serde_json::Value;

use super::start;
use crate::support::{RawClient, Understudy, drip};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
const HURRIED: &str = "header_timeout = \"200ms\"\nread_timeout = \"5s\"";

async fn connect(understudy: &Understudy) -> RawClient {
    RawClient::connect(understudy.running.admin().unwrap()).await
}

/// The answer to what was sent is a problem with this status, and the last on its connection.
async fn check_refused(row: &str, client: &mut RawClient, method: &str, status: u16) {
    let head = client.try_head().await.unwrap_or_else(|error| panic!("{row}: {error}"));
    assert_eq!(head.status(), status, "{row}: {head:?}");
    assert_eq!(head.header("content-type"), Some("application/problem+json"), "{row}");
    assert!(head.closes() && head.header("date").is_some(), "{row}: {head:?}");
    let body = client.read_body(&head, method).await;
    if method != "HEAD" {
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["status"], status, "{row}: {problem}");
    }
    assert!(client.is_closed().await, "{row}");
}

async fn check_healthy(row: &str, client: &mut RawClient) {
    let head = client.try_head().await.unwrap_or_else(|error| panic!("{row}: {error}"));
    assert_eq!(head.status(), 200, "{row}: {head:?}");
    assert_eq!(client.read_body(&head, "GET").await, b"ok\n", "{row}");
}

#[tokio::test]
async fn what_is_refused() {
    let (understudy, _upstream) = start("[server.limits]\nheader = 2048\nheaders = 16\nuri = 1024").await;
    let post =
        |headers: &str| format!("POST /api/reload HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n\r\nhello");
    let get = |headers: &str| format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{headers}");
    for (row, request, status) in [
        ("a list of lengths", post("content-length: 5, 5"), 400),
        ("equal lengths", post("content-length: 5\r\ncontent-length: 5"), 400),
        ("a sign", post("content-length: +5"), 400),
        ("an unknown coding", post("transfer-encoding: gzip, chunked"), 501),
        ("no coding", post("transfer-encoding: identity"), 501),
        ("chunks twice", post("transfer-encoding: chunked, chunked"), 400),
        ("chunks of an old client", post("transfer-encoding: chunked").replace("1.1", "1.0"), 400),
        ("an upgrade that is not named", get("upgrade: websocket\r\n\r\n"), 400),
        ("line feeds alone", HEALTH.replace('\r', ""), 400),
        ("one line feed alone", get("a: b\n\r\n"), 400),
        ("two spaces", HEALTH.replace("GET ", "GET  "), 400),
        ("a folded line", get("a: b\r\n c\r\n\r\n"), 400),
        ("a space after a name", get("a : b\r\n\r\n"), 400),
        ("a zero", get("a: \0\r\n\r\n"), 400),
        ("no host", "GET /healthz HTTP/1.1\r\n\r\n".to_owned(), 400),
        ("two hosts", get("host: localhost\r\n\r\n"), 400),
        ("a head", "HEAD /healthz HTTP/1.1\r\n\r\n".to_owned(), 400),
        ("another version", HEALTH.replace("1.1", "1.9"), 505),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 505),
        ("a tunnel", "CONNECT localhost:80 HTTP/1.1\r\nhost: localhost:80\r\n\r\n".to_owned(), 405),
        ("a target", format!("GET /{}", "x".repeat(1100)), 414),
        ("a header", get(&format!("a: {}", "x".repeat(2048))), 431),
        ("headers", get(&"a: b\r\n".repeat(17)), 431),
    ] {
        let mut client = connect(&understudy).await;
        client.write(&request).await;
        check_refused(row, &mut client, request.split(' ').next().unwrap(), status).await;
        let mut client = connect(&understudy).await;
        client.write(format!("{HEALTH}{request}")).await;
        let row = format!("{row}, behind another request");
        check_healthy(&row, &mut client).await;
        check_refused(&row, &mut client, request.split(' ').next().unwrap(), status).await;
    }
}

#[tokio::test]
async fn a_head_that_does_not_end() {
    let (understudy, _upstream) = start(HURRIED).await;
    for (row, half) in [
        ("a word", "GET"),
        ("a line", "GET /healthz HTTP/1.1\r\n"),
        ("all but the empty line", "GET /healthz HTTP/1.1\r\nhost: localhost\r\n"),
    ] {
        let mut client = connect(&understudy).await;
        client.write(half).await;
        check_refused(row, &mut client, "GET", 408).await;
        let mut client = connect(&understudy).await;
        client.write(HEALTH).await;
        check_healthy(row, &mut client).await;
        client.write(half).await;
        check_refused(row, &mut client, "GET", 408).await;
    }
}

#[tokio::test]
async fn a_head_that_drips() {
    let (understudy, _upstream) = start(HURRIED).await;
    let head = "GET /healthz HTTP/1.1\r\nhost: localhost\r\na: ";
    assert_eq!(drip(understudy.running.admin().unwrap(), head).await, "HTTP/1.1 408");
}

/// A connection that is silent is closed without a word, and not before its time.
#[tokio::test]
async fn silence() {
    let (understudy, _upstream) = start("idle_timeout = \"200ms\"\nheader_timeout = \"1h\"").await;
    for requests in [0, 1, 2] {
        let mut client = connect(&understudy).await;
        for _ in 0..requests {
            client.write(HEALTH).await;
            check_healthy("before", &mut client).await;
        }
        assert!(client.is_closed().await, "{requests}");
    }
}

/// A stream of events lasts longer than a connection may be silent, and so does what is sent meanwhile.
#[tokio::test]
async fn an_answer_takes_as_long_as_it_does() {
    let (understudy, _upstream) = start("idle_timeout = \"50ms\"\nheader_timeout = \"50ms\"").await;
    for ahead in ["", "GET /hea"] {
        let mut client = connect(&understudy).await;
        client.write("GET /api/calls/stream HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        let head = client.try_head().await.unwrap();
        assert_eq!(head.status(), 200, "{head:?}");
        client.write(ahead).await;
        let mut body = crate::support::Body::of_response(&head, "GET");
        for _ in 0..2 {
            assert!(client.piece(&mut body).await.unwrap().is_some(), "{ahead}");
        }
    }
}

#[tokio::test]
async fn requests_are_answered_in_order_however_they_come() {
    let (understudy, _upstream) = start("").await;
    let explain = r#"{"method":"GET","url":"/books"}"#;
    let post = "POST /api/explain HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let length = format!("{post}content-length: {}\r\n\r\n{explain}", explain.len());
    let chunks = format!(
        "{post}transfer-encoding: chunked\r\n\r\n5;a=b\r\n{}\r\n{:x}\r\n{}\r\n0\r\na: b\r\n\r\n",
        &explain[..5],
        explain.len() - 5,
        &explain[5..]
    );
    let upgrade = HEALTH.replace("\r\n\r\n", "\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    let all = [HEALTH, &length, &upgrade, &chunks, "\r\n", HEALTH].concat();
    for size in [all.len(), 97, 10] {
        let mut client = connect(&understudy).await;
        for piece in all.as_bytes().chunks(size) {
            client.write(piece).await;
        }
        for place in 0..5 {
            let head = client.try_head().await.unwrap_or_else(|error| panic!("{size}, {place}: {error}"));
            assert_eq!(head.status(), 200, "{size}, {place}: {head:?}");
            let body = client.read_body(&head, "GET").await;
            let is_told = String::from_utf8_lossy(&body).contains(r#""list""#);
            assert_eq!(is_told, place % 2 == 1, "{size}, {place}: {}", String::from_utf8_lossy(&body));
        }
    }
}
