//! Clients that do not wait for an answer before they send the next request.

use super::start;
use crate::support::{Body, RawClient};

const LIST: &str = "GET /books HTTP/1.1\r\nhost: shop\r\n\r\n";
const LIVE: &str = "GET /live HTTP/1.1\r\nhost: shop\r\n\r\n";
const ORDER: &str = "POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-length: 5\r\n\r\nhello";
const CHUNKS: &str = "POST /live HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n\
                      5\r\nhello\r\n3;a=b\r\n\r\n0\r\n0\r\na: b\r\n\r\n";
const MISSING: &str = "GET /nothing/here HTTP/1.1\r\nhost: shop\r\n\r\n";

/// Each request with the status of its answer.
const ALL: [(&str, u16); 7] =
    [(LIST, 200), (LIVE, 200), (ORDER, 201), (CHUNKS, 200), (MISSING, 404), (CHUNKS, 200), (LIST, 200)];

async fn check_answers(row: &str, client: &mut RawClient) {
    for (place, (request, status)) in ALL.into_iter().enumerate() {
        let head = client.try_head().await.unwrap_or_else(|error| panic!("{row}, {place}: {error}"));
        assert_eq!(head.status(), status, "{row}, {place}: {head:?}");
        let method = request.split(' ').next().unwrap();
        let body = client.read_body(&head, method).await;
        if request == CHUNKS {
            let body = String::from_utf8_lossy(&body).into_owned();
            assert!(body.contains("hello\\r\\n0"), "{row}, {place}: {body}");
        }
    }
}

#[tokio::test]
async fn answers_come_in_order_however_the_requests_come() {
    let (understudy, upstream) = start("").await;
    let all = ALL.map(|(request, _)| request).concat();
    for size in [all.len(), 1000, 97, 10] {
        let mut client = RawClient::connect(understudy.address()).await;
        for piece in all.as_bytes().chunks(size) {
            client.write(piece).await;
        }
        check_answers(&format!("pieces of {size}"), &mut client).await;
    }
    assert_eq!(upstream.requests(), 4 * 3);
}

#[tokio::test]
async fn a_request_behind_one_that_is_refused_is_not_served() {
    let (understudy, upstream) = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write(format!("{LIST}GET /live HTTP/1.1\r\n\r\n{LIVE}")).await;
    for status in [200, 400] {
        let head = client.try_head().await.unwrap();
        assert_eq!(head.status(), status);
        client.read_body(&head, "GET").await;
    }
    assert!(client.is_closed().await);
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn a_body_that_is_no_chunked_one_ends_the_connection() {
    let (understudy, _upstream) = start("").await;
    let head = "POST /orders HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n";
    for (row, body) in [
        ("no size", "x\r\n"),
        ("a longer chunk", "3\r\nabcdef\r\n0\r\n\r\n"),
        ("a sign", "+3\r\nabc\r\n0\r\n\r\n"),
    ] {
        let mut client = RawClient::connect(understudy.address()).await;
        client.write(format!("{head}{body}{LIST}")).await;
        let head = client.try_head().await.unwrap();
        assert!(head.status() == 400 && head.closes(), "{row}: {head:?}");
        client.read_body(&head, "POST").await;
        assert!(client.is_closed().await, "{row}");
    }
}

#[tokio::test]
async fn a_client_that_goes_is_noticed_while_its_request_waits() {
    let (understudy, _upstream) = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let waits = "GET /books HTTP/1.1\r\nhost: shop\r\nx-mock-response-delay: 50\r\n\r\n";
    client.write(format!("{waits}{LIST}")).await;
    for _ in 0..2 {
        let head = client.try_head().await.unwrap();
        assert_eq!(head.status(), 200);
        assert_eq!(client.read_body(&head, "GET").await, br#"{"from":"list"}"#);
    }
    drop(client);
    understudy.counts("understudy_connections", 0).await;
}

#[tokio::test]
async fn an_upgrade_that_is_declined_leaves_the_connection_open() {
    let (understudy, _upstream) = start("").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let upgrade = "GET /books HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    for _ in 0..2 {
        client.write(upgrade).await;
        let head = client.try_head().await.unwrap();
        assert_eq!(head.status(), 200);
        assert_eq!(Body::of_response(&head, "GET"), Body::Length(15));
        client.read_body(&head, "GET").await;
    }
}
