//! How the page looks, in light, dark and on a phone, and whether everybody can use it.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

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
            browser.click(".call:nth-of-type(2) summary").await;
            browser.reads(".call .explained", "Mode").await;
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
    browser.reads("#connection", "live").await;
    use_it(&upstream, &understudy).await;
    browser.reads("#problem-count", "1").await;
    let axe = axe();
    for (name, scheme, (width, height)) in [
        ("light", Scheme::Light, (1280, 900)),
        ("dark", Scheme::Dark, (1280, 900)),
        ("phone", Scheme::Light, (400, 860)),
    ] {
        browser.prefer(scheme).await;
        browser.resize(width, height).await;
        for view in VIEWS {
            browser.client.refresh().await.unwrap();
            browser.reads("#connection", "live").await;
            open_view(&browser, view).await;
            browser.screenshot(&format!("{name}-{view}")).await;
            if let Some(axe) = &axe {
                check_accessibility(&browser, axe, &format!("{name} {view}")).await;
            }
            let wide =
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";
            assert_eq!(browser.run(wide, Vec::new()).await, false, "{name} {view} scrolls sideways");
        }
    }
}

/// The checker; none where it is not installed, which is told.
fn axe() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/node/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(file).ok();
    if axe.is_none() {
        println!("SKIPPED: axe-core is not installed (`make setup-e2e` installs it)");
        assert!(std::env::var_os("CI").is_none(), "axe-core must be installed in CI");
    }
    axe
}

async fn check_accessibility(browser: &Browser, axe: &str, what: &str) {
    let script = format!(
        "{axe}; const done = arguments[arguments.length - 1]; axe.run().then(done, (error) => done(String(error)));"
    );
    let result = browser.client.execute_async(&script, Vec::new()).await.expect("a verdict");
    let violations = result["violations"].as_array().unwrap_or_else(|| panic!("{what}: {result}"));
    let is_serious =
        |violation: &&Value| matches!(violation["impact"].as_str(), Some("serious" | "critical"));
    let told: Vec<_> = violations
        .iter()
        .filter(is_serious)
        .map(|violation| {
            let nodes = violation["nodes"].as_array().map_or(&[][..], Vec::as_slice);
            let nodes: Vec<_> = nodes
                .iter()
                .take(4)
                .map(|node| format!("{} {}", node["html"], node["failureSummary"]))
                .collect();
            format!("{}: {}", violation["id"], nodes.join("\n    "))
        })
        .collect();
    assert!(told.is_empty(), "{what}:\n  {}", told.join("\n  "));
}
