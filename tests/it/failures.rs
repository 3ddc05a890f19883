//! Every way for an upstream to be down gives the mock's answer on a fallback route, with the right
//! reason, and the right error where no example matches (proxy.md, "What counts as down").

use std::net::SocketAddr;

use reqwest::Method;

use crate::support::{
    Answer, Backlogged, Behaviour, NO_SUCH_HOST, RawClient, Understudy, Upstream, collection, eventually,
    item, send,
};

/// A fallback route to `url`; impatient, so that timeouts come soon.
async fn start(url: &str, more: &str) -> Understudy {
    let routes = format!(
        r#"
        [upstreams.shop]
        url = "{url}"
        connect_timeout = "300ms"
        read_timeout = "300ms"
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        {more}
        "#
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"mock"}"#),
        item("order", "POST", "/orders", 201, r#"{"from":"mock"}"#),
    ]);
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

#[track_caller]
fn check(answer: &Answer, status: u16, source: &str, reason: Option<&str>) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{}", answer.text());
}

/// What every failure without a response of the upstream's own must give.
async fn check_down(url: &str, reason: &str) {
    let understudy = start(url, "").await;
    let answer = understudy.client.get("/books").await;
    check(&answer, 200, "fallback", Some(reason));
    assert_eq!(
        (answer.header("x-understudy-example"), answer.text().as_str()),
        (Some("list"), r#"{"from":"mock"}"#)
    );
    let posted = understudy.client.request(Method::POST, "/orders").body("{\"a\": 1}");
    check(&send(posted).await, 201, "fallback", Some(reason));

    let missed = understudy.client.get("/nothing/here").await;
    check(&missed, 502, "fallback", Some(reason));
    let error = &missed.json()["error"];
    assert_eq!(
        (error["name"].as_str(), error["reason"].as_str()),
        (Some("upstreamUnavailableError"), Some(reason))
    );
    assert_eq!(error["closest"][0]["path"], "/books");

    let counted = format!("understudy_fallback_total{{route=\"shop\",reason=\"{reason}\"}}");
    understudy.counts(&counted, 3).await;
    understudy.counts("understudy_unmatched_total{route=\"shop\"}", 1).await;
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

async fn check_behaviour(behaviour: Behaviour, reason: &str) {
    let upstream = Upstream::start(behaviour);
    check_down(&url(upstream.address()), reason).await;
}

#[tokio::test]
async fn refused() {
    let upstream = Upstream::refusing(Behaviour::Echo);
    check_down(&url(upstream.address()), "connect").await;
}

#[tokio::test]
async fn unreachable() {
    // Nothing routes to the broadcast address, so connecting fails at once.
    check_down("http://255.255.255.255:80", "connect").await;
}

#[tokio::test]
async fn no_such_name() {
    check_down(&format!("http://{NO_SUCH_HOST}"), "connect").await;
}

#[tokio::test]
async fn connect_timeout() {
    let upstream = Backlogged::start().await;
    check_down(&url(upstream.address()), "timeout").await;
}

#[tokio::test]
async fn accepted_then_silent() {
    check_behaviour(Behaviour::Silent, "timeout").await;
}

#[tokio::test]
async fn closed_before_the_header() {
    check_behaviour(Behaviour::CloseBeforeHeader, "reset").await;
}

#[tokio::test]
async fn closed_inside_the_header() {
    check_behaviour(Behaviour::CloseInsideHeader, "reset").await;
}

#[tokio::test]
async fn garbage_instead_of_http() {
    check_behaviour(Behaviour::Garbage, "reset").await;
}

#[tokio::test]
async fn tls_handshake_failure() {
    let upstream = Upstream::start(Behaviour::TlsFailure);
    check_down(&format!("https://{}", upstream.address()), "connect").await;
}

/// Down by status: the upstream's own response stands where no example matches.
async fn check_status(status: u16) {
    let upstream = Upstream::start(Behaviour::fixed(status, &[("x-own", "yes")], "the upstream's own"));
    let understudy = start(&url(upstream.address()), "").await;
    let reason = format!("status-{status}");
    check(&understudy.client.get("/books").await, 200, "fallback", Some(&reason));
    let posted = understudy.client.request(Method::POST, "/orders").body("x".repeat(200_000));
    check(&send(posted).await, 201, "fallback", Some(&reason));
    let missed = understudy.client.get("/nothing/here").await;
    check(&missed, status, "live", None);
    assert_eq!((missed.header("x-own"), missed.text().as_str()), (Some("yes"), "the upstream's own"));
}

#[tokio::test]
async fn status_502() {
    check_status(502).await;
}

#[tokio::test]
async fn status_503() {
    check_status(503).await;
}

#[tokio::test]
async fn status_504() {
    check_status(504).await;
}

#[tokio::test]
async fn only_what_the_route_lists_counts_as_down() {
    let upstream = Upstream::start(Behaviour::Status(404));
    let lists_404 = start(&url(upstream.address()), "fallback_on = [\"404\"]").await;
    check(&lists_404.client.get("/books").await, 200, "fallback", Some("status-404"));
    let lists_5xx = start(&url(upstream.address()), "fallback_on = [\"5xx\"]").await;
    check(&lists_5xx.client.get("/books").await, 404, "live", None);
    upstream.behave(Behaviour::Status(507));
    check(&lists_5xx.client.get("/books").await, 200, "fallback", Some("status-507"));
    check(&lists_404.client.get("/books").await, 507, "live", None);
}

#[tokio::test]
async fn a_failure_that_does_not_count_is_told_as_a_proxy_tells_it() {
    let refusing = Upstream::refusing(Behaviour::Echo);
    let silent = Upstream::start(Behaviour::Silent);
    for (upstream, status, reason) in [(&refusing, 502, "connect"), (&silent, 504, "timeout")] {
        let understudy = start(&url(upstream.address()), "mode = \"live\"").await;
        let answer = understudy.client.get("/books").await;
        check(&answer, status, "live", Some(reason));
        assert_eq!(answer.json()["error"]["name"], "upstreamUnavailableError");
    }
}

#[tokio::test]
async fn a_response_that_breaks_off_inside_the_body_is_passed_on_broken() {
    let upstream = Upstream::start(Behaviour::BreakInsideBody);
    let understudy = start(&url(upstream.address()), "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    let head = client.try_head().await.unwrap();
    assert_eq!((head.status(), head.header("x-understudy-source")), (200, Some("live")));
    let mut body = crate::support::Body::of_response(&head, "GET");
    let mut received = Vec::new();
    let end = loop {
        match client.piece(&mut body).await {
            Ok(Some(piece)) => received.extend(piece),
            end => break end,
        }
    };
    assert!(end.is_err(), "the body is shorter than promised, and the client sees that");
    assert!(!String::from_utf8_lossy(&received).contains("mock"));
}

#[tokio::test]
async fn a_name_with_several_addresses_is_tried_at_each() {
    let upstream = Upstream::start(Behaviour::Echo);
    // `localhost` is `::1` as well on most machines, and nobody listens there.
    let understudy = start(&format!("http://localhost:{}", upstream.address().port()), "").await;
    check(&understudy.client.get("/books").await, 200, "live", None);
}

#[tokio::test]
async fn the_body_is_at_hand_for_the_mock_though_the_upstream_had_it_already() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\nmatch_body = true\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        upstream.address()
    );
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(300_000));
    let example = |name: &str, body: &str| {
        let request =
            serde_json::json!({"method": "POST", "url": "/orders", "body": {"mode": "raw", "raw": body}});
        let response = serde_json::json!({"id": name, "name": name, "originalRequest": request, "code": 201, "body": name});
        serde_json::json!({"name": name, "request": request, "response": [response]})
    };
    let shop = collection(&[example("small", "{\"a\": 1}"), example("large", &large)]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    for (body, example) in [("{\"a\":1}", "small"), (large.as_str(), "large")] {
        let answer = send(understudy.client.request(Method::POST, "/orders").body(body.to_owned())).await;
        check(&answer, 201, "fallback", Some("reset"));
        assert_eq!(answer.header("x-understudy-example"), Some(example));
    }
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_for_its_body_is_asked() {
    let upstream = Upstream::refusing(Behaviour::Echo);
    let understudy = start(&url(upstream.address()), "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client
        .write("POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\nexpect: 100-continue\r\n\r\n")
        .await;
    assert_eq!(client.try_head().await.unwrap().status(), 100);
    client.write("body").await;
    assert_eq!(client.try_head().await.unwrap().status(), 201);
}

#[tokio::test]
async fn mock_answers_keep_the_connection_alive() {
    let upstream = Upstream::refusing(Behaviour::Echo);
    let understudy = start(&url(upstream.address()), "mode = \"mock\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for _ in 0..3 {
        let answer = client.exchange("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        assert_eq!(answer.head.status(), 200);
        assert!(!answer.head.closes());
    }
    for _ in 0..3 {
        let answer = client.exchange("GET /nothing/here HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        assert_eq!(answer.head.status(), 404);
        assert!(!answer.head.closes());
    }
}

#[tokio::test]
async fn the_upstream_is_asked_again_as_soon_as_it_is_back() {
    let mut upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&url(upstream.address()), "").await;
    check(&understudy.client.get("/books").await, 200, "live", None);
    upstream.kill().await;
    check(&understudy.client.get("/books").await, 200, "fallback", Some("connect"));
    upstream.revive();
    eventually("the upstream", async || {
        let answer = understudy.client.get("/books").await;
        (answer.header("x-understudy-source") == Some("live")).then_some(())
    })
    .await;
}
