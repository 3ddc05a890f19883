//! What comes over a connection besides plain requests: bodies that break off, lie about their length or are
//! too long, old clients, upgrades. After each the connection is in step, or closed.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Body, Head, RawAnswer, RawClient, Understudy, collection, item, known_key, within};

const GET: &str = "GET /books HTTP/1.1\r\nhost: shop\r\n\r\n";

/// A mocked route.
async fn start(more: &str) -> Understudy {
    let routes = format!(
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n{more}"
    );
    Understudy::start(&routes, &[("shop.json", &shop())]).await
}

/// A route to `upstream` in `mode`, with a mock behind it.
async fn start_with(upstream: SocketAddr, mode: &str, private: &str, rest: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{upstream}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n{private}\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\nmode = \"{mode}\"\n{rest}"
    );
    Understudy::start(&routes, &[("shop.json", &shop())]).await
}

fn shop() -> String {
    collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"mock"}"#),
        item("order", "POST", "/orders", 201, r#"{"from":"mock"}"#),
    ])
}

/// An upstream that says `words` as soon as it has read the head of a request, and closes after a mere 100.
async fn upstream_that_says(words: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(say(words, stream));
        }
    });
    address
}

async fn say(words: &str, stream: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while Head::read(&mut stream).await?.is_some() {
        stream.write_all(words.as_bytes()).await?;
        if words.contains(" 100 ") {
            break;
        }
    }
    Ok(())
}

fn post(length: usize, more: &str) -> String {
    format!("POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-length: {length}\r\n{more}\r\n")
}

fn status_of(answer: &RawAnswer) -> (u16, Option<&str>) {
    (answer.head.status(), answer.head.header("x-understudy-source"))
}

