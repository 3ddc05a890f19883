//! How the page looks, in light, dark and on a phone, and whether everybody can use it.

use std::path::Path;

use reqwest::Method;
use serde_json::json;

use super::browser::{Browser, Scheme};
use super::tests::url;
use crate::support::{Behaviour, Understudy, Upstream, send};

const VIEWS: [&str; 5] = ["routes", "calls", "try", "keys", "problems"];

/// The demo's bookshop with some calls, a toggle and a problem: a page with something on it.
async fn bookshop() -> (Upstream, Understudy) {
    let upstream = Upstream::start(Behaviour::Status(200));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conf/demo");
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let collection = file("bookshop.postman_collection.json");
    let environment = file("bookshop.postman_environment.json");
    let routes = format!(
        r#"
        [upstreams.bookshop]
        url = "http://{}"
        [mocks.bookshop]
        collections = ["bookshop.postman_collection.json"]
        environment = "bookshop.postman_environment.json"
        [[routes]]
        name = "bookshop"
        upstream = "bookshop"
        mock = "bookshop"
        endpoints = {{ "POST /orders" = "mock" }}
        [[routes]]
        name = "mocked"
        path = "/mocked"
        mock = "bookshop"
        "#,
        upstream.address()
    );
    let files = [
        ("bookshop.postman_collection.json", collection.as_str()),
        ("bookshop.postman_environment.json", environment.as_str()),
    ];
    (upstream, Understudy::start(&routes, &files).await)
}

/// Calls of every source.
async fn use_it(upstream: &Upstream, understudy: &Understudy) {
    let toggle = understudy.admin.request(Method::PUT, "/api/routes/bookshop/endpoints/GET%20%2Fbooks/mode");
    send(toggle.json(&json!({"mode": "mock", "for": "30m"}))).await;
    for path in ["/books", "/books/1", "/books?page=2", "/authors", "/nothing/here", "/mocked/nothing"] {
        understudy.client.get(path).await;
    }
    send(understudy.client.request(Method::POST, "/orders").json(&json!({"book": 1}))).await;
    upstream.behave(Behaviour::Status(503));
    for path in ["/books/1", "/books/2", "/nothing/here"] {
        understudy.client.get(path).await;
    }
    let broken = "{\"info\": {\"name\": \"half\"},\n \"item\": [";
    std::fs::write(understudy.path("bookshop.postman_collection.json"), broken).unwrap();
}

async fn open_view(browser: &Browser, view: &str) {
    browser.click(&format!("#tab-{view}")).await;
    match view {
        "calls" => {
            browser.reads("#call-list", "/nothing/here").await;
            browser.click("details.call:nth-of-type(2) summary").await;
            browser.reads("details.call", "Mode").await;
        }
        "try" => {
            browser.click("#try-form .primary").await;
            browser.reads("#try-result", "Route").await;
        }
        "problems" => browser.reads(".problem", "postman_collection.json").await,
        "keys" => browser.reads("#key-list", "ey").await,
        _ => browser.reads("#readiness", "answered live").await,
    }
}

#[tokio::test]
async fn screenshots_and_accessibility_in_light_dark_and_on_a_phone() {
    let (upstream, understudy) = bookshop().await;
    let Some(browser) = Browser::open(&url(&understudy)).await else { return };
    browser.reads("#connection", "connected").await;
    use_it(&upstream, &understudy).await;
    browser.reads("#problem-count", "1").await;
    let axe = axe();
    let mut found = Vec::new();
    for (name, scheme, (width, height)) in [
        ("light", Scheme::Light, (1280, 900)),
        ("dark", Scheme::Dark, (1280, 900)),
        ("phone", Scheme::Light, (400, 860)),
    ] {
        browser.prefer(scheme).await;
        browser.resize(width, height).await;
        for view in VIEWS {
            browser.client.refresh().await.unwrap();
            browser.reads("#connection", "connected").await;
            open_view(&browser, view).await;
            browser.screenshot(&format!("{name}-{view}")).await;
            if let Some(axe) = &axe {
                found.extend(violations(&browser, axe, &format!("{name} {view}")).await);
            }
            let wide =
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";
            if browser.run(wide, Vec::new()).await != false {
                found.push(format!("{name} {view} scrolls sideways"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The checker; none where it is not installed, which is told.
fn axe() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/node/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(file).ok();
    if axe.is_none() {
        eprintln!("SKIPPED: axe-core is not installed (`make setup-e2e` installs it)");
        assert!(std::env::var_os("CI").is_none(), "axe-core must be installed in CI");
    }
    axe
}

/// What is serious.
async fn violations(browser: &Browser, axe: &str, what: &str) -> Vec<String> {
    let run =
        "const done = arguments[arguments.length - 1]; axe.run().then(done, (error) => done(String(error)));";
    let result = browser.client.execute_async(&format!("{axe};{run}"), Vec::new()).await.expect("a verdict");
    let all = result["violations"].as_array().unwrap_or_else(|| panic!("{what}: {result}"));
    let serious = all.iter().filter(|one| matches!(one["impact"].as_str(), Some("serious" | "critical")));
    let told = serious.map(|one| {
        format!("{what}: {}: {}, {}", one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"])
    });
    told.collect()
}
