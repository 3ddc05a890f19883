//! The mock's answer takes the place of the response: both connections stay open.

use super::stage::{backend, cannot, said, start};
use crate::support::{
    Behaviour, Http2Client, Http2Upstream, RawClient, Received, Understudy, Upstream, collection, eventually,
    item,
};

/// Asks three times on one connection.
async fn ask_thrice(row: &str, client: &mut RawClient, request: &str, upstream: &Upstream, reason: &str) {
    let stays = stays_open(row, client, request, upstream, reason).await;
    assert!(stays, "{row}: {} connections", upstream.connections());
}

/// Whether it stays open, and the upstream gets no other.
async fn stays_open(
    row: &str,
    client: &mut RawClient,
    request: &str,
    upstream: &Upstream,
    reason: &str,
) -> bool {
    let before = upstream.connections();
    for _ in 0..3 {
        let answer = client.exchange(request).await;
        assert_eq!(answer.head.header("x-understudy-reason"), Some(reason), "{row}: {}", answer.head.start);
        if answer.head.closes() {
            return false;
        }
    }
    // The first may open one, and the others use it.
    upstream.connections() <= before + 1
}

fn request(method: &str, path: &str) -> String {
    let body = if method == "POST" { "content-length: 2\r\n\r\n{}" } else { "\r\n" };
    format!("{method} {path} HTTP/1.1\r\nhost: shop\r\n{body}")
}

#[tokio::test]
async fn connections_stay_open_where_a_status_gives_way() {
    for status in [502, 503, 504] {
        let upstream = Upstream::start(Behaviour::Status(status));
        let understudy = start(&upstream, "").await;
        let mut client = RawClient::connect(understudy.address()).await;
        let reason = format!("status-{status}");
        for method in ["GET", "POST", "HEAD"] {
            ask_thrice(method, &mut client, &request(method, "/planned"), &upstream, &reason).await;
        }
    }
}

#[tokio::test]
async fn connections_stay_open_where_a_method_is_not_known() {
    let upstream = Upstream::start(Behaviour::Status(405));
    let understudy = start(&upstream, "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    ask_thrice("405", &mut client, &request("POST", "/planned"), &upstream, "unbuilt").await;
}

#[tokio::test]
async fn connections_stay_open_once_it_is_known_what_is_not_built() {
    let (upstream, _) = backend(cannot);
    let understudy = start(&upstream, "").await;
    // After a while it is asked again, which a slow machine may come to in between.
    eventually("three answers on one connection", async || {
        understudy.client.get("/planned").await;
        let mut client = RawClient::connect(understudy.address()).await;
        let planned = request("GET", "/planned");
        stays_open("GET", &mut client, &planned, &upstream, "unbuilt").await.then_some(())
    })
    .await;
}

/// Nobody reads a long error page to its end for the sake of a connection.
#[tokio::test]
async fn a_long_response_gives_way_too() {
    let long = "x".repeat(3_000_000);
    let upstream = Upstream::start(Behaviour::fixed(503, &[], &long));
    let understudy = start(&upstream, "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..2 {
        let answer = client.exchange(&request("GET", "/planned")).await;
        assert_eq!((answer.head.status(), answer.head.closes()), (200, false));
    }
}

/// The backend's own 404 passes as it came, also to the request that had to ask.
#[tokio::test]
async fn what_passes_is_whole() {
    let (upstream, _) = backend(|received: &Received| match received.path.as_str() {
        "/things/9" => said(404, "application/json", r#"{"error":"no thing 9"}"#),
        _ => cannot(received),
    });
    let understudy = start(&upstream, "").await;
    for _ in 0..2 {
        let answer = understudy.client.get("/things/9").await;
        assert_eq!((answer.status, answer.text()), (404, r#"{"error":"no thing 9"}"#.to_owned()));
        assert_eq!(answer.header("content-length"), Some("22"));
    }
}

/// Over HTTP/2, a connection is more than the streams on it: it stays also where the upstream had to be asked.
#[tokio::test]
async fn a_client_of_http2_keeps_its_connection() {
    for (behaviour, reason) in [(Behaviour::Status(503), "status-503"), (Behaviour::Status(405), "unbuilt")] {
        let upstream = Upstream::start(behaviour);
        let understudy = start(&upstream, "").await;
        let client = Http2Client::connect(understudy.address()).await;
        for _ in 0..3 {
            let answer = client.get("http://shop/planned").await;
            assert_eq!((answer.status, answer.header("x-understudy-reason")), (200, Some(reason)));
        }
    }
    let (upstream, _) = backend(cannot);
    let understudy = start(&upstream, "").await;
    let client = Http2Client::connect(understudy.address()).await;
    for row in ["cold", "warm", "warm again"] {
        let answer = client.get("http://shop/planned").await;
        assert_eq!((answer.status, answer.header("x-understudy-reason")), (200, Some("unbuilt")), "{row}");
        let missing = client.get("http://shop/things/7").await;
        assert_eq!((missing.status, missing.header("x-understudy-source")), (404, Some("live")), "{row}");
    }
}

#[tokio::test]
async fn an_upstream_that_speaks_http2_is_told_apart_too() {
    let upstream = Http2Upstream::start(None).await;
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nprotocol = \"http2\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        upstream.address()
    );
    let shop = collection(&[
        item("planned", "GET", "/missing/planned", 200, "{}"),
        item("there", "GET", "/there", 200, "{}"),
    ]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    for row in ["cold", "warm"] {
        let planned = understudy.client.get("/missing/planned").await;
        super::stage::check(row, &planned, 200, Some("unbuilt"));
        super::stage::check(row, &understudy.client.get("/there").await, 200, None);
    }
}
