//! Clients that send nothing, half or little by little of the body that they owe.

use std::time::Duration;

use futures_util::future::join_all;
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::stage::{Timeouts, is_blameless, shop};
use crate::support::{Behaviour, Http2Client, Http2Upstream, RawClient, Understudy, Upstream, within};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Http1,
    Http2,
}

/// What a client sends of its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sends {
    Nothing,
    Half,
    /// All of it, byte by byte, for longer than anybody may be silent.
    Drips,
}

const BODIES: [(Version, Sends, u16); 6] = [
    (Version::Http1, Sends::Nothing, 408),
    (Version::Http1, Sends::Half, 408),
    (Version::Http1, Sends::Drips, 200),
    (Version::Http2, Sends::Nothing, 408),
    (Version::Http2, Sends::Half, 408),
    (Version::Http2, Sends::Drips, 200),
];

/// Either may be the more patient; at the defaults neither is.
const ORDERS: [Timeouts; 3] = [
    Timeouts { client: "1500ms", upstream: "3s" },
    Timeouts { client: "3s", upstream: "1500ms" },
    Timeouts { client: "2s", upstream: "2s" },
];

/// This is how slow the client is: nothing is waited for.
const PACE: Duration = Duration::from_millis(150);
const BYTES: usize = 24;

async fn status(understudy: &Understudy, version: Version, sends: Sends) -> u16 {
    match version {
        Version::Http1 => over_http_1(understudy, sends).await,
        Version::Http2 => over_http_2(understudy, sends).await,
    }
}

async fn over_http_1(understudy: &Understudy, sends: Sends) -> u16 {
    let mut client = RawClient::connect(understudy.address()).await;
    client
        .write(format!("POST /whole/orders HTTP/1.1\r\nhost: shop\r\ncontent-length: {BYTES}\r\n\r\n"))
        .await;
    match sends {
        Sends::Nothing => {}
        Sends::Half => client.write("half").await,
        Sends::Drips => {
            for _ in 0..BYTES {
                tokio::time::sleep(PACE).await;
                client.write("b").await;
            }
        }
    }
    client.try_head().await.unwrap().status()
}

async fn over_http_2(understudy: &Understudy, sends: Sends) -> u16 {
    let client = Http2Client::connect(understudy.address()).await;
    let request = Request::post("http://shop/whole/orders").body(()).unwrap();
    let (mut body, response) = client.begin(request).await;
    match sends {
        Sends::Nothing => {}
        Sends::Half => body.send_data("half".into(), false).unwrap(),
        Sends::Drips => {
            for number in 1..=BYTES {
                tokio::time::sleep(PACE).await;
                body.send_data("b".into(), number == BYTES).unwrap();
            }
        }
    }
    within("an answer", response).await.unwrap().status().as_u16()
}

async fn check(row: &str, understudy: &Understudy) {
    let told = BODIES.map(|(version, sends, expected)| async move {
        let told = status(understudy, version, sends).await;
        assert_eq!(told, expected, "{row}: {version:?}, {sends:?}");
    });
    join_all(told).await;
    is_blameless(row, understudy).await;
}

#[tokio::test]
async fn the_client_is_told_and_the_upstream_is_not_blamed() {
    let http1 = Upstream::start(Behaviour::Echo);
    let http2 = Http2Upstream::start(None).await;
    let rows = ORDERS.map(|timeouts| {
        let (http1, http2) = (http1.address(), http2.address());
        async move {
            let first = shop(http1, timeouts, "").await;
            let second = shop(http2, timeouts, "protocol = \"http2\"").await;
            let (row, other) = (format!("{timeouts:?}"), format!("{timeouts:?}, a backend of HTTP/2"));
            tokio::join!(check(&row, &first), check(&other, &second));
        }
    });
    join_all(rows).await;
}

/// As in calls of gRPC that stream both ways: the stream lasts as long as either side says something.
#[tokio::test]
async fn a_client_may_listen_for_long_before_it_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let timeouts = Timeouts { client: "1s", upstream: "60s" };
    let understudy = shop(listener.local_addr().unwrap(), timeouts, "").await;
    let speaking = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 Said\r\ntransfer-encoding: chunked\r\n\r\n").await.unwrap();
        for _ in 0..BYTES {
            // Not waited for: this is how slow the backend is.
            tokio::time::sleep(PACE).await;
            stream.write_all(b"1\r\nx\r\n").await.unwrap();
        }
        stream.write_all(b"0\r\n\r\n").await.unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"0\r\n\r\n") {
            received.push(stream.read_u8().await.unwrap());
        }
    });
    let client = Http2Client::connect(understudy.address()).await;
    let (mut body, response) = client.begin(Request::post("http://shop/stream").body(()).unwrap()).await;
    let (head, mut pieces) = within("a head", response).await.unwrap().into_parts();
    assert_eq!(head.status, 200);
    for _ in 0..BYTES {
        assert_eq!(within("a piece", pieces.data()).await.unwrap().unwrap(), "x");
    }
    body.send_data("the rest".into(), true).unwrap();
    within("the whole body", speaking).await.unwrap();
}

/// What is answered before the body is there passes, though the client is silent.
#[tokio::test]
async fn an_early_answer_passes() {
    let backend = Http2Upstream::start(None).await;
    let timeouts = Timeouts { client: "60s", upstream: "60s" };
    let understudy = shop(backend.address(), timeouts, "protocol = \"http2\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("POST /early HTTP/1.1\r\nhost: shop\r\ncontent-length: 100\r\n\r\nhalf").await;
    let head = client.try_head().await.unwrap();
    assert_eq!((head.status(), head.header("x-understudy-source")), (200, Some("live")));
    let client = Http2Client::connect(understudy.address()).await;
    let (mut body, response) = client.begin(Request::post("http://shop/early").body(()).unwrap()).await;
    body.send_data("half".into(), false).unwrap();
    assert_eq!(within("an answer", response).await.unwrap().status(), 200);
}
