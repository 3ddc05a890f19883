//! Upstreams that are silent once they have the whole request, or take nothing of it.

use reqwest::Method;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::stage::{Timeouts, shop};
use crate::support::{Answer, Behaviour, Body, RawClient, Understudy, Upstream, chunks, send};

const IMPATIENT: Timeouts = Timeouts { client: "60s", upstream: "300ms" };

#[track_caller]
fn check(row: &str, answer: &Answer, reason: &str) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (200, Some("fallback"), Some(reason)), "{row}: {}", answer.text());
}

async fn post(understudy: &Understudy, length: usize) -> Answer {
    send(understudy.client.request(Method::POST, "/whole/orders").body("x".repeat(length))).await
}

#[tokio::test]
async fn no_answer_to_a_body() {
    let backend = Upstream::start(Behaviour::Silent);
    for length in [1, 1_000_000] {
        let understudy = shop(backend.address(), IMPATIENT, "").await;
        check(&format!("{length} bytes"), &post(&understudy, length).await, "timeout");
        understudy.counts("understudy_fallback_total{route=\"shop\",reason=\"timeout\"}", 1).await;
        let status = understudy.admin.get("/api/status").await.json();
        assert_eq!(status["upstreams"][0]["breaker"], "open", "{status}");
    }
}

/// Pingora does not listen to the client while its queue is full.
#[tokio::test]
async fn nothing_is_taken_of_a_body() {
    let backend = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = backend.local_addr().unwrap();
    let accepting = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = backend.accept().await {
            open.push(stream);
        }
    });
    let understudy = shop(address, IMPATIENT, "").await;
    check("much more than anybody keeps", &post(&understudy, 64 * 1024 * 1024).await, "timeout");
    accepting.abort();
}

/// A backend that waits for nobody is not down for it; the client is told what it did.
#[tokio::test]
async fn a_backend_that_leaves_while_the_client_owes_its_body() {
    let backend = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = backend.local_addr().unwrap();
    let leaving = tokio::spawn(async move {
        while let Ok((mut stream, _)) = backend.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
        }
    });
    let timeouts = Timeouts { client: "500ms", upstream: "60s" };
    let understudy = shop(address, timeouts, "").await;
    for _ in 0..3 {
        let mut client = RawClient::connect(understudy.address()).await;
        client.write("POST /whole/orders HTTP/1.1\r\nhost: shop\r\ncontent-length: 100\r\n\r\nhalf").await;
        assert_eq!(client.try_head().await.unwrap().status(), 408);
    }
    let status = understudy.admin.get("/api/status").await.json();
    assert_eq!(status["upstreams"][0]["breaker"], "closed", "{status}");
    check("a whole request", &post(&understudy, 4).await, "reset");
    let status = understudy.admin.get("/api/status").await.json();
    assert_eq!(status["upstreams"][0]["breaker"], "open", "{status}");
    leaving.abort();
}

#[tokio::test]
async fn an_answer_to_a_body_that_stops() {
    let (sender, pieces) = chunks();
    let backend = Upstream::start(Behaviour::StreamDown(pieces));
    let understudy = shop(backend.address(), IMPATIENT, "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("POST /stream HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\n\r\nbody").await;
    sender.send(b"first".to_vec()).unwrap();
    let head = client.try_head().await.unwrap();
    let mut body = Body::of_response(&head, "POST");
    assert_eq!(client.piece(&mut body).await.unwrap().as_deref(), Some(&b"first"[..]));
    assert!(client.piece(&mut body).await.is_err(), "it breaks off");
}

#[tokio::test]
async fn an_answer_to_a_body_may_take_longer_than_any_of_its_pieces() {
    let (sender, pieces) = chunks();
    let backend = Upstream::start(Behaviour::StreamDown(pieces));
    let patient = Timeouts { client: "100ms", upstream: "5s" };
    let understudy = shop(backend.address(), patient, "header_timeout = \"2s\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("POST /stream HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\n\r\nbody").await;
    let head = client.try_head().await.unwrap();
    let mut body = Body::of_response(&head, "POST");
    for _ in 0..3 {
        // Not waited for: this is how slow the stream is.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        sender.send(b"piece".to_vec()).unwrap();
        assert_eq!(client.piece(&mut body).await.unwrap().as_deref(), Some(&b"piece"[..]));
    }
    drop(sender);
    assert_eq!(client.piece(&mut body).await.unwrap(), None);
    let answer = client.exchange("GET /stream HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    assert_eq!(answer.head.status(), 200, "the connection lives on");
}
