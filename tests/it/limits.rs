//! What is too much is refused, with what and where, and the connection is closed after it.

use crate::support::{Behaviour, RawAnswer, RawClient, Understudy, Upstream, collection, item};

const LIMITS: &str = "header = 2048\nheaders = 16\nuri = 1024\nbody = 1000";

/// A route `/live` to `upstream`, and a mocked one for the rest, behind these lines of `[server]`.
async fn start(upstream: &Upstream, server: &str) -> Understudy {
    let config = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n[server]\nlisten = \"127.0.0.1:0\"\n{server}\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"",
        upstream.address()
    );
    let shop =
        collection(&[item("list", "GET", "/books", 200, "{}"), item("order", "POST", "/orders", 201, "{}")]);
    match Understudy::try_start(&config, &[("shop.json", &shop)]).await {
        Ok(understudy) => understudy,
        Err(problems) => panic!("{problems:?}"),
    }
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: shop\r\n{headers}\r\n")
}

fn post(path: &str, length: usize) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: shop\r\ncontent-length: {length}\r\n\r\n{}", "x".repeat(length))
}

fn chunked(path: &str, pieces: usize) -> String {
    let piece = format!("64\r\n{}\r\n", "x".repeat(100));
    format!(
        "POST {path} HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        piece.repeat(pieces)
    )
}

async fn ask(understudy: &Understudy, request: &str) -> (RawClient, RawAnswer) {
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange(request).await;
    (client, answer)
}

async fn check_passes(row: &str, understudy: &Understudy, request: &str) {
    let (_, answer) = ask(understudy, request).await;
    assert!(answer.head.status() < 300, "{row}: {}", answer.head.start);
}

/// `setting` is the one that the answer names.
async fn check_refused(row: &str, understudy: &Understudy, request: &str, status: u16, setting: &str) {
    let (mut client, answer) = ask(understudy, request).await;
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.head.status(), status, "{row}: {text}");
    assert!(text.contains(&format!("(server.limits.{setting})")), "{row}: {text}");
    assert!(answer.head.closes(), "{row}: {:?}", answer.head);
    assert!(client.is_closed().await, "{row}");
}

#[tokio::test]
async fn heads_that_are_too_large() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, &format!("[server.limits]\n{LIMITS}")).await;
    check_passes("a usual one", &understudy, &get("/books", "accept: text/html\r\n")).await;
    let (large, many) = (format!("a: {}\r\n", "x".repeat(2048)), "a: b\r\n".repeat(16));
    check_passes("many headers", &understudy, &get("/books", &"a: b\r\n".repeat(15))).await;
    let long = format!("/books?a={}", "x".repeat(1024));
    for path in ["/books", "/live"] {
        check_refused("one large header", &understudy, &get(path, &large), 431, "header").await;
        check_refused("too many headers", &understudy, &get(path, &many), 431, "headers").await;
    }
    check_refused("a long target", &understudy, &get(&long, ""), 414, "uri").await;
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, &format!("[server.limits]\n{LIMITS}")).await;
    for path in ["/orders", "/live"] {
        check_passes("as long as may be", &understudy, &post(path, 1000)).await;
        check_passes("as long as may be, in pieces", &understudy, &chunked(path, 10)).await;
        check_refused("announced", &understudy, &post(path, 1001), 413, "body").await;
        check_refused("in pieces", &understudy, &chunked(path, 11), 413, "body").await;
        check_refused("many pieces", &understudy, &chunked(path, 3000), 413, "body").await;
    }
}

#[tokio::test]
async fn a_change_of_the_limits_takes_effect() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, &format!("[server.limits]\n{LIMITS}")).await;
    let text = std::fs::read_to_string(understudy.path("understudy.toml")).unwrap();
    understudy.change("understudy.toml", &text.replace("body = 1000", "body = \"none\"")).await;
    check_passes("longer", &understudy, &post("/orders", 5000)).await;
}

#[tokio::test]
async fn clients_that_are_silent() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, "idle_timeout = \"1s\"\nread_timeout = \"100ms\"").await;
    for path in ["/orders", "/live"] {
        let half = format!("POST {path} HTTP/1.1\r\nhost: shop\r\ncontent-length: 10\r\n\r\nhalf");
        let (mut client, answer) = ask(&understudy, &half).await;
        assert_eq!(answer.head.status(), 408, "{path}");
        assert!(client.is_closed().await, "{path}");
    }
    let (mut client, answer) = ask(&understudy, &get("/books", "")).await;
    assert!(!answer.head.closes());
    assert!(client.is_closed().await, "after a second");
}
