//! The graceful stop: what is in flight is answered, nobody else is let in, and it takes no longer than that.

use std::net::SocketAddr;

use tokio::net::TcpStream;

use crate::support::{
    Behaviour, Body, LISTENERS, RawClient, Serving, Understudy, Upstream, chunks, collection, command,
    eventually, item, signal_to, within,
};

/// So long a grace that a test that waits for its end fails.
const PATIENT: &str = "grace_period = \"1h\"\n[admin]";

fn config(upstream: SocketAddr) -> String {
    format!(
        "{}[upstreams.shop]\nurl = \"http://{upstream}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"mock\"\nmock = \"shop\"\n",
        LISTENERS.replace("[admin]", PATIENT)
    )
}

fn shop() -> String {
    collection(&[item("book", "GET", "/books/:id", 200, "{}")])
}

/// A stream from the upstream of which one piece has come, and what sends the others.
async fn half_a_stream(address: SocketAddr) -> (RawClient, Body) {
    let mut client = RawClient::connect(address).await;
    client.write("GET /live HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    let head = client.try_head().await.unwrap();
    let mut body = Body::of_response(&head, "GET");
    assert_eq!(client.piece(&mut body).await.unwrap().unwrap(), b"one");
    (client, body)
}

async fn refuses(address: SocketAddr) {
    eventually("a refusal", async || TcpStream::connect(address).await.is_err().then_some(())).await;
}

#[tokio::test]
async fn what_is_in_flight_is_answered() {
    let (sender, pieces) = chunks();
    let upstream = Upstream::start(Behaviour::StreamDown(pieces));
    let understudy =
        Understudy::try_start(&config(upstream.address()), &[("shop.json", &shop())]).await.unwrap();
    let address = understudy.address();
    let mut idle = RawClient::connect(address).await;
    assert_eq!(idle.exchange("GET /books/1 HTTP/1.1\r\nhost: shop\r\n\r\n").await.head.status(), 200);
    let mut delayed = RawClient::connect(address).await;
    delayed.write("GET /books/2 HTTP/1.1\r\nhost: shop\r\nx-mock-response-delay: 600\r\n\r\n").await;
    sender.send("one".into()).unwrap();
    let (mut streamed, mut body) = half_a_stream(address).await;

    let running = understudy.running;
    let stopped = tokio::task::spawn_blocking(move || running.stop_with_grace());
    refuses(address).await;
    assert!(idle.is_closed().await);
    let head = delayed.try_head().await.unwrap();
    assert_eq!((head.status(), delayed.read_body(&head, "GET").await), (200, b"{}".to_vec()));
    sender.send("two".into()).unwrap();
    assert_eq!(streamed.piece(&mut body).await.unwrap().unwrap(), b"two");
    assert!(!stopped.is_finished(), "the stream has not ended");
    drop(sender);
    assert_eq!(streamed.piece(&mut body).await.unwrap(), None);
    within("the end", stopped).await.unwrap();
}

#[tokio::test]
async fn a_process_ends_when_it_has_answered() {
    let (sender, pieces) = chunks();
    let upstream = Upstream::start(Behaviour::StreamDown(pieces));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), shop()).unwrap();
    let file = folder.path().join("understudy.toml");
    std::fs::write(&file, config(upstream.address())).unwrap();
    let mut serving =
        Serving::start(command(&["run", "--log", "error", "--config", file.to_str().unwrap()])).await;
    let address = serving.client("proxy").address();
    sender.send("one".into()).unwrap();
    let (mut streamed, mut body) = half_a_stream(address).await;
    signal_to(serving.id(), "TERM");
    refuses(address).await;
    sender.send("two".into()).unwrap();
    assert_eq!(streamed.piece(&mut body).await.unwrap().unwrap(), b"two");
    drop(sender);
    assert_eq!(streamed.piece(&mut body).await.unwrap(), None);
    assert_eq!(serving.ended().await, Some(0));
}
