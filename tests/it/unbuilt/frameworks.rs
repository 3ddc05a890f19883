//! What a backend has not built is answered by the mock; a thing that it has not got is its own to deny.

use reqwest::Method;
use reqwest::header::ACCEPT;

use crate::support::{Answer, Behaviour, Framework, RawClient, Understudy, Upstream, collection, item, send};

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn start(upstream: &Upstream, in_upstream: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n{in_upstream}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\nfallback_writes = \"unsent\"",
        upstream.address()
    );
    let shop = collection(&[
        item("item", "GET", "/items/:id", 200, r#"{"from":"mock"}"#),
        item("planned", "GET", "/planned/thing", 200, r#"{"from":"mock"}"#),
        item("plan", "POST", "/planned/thing", 201, r#"{"from":"mock"}"#),
    ]);
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

#[track_caller]
fn check(row: &str, answer: &Answer, status: u16, source: &str) {
    let reason = (source == "fallback").then_some("unbuilt");
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{row}: {}", answer.text());
}

/// What `/api/status` says of what was learned.
async fn told(understudy: &Understudy) -> String {
    let status = understudy.admin.get("/api/status").await.json();
    status["upstreams"][0]["unbuilt"].as_str().unwrap_or_default().to_owned()
}

async fn check_framework(framework: Framework) {
    let row = format!("{framework:?}");
    let upstream = Upstream::start(Behaviour::Framework(framework));
    let understudy = start(&upstream, "").await;
    let client = &understudy.client;
    check(&row, &client.get("/planned/thing").await, 200, "fallback");
    let posted = send(client.request(Method::POST, "/planned/thing").body("{}")).await;
    check(&row, &posted, 201, "fallback");
    assert_eq!(posted.header("x-understudy-upstream"), None, "{row}: nothing came of it");
    for _ in 0..20 {
        let browsed = send(client.request(Method::GET, "/planned/thing").header(ACCEPT, BROWSER)).await;
        check(&row, &browsed, 200, "fallback");
    }
    check(&row, &client.get("/items/1").await, 200, "live");
    let missing = client.get("/items/7").await;
    check(&row, &missing, 404, "live");
    assert!(missing.text().to_lowercase().contains("item"), "{row}: {}", missing.text());
    check(&row, &client.get("/nobody/knows").await, 404, "live");
    assert_eq!(told(&understudy).await, "learned", "{row}");
    understudy.counts("understudy_fallback_total{route=\"shop\",reason=\"unbuilt\"}", 22).await;
}

#[tokio::test]
async fn express() {
    check_framework(Framework::Express).await;
}

#[tokio::test]
async fn fast_api() {
    check_framework(Framework::FastApi).await;
}

#[tokio::test]
async fn spring() {
    check_framework(Framework::Spring).await;
}

#[tokio::test]
async fn go() {
    check_framework(Framework::Go).await;
}

#[tokio::test]
async fn a_missing_thing_is_denied_also_before_anything_of_the_endpoint_was_seen() {
    for framework in [Framework::Express, Framework::FastApi, Framework::Spring, Framework::Go] {
        let upstream = Upstream::start(Behaviour::Framework(framework));
        let understudy = start(&upstream, "").await;
        let mut client = RawClient::connect(understudy.address()).await;
        let get = "GET /items/7 HTTP/1.1\r\nhost: shop\r\n\r\n";
        assert_eq!(client.exchange(get).await.head.status(), 404, "{framework:?}: the one that asks");
        let mut client = RawClient::connect(understudy.address()).await;
        for _ in 0..3 {
            let answer = client.exchange(get).await;
            assert_eq!((answer.head.status(), answer.head.closes()), (404, false), "{framework:?}");
        }
    }
}

#[tokio::test]
async fn a_backend_that_says_the_same_for_both_mocks_only_what_cannot_be_missing() {
    let upstream = Upstream::start(Behaviour::Framework(Framework::FastApiWithoutDetail));
    let understudy = start(&upstream, "").await;
    assert_eq!(told(&understudy).await, "unknown");
    check("before it is known", &understudy.client.get("/planned/thing").await, 200, "fallback");
    check("built", &understudy.client.get("/items/1").await, 200, "live");
    check("missing", &understudy.client.get("/items/7").await, 404, "live");
    assert_eq!(told(&understudy).await, "learned");
    check("after that", &understudy.client.get("/planned/thing").await, 200, "fallback");
}

#[tokio::test]
async fn what_may_not_be_asked_and_what_is_not_implemented_is_not_built() {
    for status in [405, 501] {
        let upstream = Upstream::start(Behaviour::Status(status));
        let understudy = start(&upstream, "").await;
        check("an example", &understudy.client.get("/planned/thing").await, 200, "fallback");
        check("none", &understudy.client.get("/nobody/knows").await, status, "live");
        assert_eq!(upstream.requests(), 2, "no probe");
    }
}

#[tokio::test]
async fn a_pattern_tells_without_a_probe() {
    let upstream = Upstream::start(Behaviour::Framework(Framework::Express));
    let understudy =
        start(&upstream, "[upstreams.shop.unbuilt]\nprobe = false\nbody_contains = [\"Cannot GET\"]").await;
    check("it is there", &understudy.client.get("/planned/thing").await, 200, "fallback");
    check("it is not", &understudy.client.get("/items/7").await, 404, "live");
    assert_eq!((upstream.requests(), told(&understudy).await.as_str()), (2, "given"));
    let understudy = start(&upstream, "[upstreams.shop.unbuilt]\nprobe = false").await;
    check("switched off", &understudy.client.get("/planned/thing").await, 404, "live");
    assert_eq!((upstream.requests(), told(&understudy).await.as_str()), (3, "off"));
}

#[tokio::test]
async fn a_prefix_that_is_stripped_is_stripped_from_what_is_learned() {
    let upstream = Upstream::start(Behaviour::Framework(Framework::Express));
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\npath = \"/api\"\nstrip_prefix = \"/api\"\nupstream = \"shop\"\nmock = \"shop\"",
        upstream.address()
    );
    let shop = collection(&[
        item("item", "GET", "/api/items/:id", 200, "{}"),
        item("planned", "GET", "/api/planned", 200, "{}"),
    ]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    check("not built", &understudy.client.get("/api/planned").await, 200, "fallback");
    check("built", &understudy.client.get("/api/items/1").await, 200, "live");
    check("missing", &understudy.client.get("/api/items/7").await, 404, "live");
}

/// What stands before all endpoints answers for those that are not built, too.
#[tokio::test]
async fn only_a_success_proves_that_an_endpoint_is_built() {
    for status in [401, 302] {
        let upstream = Upstream::start(Behaviour::Status(status));
        let understudy = start(&upstream, "").await;
        check("before", &understudy.client.get("/planned/thing").await, status, "live");
        upstream.behave(Behaviour::Status(204));
        let preflight = understudy.client.request(Method::OPTIONS, "/planned/thing");
        let preflight = preflight.header("origin", "http://a").header("access-control-request-method", "GET");
        assert_eq!(send(preflight).await.status, 204);
        upstream.behave(Behaviour::Framework(Framework::Express));
        check("after", &understudy.client.get("/planned/thing").await, 200, "fallback");
    }
}

#[tokio::test]
async fn another_backend_in_its_place_is_learned_anew() {
    let mut upstream = Upstream::start(Behaviour::Framework(Framework::Express));
    let understudy = start(&upstream, "").await;
    check("the first", &understudy.client.get("/planned/thing").await, 200, "fallback");
    upstream.kill().await;
    let down = understudy.client.get("/planned/thing").await;
    assert_eq!(down.header("x-understudy-reason"), Some("connect"));
    upstream.behave(Behaviour::Framework(Framework::Go));
    upstream.revive();
    check("the second", &understudy.client.get("/planned/thing").await, 200, "fallback");
}

#[tokio::test]
async fn an_answer_that_is_no_frameworks_passes_whole() {
    let page = "x".repeat(2_000_000);
    let upstream = Upstream::start(Behaviour::fixed(404, &[("content-type", "text/html")], &page));
    let understudy = start(&upstream, "").await;
    let answer = understudy.client.get("/planned/thing").await;
    check("too long", &answer, 404, "live");
    assert_eq!(answer.text().len(), page.len());
}
