//! What a person does with the page, and what becomes of it.

use fantoccini::key::Key;
use reqwest::Method;
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Behaviour, Understudy, Upstream, collection, eventually, item, key_lines, send};

/// A route with both, two endpoints that have an example and one that has none.
pub(super) fn shop(upstream: &Upstream) -> String {
    format!(
        r#"
        [upstreams.shop]
        url = "http://{}"
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        "#,
        upstream.address()
    )
}

pub(super) fn books() -> String {
    let mut bare = item("Search", "GET", "/books/search", 200, "[]");
    bare["response"] = json!([]);
    collection(&[
        item("All books", "GET", "/books", 200, "[]"),
        item("One book", "GET", "/books/:id", 200, "{\"id\": 1}"),
        bare,
    ])
}

/// The page of a shop; none where there is no browser.
async fn opened(files: &[(&str, &str)]) -> Option<(Upstream, Understudy, Browser)> {
    let upstream = Upstream::start(Behaviour::Status(200));
    let understudy = Understudy::start(&shop(&upstream), files).await;
    let browser = Browser::open(&url(&understudy)).await?;
    browser.reads("#connection", "connected").await;
    Some((upstream, understudy, browser))
}

pub(super) fn url(understudy: &Understudy) -> String {
    format!("http://{}/", understudy.running.admin().unwrap())
}

async fn source(understudy: &Understudy, path: &str) -> String {
    understudy.client.get(path).await.header("x-understudy-source").unwrap_or_default().to_owned()
}

/// The switch of a mode on a row, by its label.
fn switch(of: &str, mode: &str) -> String {
    format!("[role=radiogroup][aria-label=\"Mode of {of}\"] [data-mode={mode}]")
}

fn chosen(of: &str, mode: &str) -> String {
    format!("{}[aria-checked=true]", switch(of, mode))
}

#[tokio::test]
async fn a_click_toggles_an_endpoint_and_the_next_request_is_mocked() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    assert_eq!(source(&understudy, "/books/1").await, "live");
    browser.click(&switch("GET /books/:id", "mock")).await;
    browser.find(&chosen("GET /books/:id", "mock")).await;
    assert_eq!(source(&understudy, "/books/1").await, "mock");
    assert_eq!(source(&understudy, "/books").await, "live");
    browser.reads(".toast", "GET /books/:id: mock.").await;
    browser.click(".toast button").await;
    browser.find(&chosen("GET /books/:id", "fallback")).await;
    assert_eq!(source(&understudy, "/books/1").await, "live");
}

#[tokio::test]
async fn everything_is_mocked_with_a_time_limit_and_undone() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    browser.click("#limit option[value='30m']").await;
    browser.click("#mock-all").await;
    browser.find(&chosen("route shop", "mock")).await;
    browser.reads(".route-head .note", "for 30 min").await;
    assert_eq!(source(&understudy, "/books").await, "mock");
    browser.click("#undo").await;
    browser.find(&chosen("route shop", "fallback")).await;
    assert_eq!(source(&understudy, "/books").await, "live");
}

#[tokio::test]
async fn the_keyboard_toggles() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    browser.find(&chosen("route shop", "fallback")).await;
    browser.press("/").await;
    assert_eq!(browser.run("return document.activeElement.id", Vec::new()).await, "route-search");
    browser.press_key(Key::Tab).await;
    browser.press_key(Key::Right).await;
    browser.press_key(Key::Right).await;
    assert_eq!(source(&understudy, "/books").await, "live", "moving about changes nothing");
    browser.press_key(Key::Enter).await;
    browser.find(&chosen("route shop", "mock")).await;
    assert_eq!(source(&understudy, "/books").await, "mock");
    let focus = browser.run("return document.activeElement.dataset.mode", Vec::new()).await;
    assert_eq!(focus, "mock", "the focus stays");
}

#[tokio::test]
async fn a_toggle_from_elsewhere_is_seen() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    browser.find(&chosen("route shop", "fallback")).await;
    let wish = understudy::reload::Wish::SetAll { mode: understudy::config::Mode::Mock, length: None };
    understudy.running.reload().wish(wish).await.unwrap();
    browser.find(&chosen("route shop", "mock")).await;
}

#[tokio::test]
async fn a_call_appears_is_counted_and_explained() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    browser.click(&switch("route shop", "mock")).await;
    browser.find(&chosen("route shop", "mock")).await;
    assert_eq!(source(&understudy, "/books/7").await, "mock");
    browser.reads("#readiness .mock", "1").await;
    browser.click("#tab-calls").await;
    browser.reads(".call summary", "/books/7").await;
    browser.click(".call summary").await;
    browser.reads(".call .decided", "The mock chooses One book").await;
    browser.reads(".call .candidates", "All books").await;
    browser.reads(".call .message", "\"id\": 1").await;
    browser.find("#call-search").await.send_keys("nothing like it").await.unwrap();
    browser.reads("#call-list", "No calls yet").await;
}

#[tokio::test]
async fn a_request_is_tried_without_being_counted() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    browser.click("#tab-try").await;
    let url = browser.find("#try-url").await;
    url.clear().await.unwrap();
    url.send_keys("/books/7").await.unwrap();
    browser.click("#try-form .primary").await;
    browser.reads("#try-result .decided", "The mock chooses One book").await;
    assert_eq!(understudy.admin.get("/api/calls").await.json()["calls"], json!([]));
}