#[track_caller]
fn check(answer: &RawAnswer, status: u16, source: &str, closes: bool) {
    assert_eq!(status_of(answer), (status, Some(source)), "{:?}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.head.closes(), closes, "{:?}", answer.head);
}

async fn check_in_step(client: &mut RawClient) {
    check(&client.exchange(GET).await, 200, "mock", false);
}

#[tokio::test]
async fn a_client_that_goes_while_its_body_is_read_is_counted_and_nothing_more() {
    let understudy = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write(post(100, "") + "half of it").await;
    drop(client);
    understudy.counts("understudy_requests_total{route=\"shop\",source=\"mock\",status=\"other\"}", 1).await;
    check_in_step(&mut RawClient::connect(understudy.address()).await).await;
}

#[tokio::test]
async fn a_body_that_is_none_is_refused() {
    let understudy = start("").await;
    for path in ["/orders", "/nothing/here"] {
        let mut client = RawClient::connect(understudy.address()).await;
        let head = format!("POST {path} HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n");
        let answer = client.exchange(&(head + "no chunk\r\n")).await;
        check(&answer, 400, "mock", true);
        assert!(String::from_utf8_lossy(&answer.body).contains("invalidRequestError"));
        assert!(client.is_closed().await);
    }
}

#[tokio::test]
async fn with_a_max_body_of_0_every_body_counts_as_empty() {
    let understudy = start("max_body = 0").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let told = |answer: &RawAnswer| answer.head.header("x-understudy-body").map(str::to_owned);
    for body in ["1", "chunked"] {
        let request = match body {
            "1" => post(1, "") + "1",
            _ => {
                "POST /orders HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
                    .to_owned()
            }
        };
        let answer = client.exchange(&request).await;
        check(&answer, 201, "mock", false);
        assert_eq!(told(&answer).as_deref(), Some("over-max-body"));
    }
    let answer = client.exchange(&post(0, "")).await;
    check(&answer, 201, "mock", false);
    assert_eq!(told(&answer), None);
    check_in_step(&mut client).await;
}

#[tokio::test]
async fn a_body_past_the_limit_is_read_to_its_end_before_the_answer() {
    let understudy = start("max_body = \"1KiB\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    // More than any socket buffers: the client can be done only if all of it is read.
    let body = "x".repeat(16 * 1024 * 1024);
    for path in ["/orders", "/nothing/here"] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: shop\r\ncontent-length: {}\r\n\r\n", body.len());
        let answer = client.exchange(&(head + &body)).await;
        let status = if path == "/orders" { 201 } else { 404 };
        check(&answer, status, "mock", false);
        assert_eq!(answer.head.header("x-understudy-body"), Some("over-max-body"));
    }
    check_in_step(&mut client).await;
}

#[tokio::test]
async fn what_no_route_takes_is_read_to_its_end_too() {
    let understudy = start("path = \"/api\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange(&(post(8 * 1024 * 1024, "") + &"x".repeat(8 * 1024 * 1024))).await;
    check(&answer, 404, "none", false);
    assert_eq!(answer.head.header("x-understudy-body"), None);
    check(&client.exchange(GET).await, 404, "none", false);
}

#[tokio::test]
async fn a_body_that_mock_first_did_not_look_at_is_read_to_its_end_where_an_example_answers() {
    let understudy = start_with(upstream_that_says("").await, "mock-first", "", "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..2 {
        let answer = client.exchange(&(post(8 * 1024 * 1024, "") + &"x".repeat(8 * 1024 * 1024))).await;
        check(&answer, 201, "mock", false);
    }
    check_in_step(&mut client).await;
}

#[tokio::test]
async fn a_client_that_waits_is_not_asked_for_what_is_too_long() {
    let understudy = start("max_body = \"1KiB\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange(&post(1025, "expect: 100-continue\r\n")).await;
    check(&answer, 201, "mock", true);
    assert!(client.is_closed().await, "what it may send now would be taken for a request");
}

#[tokio::test]
async fn a_request_behind_a_body_past_the_limit_is_never_part_of_it() {
    let understudy = start("max_body = \"1KiB\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let hidden = "GET /hidden HTTP/1.1\r\nhost: shop\r\n\r\n".repeat(100);
    client.write(post(hidden.len(), "") + &hidden + GET).await;
    let head = client.try_head().await.unwrap();
    assert_eq!(head.status(), 201);
    assert_eq!(client.read_body(&head, "POST").await, br#"{"from":"mock"}"#);
    let head = client.try_head().await.unwrap();
    assert_eq!(head.status(), 200, "{head:?}");
    understudy.counts("understudy_requests_total{route=\"shop\",source=\"mock\",status=\"4xx\"}", 0).await;
}

#[tokio::test]
async fn chunks_go_before_a_length_and_the_connection_is_closed() {
    let understudy = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let smuggled = "0\r\n\r\nGET /hidden HTTP/1.1\r\nhost: shop\r\n\r\n";
    let answer = client.exchange(&(post(4, "transfer-encoding: chunked\r\n") + smuggled)).await;
    check(&answer, 201, "mock", true);
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn clients_of_http_1_0_get_a_length_and_keep_the_connection_only_if_they_ask() {
    let understudy = start("").await;
    for (line, closes) in [("", true), ("connection: keep-alive\r\n", false)] {
        let mut client = RawClient::connect(understudy.address()).await;
        let answer = client.exchange(&format!("GET /books HTTP/1.0\r\n{line}\r\n")).await;
        check(&answer, 200, "mock", closes);
        assert_eq!(answer.head.header("content-length"), Some("15"));
        assert_eq!(answer.head.header("transfer-encoding"), None);
        if closes {
            assert!(client.is_closed().await);
        } else {
            check_in_step(&mut client).await;
        }
    }
}

#[tokio::test]
async fn a_head_has_a_length_and_no_body_also_where_it_is_an_error() {
    let understudy = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for (path, status) in [("/books", 200), ("/nothing/here", 404)] {
        let head = client.exchange(&format!("HEAD {path} HTTP/1.1\r\nhost: shop\r\n\r\n")).await;
        let get = client.exchange(&format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n")).await;
        check(&head, status, "mock", false);
        assert!(head.body.is_empty());
        // The 404 repeats the method, which is a letter longer.
        let length = get.body.len() + usize::from(status == 404);
        assert_eq!(head.head.header("content-length"), Some(length.to_string().as_str()), "{path}");
    }
}

#[tokio::test]
async fn an_upgrade_on_a_mocked_route_is_a_request_like_any_other() {
    let understudy = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..2 {
        let upgrade = "GET /books HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                       sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        let answer = client.exchange(upgrade).await;
        check(&answer, 200, "mock", false);
        assert_eq!(answer.head.header("upgrade"), None);
    }
    check_in_step(&mut client).await;
}

#[tokio::test]
async fn an_upgrade_on_a_live_route_is_passed_on() {
    let words = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello";
    let understudy = start_with(upstream_that_says(words).await, "fallback", "", "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client
        .write("GET /books HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
        .await;
    let head = client.try_head().await.unwrap();
    assert_eq!((head.status(), head.header("upgrade")), (101, Some("websocket")));
    assert_eq!(client.piece(&mut Body::UntilClose).await.unwrap().as_deref(), Some(&b"hello"[..]));
}

#[tokio::test]
async fn an_upstream_that_fails_after_a_100_is_stood_in_for() {
    let upstream = upstream_that_says("HTTP/1.1 100 Continue\r\n\r\n").await;
    for (mode, status, source) in [("fallback", 201, "fallback"), ("live", 502, "live")] {
        let understudy = start_with(upstream, mode, "", "").await;
        let mut client = RawClient::connect(understudy.address()).await;
        client.write(post(4, "expect: 100-continue\r\n")).await;
        assert_eq!(client.try_head().await.unwrap().status(), 100);
        client.write("body").await;
        let head = client.try_head().await.unwrap();
        let told = (head.status(), head.header("x-understudy-source"), head.header("x-understudy-reason"));
        assert_eq!(told, (status, Some(source), Some("reset")));
    }
}

const UNAVAILABLE: &str = "HTTP/1.1 503 Unavailable\r\ncontent-length: 8\r\n\r\nupstream";

#[tokio::test]
async fn a_response_that_no_example_can_stand_in_for_is_passed_on_before_the_body_came() {
    let understudy = start_with(upstream_that_says(UNAVAILABLE).await, "fallback", "", "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let head = "POST /nothing/here HTTP/1.1\r\nhost: shop\r\ncontent-length: 10\r\n\r\n";
    let answer = client.exchange(head).await;
    check(&answer, 503, "live", true);
    assert_eq!(answer.body, b"upstream");
    drop(client);
    understudy.counts("understudy_unmatched_total{route=\"shop\"}", 1).await;
}

#[tokio::test]
async fn a_private_mock_refuses_before_the_upstream_is_asked() {
    let key = "usk_a-key-of-this-test";
    let upstream = upstream_that_says(UNAVAILABLE).await;
    let understudy = start_with(upstream, "fallback", "private = true", &known_key(key)).await;
    for (key, status, source) in [("usk_wrong", 401, "none"), (key, 200, "fallback")] {
        let mut client = RawClient::connect(understudy.address()).await;
        let request = format!("GET /books HTTP/1.1\r\nhost: shop\r\nx-api-key: {key}\r\n\r\n");
        let answer = client.exchange(&request).await;
        assert_eq!(status_of(&answer), (status, Some(source)));
    }
}

#[tokio::test]
async fn a_client_that_goes_while_the_mock_waits_does_no_harm() {
    let understudy = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /books HTTP/1.1\r\nhost: shop\r\nx-mock-response-delay: 20\r\n\r\n").await;
    drop(client);
    let counted =
        understudy.counts("understudy_requests_total{route=\"shop\",source=\"mock\",status=\"2xx\"}", 1);
    Box::pin(within("the end of the request", counted)).await;
    check_in_step(&mut RawClient::connect(understudy.address()).await).await;
}
