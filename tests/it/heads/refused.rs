//! Heads that readers could read in two ways, or that cannot be served.

use serde_json::Value;

use super::start;
use crate::support::{Behaviour, RawClient, Understudy, Upstream, collection, item};

/// The request is refused with an error of ours, and the connection closed.
async fn check(understudy: &Understudy, row: &str, request: &str, status: u16, name: &str) {
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange(request).await;
    let head = &answer.head;
    assert_eq!(head.status(), status, "{row}: {head:?}");
    assert_eq!(head.header("x-understudy-source"), Some("none"), "{row}");
    assert_eq!(head.header("content-type"), Some("application/json"), "{row}");
    assert!(head.closes() && head.header("date").is_some(), "{row}: {head:?}");
    if !request.starts_with("HEAD ") {
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["error"]["name"], name, "{row}");
    }
    assert!(client.is_closed().await, "{row}");
}

#[tokio::test]
async fn framing_that_is_doubtful() {
    let (understudy, upstream) = start("").await;
    let post = |headers: &str| format!("POST /orders HTTP/1.1\r\nhost: shop\r\n{headers}\r\n\r\nhello");
    for (row, headers, status, name) in [
        ("a list of lengths", "content-length: 5, 5", 400, "invalidRequestError"),
        ("unequal lengths", "content-length: 5\r\ncontent-length: 6", 400, "invalidRequestError"),
        ("equal lengths", "content-length: 5\r\ncontent-length: 5", 400, "invalidRequestError"),
        ("no number", "content-length: five", 400, "invalidRequestError"),
        ("a sign", "content-length: +5", 400, "invalidRequestError"),
        ("an unknown coding", "transfer-encoding: gzip, chunked", 501, "transferCodingError"),
        ("no coding", "transfer-encoding: identity", 501, "transferCodingError"),
        ("chunks twice", "transfer-encoding: chunked, chunked", 400, "invalidRequestError"),
        ("an upgrade that is not named", "upgrade: websocket", 400, "invalidRequestError"),
    ] {
        check(&understudy, row, &post(headers), status, name).await;
        let live = post(headers).replace("/orders", "/live");
        check(&understudy, row, &live, status, name).await;
    }
    check(
        &understudy,
        "chunks of an old client",
        "POST /orders HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "invalidRequestError",
    )
    .await;
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn lines_that_are_doubtful() {
    let (understudy, upstream) = start("").await;
    for (row, request, status, name) in [
        ("two spaces", "GET  /live HTTP/1.1\r\nhost: shop\r\n\r\n", 400, "invalidRequestError"),
        ("two more spaces", "GET /live  HTTP/1.1\r\nhost: shop\r\n\r\n", 400, "invalidRequestError"),
        ("a space in the target", "GET /live/a b HTTP/1.1\r\nhost: shop\r\n\r\n", 400, "invalidRequestError"),
        ("no version", "GET /live\r\nhost: shop\r\n\r\n", 400, "invalidRequestError"),
        ("another version", "GET /live HTTP/1.9\r\nhost: shop\r\n\r\n", 505, "httpVersionError"),
        ("line feeds alone", "GET /live HTTP/1.1\nhost: shop\n\n", 400, "invalidRequestError"),
        ("one line feed alone", "GET /live HTTP/1.1\r\nhost: shop\na: b\r\n\r\n", 400, "invalidRequestError"),
        (
            "a carriage return alone",
            "GET /live HTTP/1.1\r\nhost: shop\ra: b\r\n\r\n",
            400,
            "invalidRequestError",
        ),
        (
            "a folded line",
            "GET /live HTTP/1.1\r\nhost: shop\r\na: b\r\n c\r\n\r\n",
            400,
            "invalidRequestError",
        ),
        ("a space after a name", "GET /live HTTP/1.1\r\nhost : shop\r\n\r\n", 400, "invalidRequestError"),
        (
            "a line without a colon",
            "GET /live HTTP/1.1\r\nhost: shop\r\na\r\n\r\n",
            400,
            "invalidRequestError",
        ),
        ("no method", "\u{16}\u{3}\u{1}", 400, "invalidRequestError"),
        ("a head", "HEAD /live HTTP/1.1\r\n\r\n", 400, "invalidRequestError"),
        ("a tunnel", "CONNECT shop:443 HTTP/1.1\r\nhost: shop:443\r\n\r\n", 405, "methodNotAllowedError"),
    ] {
        check(&understudy, row, request, status, name).await;
    }
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn hosts_that_are_doubtful() {
    let (understudy, upstream) = start("").await;
    for (row, line, hosts) in [
        ("none", "GET /live", ""),
        ("two", "GET /live", "host: shop\r\nHost: shop\r\n"),
        ("an empty one", "GET /live", "host:\r\n"),
        ("a user", "GET /live", "host: x@shop\r\n"),
        ("a path", "GET /live", "host: shop/live\r\n"),
        ("a port that is none", "GET /live", "host: shop:port\r\n"),
        ("another than the target's", "GET http://other/live", "host: shop\r\n"),
        ("none beside the target's", "GET http://shop/live", ""),
    ] {
        let request = format!("{line} HTTP/1.1\r\n{hosts}\r\n");
        check(&understudy, row, &request, 400, "invalidRequestError").await;
    }
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn what_is_too_much_is_refused_before_it_ends() {
    let (understudy, _upstream) = start("[server.limits]\nheader = 2048\nheaders = 16\nuri = 1024").await;
    let get = |headers: &str| format!("GET /books HTTP/1.1\r\nhost: shop\r\n{headers}");
    for (row, request, status, name) in [
        ("a target", format!("GET /{}", "x".repeat(1100)), 414, "uriTooLongError"),
        ("a header", get(&format!("a: {}", "x".repeat(2048))), 431, "headerTooLargeError"),
        ("headers", get(&"a: b\r\n".repeat(17)), 431, "headerTooLargeError"),
    ] {
        check(&understudy, row, &request, status, name).await;
    }
}

#[tokio::test]
async fn what_is_refused_is_counted_and_said_without_labels_where_they_are_off() {
    let (understudy, _upstream) = start("headers = false").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange("GET /books HTTP/1.1\r\n\r\n").await;
    assert_eq!((answer.head.status(), answer.head.header("x-understudy-source")), (400, None));
    understudy.counts("understudy_requests_total{route=\"none\",source=\"none\",status=\"4xx\"}", 1).await;
}

#[tokio::test]
async fn heads_that_are_odd_and_clear_are_served() {
    let (understudy, _upstream) = start("").await;
    for (row, request) in [
        ("an empty line before", "\r\nGET /books HTTP/1.1\r\nhost: shop\r\n\r\n"),
        ("spaces around a value", "GET /books HTTP/1.1\r\nhost:   shop \t\r\n\r\n"),
        ("an old client", "GET /books HTTP/1.0\r\n\r\n"),
        (
            "a method of one's own",
            "GET /books HTTP/1.1\r\nhost: SHOP.example.:8080\r\nx-a!#$%: \u{e9}\r\n\r\n",
        ),
    ] {
        let mut client = RawClient::connect(understudy.address()).await;
        assert_eq!(client.exchange(request).await.head.status(), 200, "{row}");
    }
}

/// An upstream that switches protocols whatever it is asked.
#[tokio::test]
async fn a_protocol_that_nobody_asked_for() {
    let headers = [("connection", "upgrade"), ("upgrade", "websocket")];
    let upstream = Upstream::start(Behaviour::fixed(101, &headers, ""));
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n",
        upstream.address()
    );
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    for (path, status, source) in [("/live", 502, "live"), ("/books", 200, "fallback")] {
        let answer = understudy.client.get(path).await;
        assert_eq!((answer.status, answer.header("x-understudy-source")), (status, Some(source)), "{path}");
    }
}
