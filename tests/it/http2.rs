//! Clients that speak HTTP/2 get what others get.

use http::Request;
use serde_json::json;

use crate::support::{
    Behaviour, Http2Answer, Http2Client, Http2Upstream, RawClient, Understudy, Upstream, collection, item,
    known_key, within,
};

/// One route for every way to be answered.
fn routes(up: &str, down: &str) -> String {
    format!(
        "[upstreams.up]\nurl = \"http://{up}\"\n[upstreams.down]\nurl = \"http://{down}\"\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"mock\"\npath = \"/mock\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"private\"\npath = \"/private\"\nmock = \"shop\"\nprivate = true\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"up\"\n\
         [[routes]]\nname = \"fallback\"\npath = \"/fallback\"\nupstream = \"down\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"gone\"\npath = \"/gone\"\nupstream = \"down\"\n\
         [[routes]]\nname = \"host\"\nhost = \"books.example\"\nmock = \"books\"\n\
         [mocks.books]\ncollections = [\"books.json\"]\n{}",
        known_key("sesame")
    )
}

async fn start(up: &Upstream, down: &Upstream) -> Understudy {
    let recorded = json!([{"key": "Connection", "value": "keep-alive"}, {"key": "X-Shop", "value": "Open"}]);
    let mut mock = item("list", "GET", "/mock/books", 200, "[1]");
    mock["response"][0]["header"] = recorded;
    let shop = collection(&[
        mock,
        item("add", "POST", "/mock/books", 201, "{}"),
        item("fallback", "POST", "/fallback/books", 202, "{\"from\": \"the mock\"}"),
        item("private", "GET", "/private", 200, "{}"),
    ]);
    let books = collection(&[item("books", "GET", "/mock/books", 203, "[]")]);
    let files = [("shop.json", shop.as_str()), ("books.json", &books)];
    Understudy::start(&routes(&up.address().to_string(), &down.address().to_string()), &files).await
}

/// Nothing that belongs to a connection of HTTP/1.1 may stand in an answer (RFC 9113, 8.2.2).
fn assert_clean(row: &str, answer: &Http2Answer) {
    for name in ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"] {
        assert_eq!(answer.header(name), None, "{row}");
    }
}

