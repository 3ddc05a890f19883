//! Where a backend's answer ends: what it says of that is clear, or the answer is refused.

use crate::support::{Behaviour, Body, RawAnswer, RawClient, Understudy, Upstream, collection, item};

/// A fallback route, and a live one at `/live`.
async fn start(upstream: &Upstream) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nbreaker = {{ failures = 1000 }}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n",
        upstream.address()
    );
    let shop = collection(&[item("list", "GET", "/books", 200, "[1]")]);
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

fn says(version: &str, status: u16, headers: &str, body: &str) -> Behaviour {
    let headers = headers.replace('\n', "\r\n");
    Behaviour::Verbatim(format!("HTTP/{version} {status} Said\r\n{headers}\r\n\r\n{body}"))
}

fn told<'a>(answer: &'a RawAnswer, name: &str) -> Option<&'a str> {
    answer.head.header(name)
}

const CHUNKED: &str = "8\r\nof yours\r\n0\r\n\r\n";

#[tokio::test]
async fn what_is_not_clear_is_refused() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream).await;
    let mut client = RawClient::connect(understudy.address()).await;
    for (version, headers, body) in [
        ("1.1", "content-length: 8, 8", "of yours"),
        ("1.1", "content-length: 8\ncontent-length: 8", "of yours"),
        ("1.1", "content-length: 8\ncontent-length: 9", "of yours"),
        ("1.1", "content-length: 8, 9", "of yours"),
        ("1.1", "content-length: +8", "of yours"),
        ("1.1", "content-length: -8", "of yours"),
        ("1.1", "content-length: 0x8", "of yours"),
        ("1.1", "content-length: eight", "of yours"),
        ("1.1", "content-length:", "of yours"),
        ("1.1", "transfer-encoding: gzip", "of yours"),
        ("1.1", "transfer-encoding: identity", "of yours"),
        ("1.1", "transfer-encoding: identity\ncontent-length: 8", "of yours"),
        ("1.1", "transfer-encoding: gzip, chunked", CHUNKED),
        ("1.1", "transfer-encoding: chunked, gzip", CHUNKED),
        ("1.1", "transfer-encoding: chunked, chunked", CHUNKED),
        ("1.1", "transfer-encoding: chunked\ntransfer-encoding: chunked", CHUNKED),
        ("1.1", "transfer-encoding: chunked\ntransfer-encoding: gzip", CHUNKED),
        ("1.1", "transfer-encoding: \"chunked\"", CHUNKED),
        ("1.1", "transfer-encoding:", CHUNKED),
        ("1.0", "transfer-encoding: chunked", CHUNKED),
        ("1.0", "transfer-encoding: chunked\nconnection: keep-alive", CHUNKED),
        ("1.0", "transfer-encoding: chunked\ncontent-length: 8", CHUNKED),
    ] {
        let row = format!("HTTP/{version}, {headers}");
        upstream.behave(says(version, 200, headers, body));
        for (path, status, source) in [("/live", 502, "live"), ("/books", 200, "fallback")] {
            let before = upstream.connections();
            let request = format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n");
            let answer = client.exchange(&request).await;
            let head = &answer.head;
            assert_eq!(
                (head.status(), told(&answer, "x-understudy-source")),
                (status, Some(source)),
                "{row}"
            );
            assert_eq!(told(&answer, "x-understudy-reason"), Some("reset"), "{row}");
            assert_eq!(told(&answer, "x-understudy-cause"), Some("bad-framing"), "{row}");
            assert!(!String::from_utf8_lossy(&answer.body).contains("of yours"), "{row}");
            assert_eq!(upstream.connections(), before + 1, "{row}: no connection is used again");
            if head.closes() {
                client = RawClient::connect(understudy.address()).await;
            }
        }
    }
}

#[tokio::test]
async fn what_is_clear_passes() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream).await;
    let mut client = RawClient::connect(understudy.address()).await;
    for (row, headers, body, expected) in [
        ("a length", "content-length: 8", "of yours", Body::Length(8)),
        ("chunks", "transfer-encoding: chunked", CHUNKED, Body::Chunked),
        ("chunks in another case", "Transfer-Encoding: Chunked", CHUNKED, Body::Chunked),
        ("chunks beside a length", "content-length: 8\ntransfer-encoding: chunked", CHUNKED, Body::Chunked),
        (
            "chunks beside two lengths",
            "content-length: 8, 9\ntransfer-encoding: chunked",
            CHUNKED,
            Body::Chunked,
        ),
    ] {
        upstream.behave(says("1.1", 200, headers, body));
        let answer = client.exchange("GET /live HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        assert_eq!((answer.head.status(), &*answer.body), (200, &b"of yours"[..]), "{row}");
        assert_eq!(Body::of_response(&answer.head, "GET"), expected, "{row}");
        let has_both = told(&answer, "content-length").and(told(&answer, "transfer-encoding"));
        assert_eq!(has_both, None, "{row}");
    }
    assert_eq!(upstream.connections(), 1, "each connection is used again");
}

/// RFC 9112, 6.1 and 6.2: what has no body by definition has neither, but where it tells what a GET would have.
#[tokio::test]
async fn answers_without_a_body() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream).await;
    let mut client = RawClient::connect(understudy.address()).await;
    for (method, status, headers, length, coding) in [
        ("GET", 204, "content-length: 0", None, None),
        ("GET", 204, "content-length: 8", None, None),
        ("GET", 204, "transfer-encoding: chunked", None, None),
        ("GET", 304, "content-length: 8", Some("8"), None),
        ("HEAD", 200, "content-length: 8", Some("8"), None),
        ("HEAD", 200, "transfer-encoding: chunked", None, Some("chunked")),
    ] {
        let row = format!("{method}, {status}, {headers}");
        upstream.behave(says("1.1", status, headers, ""));
        let answer = client.exchange(&format!("{method} /live HTTP/1.1\r\nhost: shop\r\n\r\n")).await;
        assert_eq!(answer.head.status(), status, "{row}");
        assert_eq!(told(&answer, "content-length"), length, "{row}");
        assert_eq!(told(&answer, "transfer-encoding"), coding, "{row}");
    }
}

async fn check_old(row: &str, understudy: &Understudy, path: &str, expected: Body, body: &[u8]) {
    for keep in ["", "connection: keep-alive\r\n"] {
        let mut client = RawClient::connect(understudy.address()).await;
        let answer = client.exchange(&format!("GET {path} HTTP/1.0\r\nhost: shop\r\n{keep}\r\n")).await;
        let head = &answer.head;
        assert_eq!(told(&answer, "transfer-encoding"), None, "{row}: {head:?}");
        assert_eq!(Body::of_response(head, "GET"), expected, "{row}: {head:?}");
        assert_eq!(answer.body, body, "{row}");
        if expected == Body::UntilClose {
            assert!(head.closes(), "{row}: {head:?}");
        }
    }
}

#[tokio::test]
async fn a_client_of_http_1_0_gets_no_chunks() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream).await;
    for (row, path, status, headers, body, expected) in [
        ("a length", "/live", 200, "content-length: 8", "of yours", Body::Length(8)),
        ("chunks", "/live", 200, "transfer-encoding: chunked", CHUNKED, Body::UntilClose),
        (
            "chunks of a backend that is looked at",
            "/own",
            404,
            "transfer-encoding: chunked",
            CHUNKED,
            Body::UntilClose,
        ),
    ] {
        upstream.behave(says("1.1", status, headers, body));
        check_old(row, &understudy, path, expected, b"of yours").await;
    }
}