#[tokio::test]
async fn a_limit_that_is_reached_is_seen() {
    let upstream = Upstream::start(Behaviour::Status(200));
    let key = key_lines("team", "key-of-the-team", "monthly_limit = 2\n");
    let routes = format!(
        "{key}{}",
        shop(&upstream).replace("mock = \"shop\"\n", "mock = \"shop\"\nmode = \"mock\"\n")
    );
    let understudy = Understudy::start(&routes, &[("shop.json", &books())]).await;
    let Some(browser) = Browser::open(&format!("{}#keys", url(&understudy))).await else { return };
    browser.reads("#key-list", "0 of 2").await;
    for _ in 0..3 {
        send(understudy.client.request(Method::GET, "/books").header("x-api-key", "key-of-the-team")).await;
    }
    browser.reads("#key-list", "2 of 2, limit reached").await;
}

#[tokio::test]
async fn a_broken_collection_is_told_and_gone_when_mended() {
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    std::fs::write(understudy.path("shop.json"), "{\"info\": {\"name\": \"half\"},\n \"item\": [").unwrap();
    browser.reads("#problem-count", "1").await;
    browser.click("#tab-problems").await;
    browser.reads(".problem .where", "shop.json:2:").await;
    browser.reads(".problem .snippet", "\"item\": [").await;
    std::fs::write(understudy.path("shop.json"), books()).unwrap();
    browser.reads("#problem-list", "No problems").await;
    browser.gone("#problem-count").await;
}

#[tokio::test]
async fn hostile_names_and_paths_are_text() {
    let hostile = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>";
    let mut bad = item(hostile, "GET", "/books/<b>bold", 200, hostile);
    bad["request"]["url"] = json!("{{baseUrl}}/books/<img src=x onerror=window.hurt=1>");
    bad["response"][0]["originalRequest"]["url"] = bad["request"]["url"].clone();
    let shop = collection(&[bad, item("plain", "GET", "/books", 200, "[]")]);
    let Some((_upstream, understudy, browser)) = opened(&[("shop.json", &shop)]).await else { return };
    browser.click("#mock-all").await;
    browser.find(&chosen("route shop", "mock")).await;
    understudy
        .client
        .get("/books/%3Cimg%20src=x%20onerror=window.hurt=1%3E?a=<script>window.hurt=1</script>")
        .await;
    browser.reads("#route-list", "<img src=x onerror=window.hurt=1>").await;
    browser.click("#tab-calls").await;
    browser.reads(".call summary .by", "onerror").await;
    browser.click(".call summary").await;
    browser.reads(".call .decided", "<script>").await;
    browser.reads(".call .message", "<img src=x").await;
    let made = "return [window.hurt ?? null, document.querySelectorAll('main img, main script, main b.bold').length]";
    assert_eq!(browser.run(made, Vec::new()).await, json!([null, 0]));
}

#[tokio::test]
async fn a_lost_connection_is_told_and_comes_back() {
    let Some((upstream, understudy, browser)) = opened(&[("shop.json", &books())]).await else { return };
    let admin = understudy.running.admin().unwrap();
    tokio::task::spawn_blocking(move || drop(understudy)).await.unwrap();
    browser.reads("#lost", "The connection to Understudy is lost").await;
    let listeners = crate::support::LISTENERS.replacen(
        "[admin]\nlisten = \"127.0.0.1:0\"",
        &format!("[admin]\nlisten = \"{admin}\""),
        1,
    );
    let config = format!("{listeners}{}", shop(&upstream));
    let started = eventually("the port is free again", async || {
        Understudy::try_start(&config, &[("shop.json", &books())]).await.ok()
    });
    let _again = started.await;
    browser.reads("#connection", "connected").await;
    browser.gone("#lost").await;
}

#[tokio::test]
async fn the_token_is_asked_for_and_stays_out_of_urls() {
    const TOKEN: &str = "correct-horse-battery";
    let upstream = Upstream::start(Behaviour::Status(200));
    let listeners = crate::support::LISTENERS.replacen("[admin]\n", "[admin]\ntoken_file = \"token\"\n", 1);
    let config = format!("{listeners}{}", shop(&upstream));
    let understudy =
        Understudy::try_start(&config, &[("shop.json", &books()), ("token", TOKEN)]).await.unwrap();
    assert_eq!(understudy.admin.get("/api/routes").await.status, 401);
    assert_eq!(understudy.admin.get("/metrics").await.status, 401);
    let Some(browser) = Browser::open(&url(&understudy)).await else { return };
    for (token, note) in [("wrong-horse-battery", "stays in this tab"), (TOKEN, "not accepted")] {
        browser.reads("#token-note", note).await;
        browser.find("#token").await.send_keys(token).await.unwrap();
        browser.click("#token-form .primary").await;
    }
    browser.find(&chosen("route shop", "fallback")).await;
    browser.reads("#connection", "connected").await;
    let urls = "return [location.href, ...performance.getEntriesByType('resource').map((one) => one.name)]";
    let urls = browser.run(urls, Vec::new()).await;
    let has_token = |url: &Value| url.as_str().is_some_and(|url| url.contains("horse"));
    assert!(!urls.as_array().unwrap().iter().any(has_token), "{urls}");
}
