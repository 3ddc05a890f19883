//! Uploads and downloads stream through a live route; nothing is held back or buffered whole.

use reqwest::Method;
use tokio::sync::mpsc;

use crate::support::{
    Behaviour, Body, RawClient, Understudy, Upstream, chunks, collection, item, send, within,
};

async fn start(upstream: &Upstream, mode: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\nmode = \"{mode}\"\nmax_body = \"64KiB\"",
        upstream.address()
    );
    Understudy::start(&routes, &[("shop.json", &collection(&[item("list", "GET", "/books", 200, "{}")]))])
        .await
}

async fn check_download(mode: &str) {
    let (sender, receiver) = chunks();
    let upstream = Upstream::start(Behaviour::StreamDown(receiver));
    let understudy = start(&upstream, mode).await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /stream HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    sender.send(b"first".to_vec()).unwrap();
    let head = client.try_head().await.unwrap();
    let mut body = Body::of_response(&head, "GET");
    for chunk in ["first", "second", "third"] {
        if chunk != "first" {
            sender.send(chunk.into()).unwrap();
        }
        let piece = client.piece(&mut body).await.unwrap();
        assert_eq!(piece.as_deref(), Some(chunk.as_bytes()), "each chunk comes before the next is sent");
    }
    drop(sender);
    assert_eq!(client.piece(&mut body).await.unwrap(), None);
}

#[tokio::test]
async fn a_download_streams_through_live() {
    check_download("live").await;
}

#[tokio::test]
async fn a_download_streams_through_fallback() {
    check_download("fallback").await;
}

async fn check_upload(mode: &str) {
    let (sender, mut pieces) = mpsc::unbounded_channel();
    let upstream = Upstream::start(Behaviour::StreamUp(sender));
    let understudy = start(&upstream, mode).await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("POST /stream HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n").await;
    for chunk in ["first", "second", "third"] {
        client.write(format!("{:x}\r\n{chunk}\r\n", chunk.len())).await;
        let piece = within("the chunk", pieces.recv()).await;
        assert_eq!(piece.as_deref(), Some(chunk.as_bytes()), "each chunk arrives before the next is sent");
    }
    client.write("0\r\n\r\n").await;
    assert_eq!(client.try_head().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_upload_streams_through_live() {
    check_upload("live").await;
}

#[tokio::test]
async fn an_upload_streams_through_fallback() {
    check_upload("fallback").await;
}

#[tokio::test]
async fn an_upload_streams_through_mock_first_where_no_example_matches() {
    check_upload("mock-first").await;
}

#[tokio::test]
async fn an_upload_larger_than_what_is_kept_arrives_whole() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&upstream, "fallback").await;
    let sent = "0123456789".repeat(200_000);
    let answer = send(understudy.client.request(Method::POST, "/stream").body(sent.clone())).await;
    assert!(answer.json()["body"] == sent.as_str());
}
