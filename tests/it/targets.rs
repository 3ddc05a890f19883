//! Request targets that are no plain path, and names that are no plain header value.

use serde_json::json;

use crate::support::{Behaviour, RawClient, Understudy, Upstream, collection, item};

/// A mocked route for everything, and a live one for `live.example`; targets may be as long as they can be.
async fn start() -> (Understudy, Upstream) {
    let upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        "[server.limits]\nheader = \"128KiB\"\nuri = \"128KiB\"\n[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"mocked\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\nhost = \"live.example\"\nupstream = \"shop\"",
        upstream.address()
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, "{}"),
        item("one", "GET", "/books/:id", 200, "{}"),
        item("Bücher \u{1F4DA}\nset-cookie: a=b", "GET", "/named", 200, "{}"),
    ]);
    (Understudy::start(&routes, &[("shop.json", &shop)]).await, upstream)
}

/// Asks for a target; status, source and body.
async fn ask(understudy: &Understudy, line: &str, host: &str) -> (u16, Option<String>, String) {
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange(&format!("{line} HTTP/1.1\r\nhost: {host}\r\n\r\n")).await;
    let source = answer.head.header("x-understudy-source").map(str::to_owned);
    (answer.head.status(), source, String::from_utf8_lossy(&answer.body).into_owned())
}

async fn check(understudy: &Understudy, line: &str, host: &str, status: u16, source: Option<&str>) {
    let (found, by, body) = ask(understudy, line, host).await;
    assert_eq!((found, by.as_deref()), (status, source), "{line:.100}: {body}");
}

#[tokio::test]
async fn an_absolute_target_is_its_path() {
    let (understudy, upstream) = start().await;
    check(&understudy, "GET http://shop.example/books?page=1", "shop.example", 200, Some("mock")).await;
    check(&understudy, "GET http://shop.example", "shop.example", 404, Some("mock")).await;
    check(&understudy, "GET http://live.example/a%20b?page=1", "live.example", 200, Some("live")).await;
    let received = upstream.last().unwrap();
    assert_eq!((received.path.as_str(), received.header("host")), ("/a%20b?page=1", Some("live.example")));
    check(&understudy, "GET http://live.example?page=1", "live.example", 200, Some("live")).await;
    assert_eq!(upstream.last().unwrap().path, "/?page=1");
    check(&understudy, "GET http://live.example/books", "shop.example", 400, Some("none")).await;
}

#[tokio::test]
async fn options_of_the_server_belong_to_the_root() {
    let (understudy, upstream) = start().await;
    check(&understudy, "OPTIONS *", "shop.example", 404, Some("mock")).await;
    check(&understudy, "OPTIONS *", "live.example", 200, Some("live")).await;
    assert_eq!(upstream.last().unwrap().path, "*");
}

#[tokio::test]
async fn connect_is_refused_and_the_connection_closed() {
    let (understudy, upstream) = start().await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange("CONNECT live.example:443 HTTP/1.1\r\nhost: live.example:443\r\n\r\n").await;
    assert_eq!(answer.head.status(), 405);
    assert!(client.is_closed().await);
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_very_long_target_is_answered_or_refused() {
    let (understudy, _upstream) = start().await;
    let long = |length: usize| "x".repeat(length);
    check(&understudy, &format!("GET /books/{}", long(60_000)), "shop", 200, Some("mock")).await;
    check(&understudy, &format!("GET /{}", "a/".repeat(30_000)), "shop", 404, Some("mock")).await;
    let (status, source, body) = ask(&understudy, &format!("GET /{}", long(60_000)), "shop").await;
    assert_eq!((status, source.as_deref()), (404, Some("mock")));
    assert!(body.len() < 2_000, "what a client sent is repeated only in part: {}", body.len());
    check(&understudy, &format!("GET /books?q={}", long(60_000)), "shop", 200, Some("mock")).await;
    check(&understudy, &format!("GET /{}", long(70_000)), "shop", 414, Some("none")).await;
}

#[tokio::test]
async fn a_target_that_is_no_text_is_answered_or_refused() {
    let (understudy, _upstream) = start().await;
    for (path, status) in [
        (&b"/books/%e9"[..], 200),
        (b"/books/%zz", 200),
        (b"/books/a b", 400),
        ("/books/é".as_bytes(), 200),
        (b"/books/caf\xe9", 400),
    ] {
        let mut client = RawClient::connect(understudy.address()).await;
        client.write([b"GET ", path, b" HTTP/1.1\r\nhost: shop\r\n\r\n"].concat()).await;
        assert_eq!(client.try_head().await.unwrap().status(), status, "{}", path.escape_ascii());
    }
}

#[tokio::test]
async fn the_name_of_an_example_cannot_end_the_line_of_its_header() {
    let (understudy, _upstream) = start().await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange("GET /named HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    assert_eq!(answer.head.header("x-understudy-example"), Some("Bücher \u{1F4DA} set-cookie: a=b"));
    assert_eq!(answer.head.header("set-cookie"), None);
}

#[tokio::test]
async fn odd_headers_of_examples_are_left_out_or_sent_as_utf_8() {
    let request = json!({"method": "GET", "url": "/books"});
    let headers = json!([
        {"key": "X Name", "value": "1"},
        {"key": "X-Lines", "value": "a\r\nset-cookie: b"},
        {"key": "X-City", "value": "Zürich"},
        {"key": "Set-Cookie", "value": "a=1"},
        {"key": "Set-Cookie", "value": "b=2"},
        {"key": "Content-Length", "value": "999"},
        {"key": "Content-Encoding", "value": "gzip"},
        {"key": "Transfer-Encoding", "value": "chunked"},
        {"key": "Content-Type", "value": ""},
    ]);
    let example =
        json!({"name": "one", "originalRequest": request, "code": 200, "header": headers, "body": "[]"});
    let shop = collection(&[json!({"name": "books", "request": request, "response": [example]})]);
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"";
    let understudy = Understudy::start(routes, &[("shop.json", &shop)]).await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..2 {
        let answer = client.exchange("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        let all = |name: &str| {
            let found = answer.head.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(answer.body, b"[]");
        for (name, expected) in [
            ("x-city", &["Zürich"][..]),
            ("set-cookie", &["a=1", "b=2"]),
            ("content-length", &["2"]),
            ("content-type", &["application/json"]),
            ("content-encoding", &[]),
            ("transfer-encoding", &[]),
            ("x-lines", &[]),
        ] {
            assert_eq!(all(name), expected, "{name}");
        }
    }
}