#[tokio::test]
async fn each_way_to_be_answered() {
    let (up, down) = (Upstream::start(Behaviour::Echo), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    let client = Http2Client::connect(understudy.address()).await;
    for (row, method, target, expected) in [
        ("a mock", "GET", "http://shop/mock/books", "200 mock - 3"),
        ("a mock, its head", "HEAD", "http://shop/mock/books", "200 mock - 0"),
        ("a mock that takes a body", "POST", "http://shop/mock/books", "201 mock - 2"),
        ("another host", "GET", "http://books.example/mock/books", "203 mock - 2"),
        ("another host and port", "GET", "http://books.example:81/mock/books", "203 mock - 2"),
        ("no example", "DELETE", "http://shop/mock/books", "404 mock - *"),
        ("no route", "GET", "http://shop/", "404 none - *"),
        ("no key", "GET", "http://shop/private", "401 mock - *"),
        ("the upstream", "PUT", "http://shop/live/books?page=2", "200 live - *"),
        ("the upstream, its head", "HEAD", "http://shop/live/books", "200 live - 0"),
        ("the mock instead", "POST", "http://shop/fallback/books", "202 fallback connect 20"),
        ("neither", "GET", "http://shop/gone", "502 live connect *"),
        ("one's own usage", "GET", "http://shop/_understudy/me", "401 none - *"),
    ] {
        let request = Request::builder().method(method).uri(target).body(()).unwrap();
        let answer = client.send(request, if matches!(method, "POST" | "PUT") { "hello" } else { "" }).await;
        let header = |name: &str| answer.header(name).unwrap_or("-").to_owned();
        let length = if expected.ends_with('*') { "*".to_owned() } else { answer.body.len().to_string() };
        let (source, reason) = (header("x-understudy-source"), header("x-understudy-reason"));
        assert_eq!(
            format!("{} {source} {reason} {length}", answer.status),
            expected,
            "{row}: {}",
            answer.text()
        );
        assert_clean(row, &answer);
    }
    assert_eq!(client.get("http://shop/mock/books").await.header("x-shop"), Some("Open"));
    let request = Request::get("http://shop/private").header("x-api-key", "sesame").body(()).unwrap();
    assert_eq!(client.send(request, "").await.status, 200);
}

#[tokio::test]
async fn a_request_goes_on_to_a_backend_of_either_version() {
    let (up, down) = (Upstream::start(Behaviour::Echo), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    let client = Http2Client::connect(understudy.address()).await;
    let request =
        Request::post("http://shop.example:81/live/books?page=2").header("x-mine", "1").body(()).unwrap();
    let told = client.send(request, "hello").await.json();
    assert_eq!((&told["path"], &told["body"]), (&json!("/live/books?page=2"), &json!("hello")));
    let received = up.last().unwrap();
    assert_eq!((received.header("host"), received.header("x-mine")), (Some("shop.example:81"), Some("1")));

    let upstream = Http2Upstream::start(None).await;
    let route = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nprotocol = \"http2\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"",
        upstream.address()
    );
    let understudy = Understudy::start(&route, &[]).await;
    let client = Http2Client::connect(understudy.address()).await;
    let told = client.get("http://shop.example:81/books?page=2").await.json();
    assert_eq!((&told["path"], &told["authority"]), (&json!("/books?page=2"), &json!("shop.example:81")));
}

#[tokio::test]
async fn a_failure_costs_no_other_request_its_connection() {
    let (up, down) = (Upstream::start(Behaviour::Echo), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    let client = Http2Client::connect(understudy.address()).await;
    for _ in 0..5 {
        let request = Request::post("http://shop/fallback/books").body(()).unwrap();
        assert_eq!(client.send(request, "hello").await.status, 202);
    }
    assert_eq!(client.get("http://shop/mock/books").await.status, 200);
}

#[tokio::test]
async fn requests_of_either_version_on_one_listener() {
    let (up, down) = (Upstream::start(Behaviour::Echo), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    for (row, request, expected) in [
        ("as most", "GET /mock/books HTTP/1.1\r\nhost: shop\r\n\r\n", "200"),
        ("that begins like the preface", "PRINT /mock/books HTTP/1.1\r\nhost: shop\r\n\r\n", "404"),
        ("shorter than the preface", "GET / HTTP/1.0\r\n\r\n", "404"),
        ("shorter, and a P", "PUT / HTTP/1.0\r\n\r\n", "404"),
        ("the shortest that is wrong", "P\r\n\r\n", "400"),
    ] {
        let mut client = RawClient::connect(understudy.address()).await;
        client.write(request).await;
        let head = client.try_head().await.unwrap();
        assert_eq!(head.word(1), expected, "{row}");
    }
    let mut slow = RawClient::connect(understudy.address()).await;
    for piece in ["P", "OS", "T /mock/books HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n", "\r\n"] {
        slow.write(piece).await;
    }
    assert_eq!(slow.try_head().await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_body_that_ends_with_nothing_is_one_request() {
    let (up, down) = (Upstream::start(Behaviour::Echo), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    let client = Http2Client::connect(understudy.address()).await;
    for (number, pieces) in [(1, &["", ""][..]), (2, &["a", ""]), (3, &["", "a", "", "b", ""]), (4, &[""])] {
        let (mut body, response) = client.begin(Request::post("http://shop/live").body(()).unwrap()).await;
        for (at, piece) in pieces.iter().enumerate() {
            body.send_data((*piece).into(), at + 1 == pieces.len()).unwrap();
        }
        let answer = within("an answer", async { Http2Answer::read(response.await.unwrap()).await }).await;
        assert_eq!(answer.json()["body"], pieces.concat(), "{pieces:?}");
        assert_eq!((up.requests() as u64, up.connections()), (number, 1), "{pieces:?}");
        // Once it is counted, its connection is free for the next.
        let counted = "understudy_requests_total{route=\"live\",source=\"live\",status=\"2xx\"}";
        understudy.counts(counted, number).await;
    }
}

#[tokio::test]
async fn a_body_streams_to_the_upstream_as_it_comes() {
    let (sender, mut pieces) = tokio::sync::mpsc::unbounded_channel();
    let (up, down) = (Upstream::start(Behaviour::StreamUp(sender)), Upstream::refusing(Behaviour::Echo));
    let understudy = start(&up, &down).await;
    let client = Http2Client::connect(understudy.address()).await;
    let (mut body, response) = client.begin(Request::post("http://shop/live").body(()).unwrap()).await;
    for piece in ["first", "second", "third"] {
        body.send_data(piece.into(), piece == "third").unwrap();
        assert_eq!(within("the piece", pieces.recv()).await.as_deref(), Some(piece.as_bytes()));
    }
    let answer = within("an answer", async { Http2Answer::read(response.await.unwrap()).await }).await;
    assert_eq!((answer.status, answer.text()), (200, "16".to_owned()));
}
