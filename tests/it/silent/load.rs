//! Fifty silent streams a second beside good traffic: no good request fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use http::Request;
use reqwest::Method;

use super::stage::{Timeouts, is_blameless, shop};
use crate::support::{Behaviour, Client, Http2Client, RawClient, Understudy, Upstream, within};

/// The load, not a wait for anything: 50 a second for 8 s.
const PACE: Duration = Duration::from_millis(20);
const STREAMS: usize = 400;
const GOOD: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_good_request_fails() {
    let backend = Upstream::start(Behaviour::Echo);
    // The upstream is the less patient one: it would be blamed.
    let timeouts = Timeouts { client: "2s", upstream: "1s" };
    let understudy = Arc::new(shop(backend.address(), timeouts, "").await);
    let is_over = Arc::<AtomicBool>::default();
    let good: Vec<_> = (0..GOOD)
        .map(|_| tokio::spawn(ask_on_and_on(Client::new(understudy.address()), Arc::clone(&is_over))))
        .collect();
    let shared = Arc::new(Http2Client::connect(understudy.address()).await);
    let mut pace = tokio::time::interval(PACE);
    let mut silent = Vec::new();
    for number in 0..STREAMS {
        pace.tick().await;
        let (understudy, shared) = (Arc::clone(&understudy), Arc::clone(&shared));
        silent.push(tokio::spawn(async move {
            if number % 2 == 0 { over_http_1(&understudy).await } else { over_http_2(&shared).await }
        }));
    }
    for stream in silent {
        assert_eq!(stream.await.unwrap(), 408);
    }
    is_over.store(true, Ordering::Relaxed);
    let mut answered = 0;
    for client in good {
        answered += client.await.unwrap();
    }
    assert!(answered > STREAMS, "{answered} good requests are no traffic");
    is_blameless("beside silent streams", &understudy).await;
}

async fn over_http_1(understudy: &Understudy) -> u16 {
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("POST /whole/orders HTTP/1.1\r\nhost: shop\r\ncontent-length: 100\r\n\r\n").await;
    client.try_head().await.unwrap().status()
}

async fn over_http_2(client: &Http2Client) -> u16 {
    let request = Request::post("http://shop/whole/orders").body(()).unwrap();
    let (_body, response) = client.begin(request).await;
    within("an answer", response).await.unwrap().status().as_u16()
}

/// How many requests were answered, all of them by the backend.
async fn ask_on_and_on(client: Client, is_over: Arc<AtomicBool>) -> usize {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let mut answered = 0;
    while !is_over.load(Ordering::Relaxed) {
        let request = match NUMBER.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => client.request(Method::GET, "/books"),
            _ => client.request(Method::POST, "/whole/orders").body("x".repeat(10_000)),
        };
        let answer = crate::support::send(request).await;
        let told = (answer.status, answer.header("x-understudy-source"));
        assert_eq!(told, (200, Some("live")), "{}", answer.text());
        answered += 1;
    }
    answered
}
