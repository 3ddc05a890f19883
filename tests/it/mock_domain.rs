//! Mocks by host: each answers at a host of its own, whatever the routes say.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Behaviour, LISTENERS, Serving, Understudy, Upstream, collection, command, item, known_key, send,
};

const MOCKS: &str = r#"
[mocks.shop]
collections = ["shop.json"]
[mocks.Secret]
collections = ["shop.json"]
private = true
"#;

fn shop() -> String {
    collection(&[item("book", "GET", "/books/:id", 200, "{}")])
}

/// A shop whose only route of the config is live.
async fn live_shop(upstream: &Upstream) -> Understudy {
    let listeners = LISTENERS.replace("[admin]", "mock_domain = \"mock.localhost\"\n[admin]");
    let config = format!(
        "{listeners}{}{MOCKS}[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"shop\"\n\
         upstream = \"shop\"\nmock = \"shop\"\nmode = \"live\"\n",
        known_key("key-of-the-team"),
        upstream.address()
    );
    Understudy::try_start(&config, &[("shop.json", &shop())]).await.unwrap()
}

impl Understudy {
    async fn ask_host(&self, host: &str, path: &str) -> Answer {
        send(self.client.request(Method::GET, path).header("host", host)).await
    }
}

fn source(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.header("x-understudy-source").unwrap_or_default())
}

#[tokio::test]
async fn always_mocked_whatever_the_routes_say() {
    let upstream = Upstream::start(Behaviour::Status(201));
    let understudy = live_shop(&upstream).await;
    for (host, path, expected) in [
        ("shop.example", "/books/1", (201, "live")),
        ("mock.localhost", "/books/1", (201, "live")),
        ("shop.mock.localhost", "/books/1", (200, "mock")),
        ("shop.mock.localhost:8080", "/books/1", (200, "mock")),
        ("SHOP.Mock.localhost", "/books/1", (200, "mock")),
        ("shop.mock.localhost", "/nothing", (404, "mock")),
        ("secret.mock.localhost", "/books/1", (401, "mock")),
        ("other.mock.localhost", "/books/1", (404, "none")),
    ] {
        assert_eq!(source(&understudy.ask_host(host, path).await), expected, "{host} {path}");
    }
    let request = understudy.client.request(Method::GET, "/books/1").header("host", "secret.mock.localhost");
    let answer = send(request.header("x-api-key", "key-of-the-team")).await;
    assert_eq!(source(&answer), (200, "mock"));
    understudy.counts("understudy_calls_total{key=\"team\",route=\"mock:Secret\",source=\"mock\"}", 1).await;
    understudy
        .counts("understudy_requests_total{route=\"mock:shop\",source=\"mock\",status=\"2xx\"}", 3)
        .await;
    assert_eq!(upstream.requests(), 2);
    let unknown = understudy.ask_host("other.mock.localhost", "/books/1").await.json();
    let message = "No mock has this host. The first name of it may be `shop`.";
    assert_eq!(unknown["error"]["message"], message, "a private one is told to nobody");
}

#[tokio::test]
async fn told_by_the_api_and_toggled_by_nobody() {
    let upstream = Upstream::start(Behaviour::Status(201));
    let understudy = live_shop(&upstream).await;
    let port = understudy.address().port();
    let mocks = understudy.admin.get("/api/mocks").await.json();
    let urls: Vec<_> = mocks.as_array().unwrap().iter().map(|mock| mock["url"].clone()).collect();
    let expected = ["secret", "shop"].map(|name| json!(format!("http://{name}.mock.localhost:{port}")));
    assert_eq!(urls, expected);
    let route = |routes: &Value, name: &str| {
        let mut routes = routes["routes"].as_array().unwrap().iter();
        routes.find(|route| route["name"] == name).cloned().unwrap()
    };
    let routes = understudy.admin.get("/api/routes").await.json();
    assert_eq!(
        (&route(&routes, "shop")["url"], &route(&routes, "mock:shop")["url"]),
        (&Value::Null, &urls[1])
    );
    assert_eq!(route(&routes, "mock:shop")["modes"], json!([]));

    let set = understudy.admin.request(Method::PUT, "/api/routes/mock:shop/mode");
    let refused = send(set.json(&json!({"mode": "mock"}))).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("always mocked"), "{}", refused.text());
    send(understudy.admin.request(Method::PUT, "/api/modes").json(&json!({"mode": "mock"}))).await;
    let toggles = understudy.admin.get("/api/modes").await.json();
    assert_eq!(toggles["toggles"].as_array().unwrap().len(), 1, "{toggles}");
}

#[tokio::test]
async fn a_reload_gives_and_takes_it() {
    let config = |domain: &str| {
        let listeners = LISTENERS.replace("[admin]", &format!("{domain}\n[admin]"));
        format!("{listeners}{MOCKS}[[routes]]\nname = \"secret\"\nmock = \"Secret\"\n")
    };
    let understudy = Understudy::try_start(&config(""), &[("shop.json", &shop())]).await.unwrap();
    let ask = || understudy.ask_host("shop.dev.test", "/books/1");
    assert_eq!(ask().await.status, 401);
    understudy.change("understudy.toml", &config("mock_domain = \"dev.test\"")).await;
    assert_eq!(ask().await.status, 200);
    understudy.change("understudy.toml", &config("")).await;
    assert_eq!(ask().await.status, 401);
}

#[tokio::test]
async fn told_at_the_start_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), shop()).unwrap();
    let config = format!(
        "{}[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"a\"\nmock = \"shop\"\n",
        LISTENERS.replace("[admin]", "mock_domain = \"mock.localhost\"\n[admin]")
    );
    let file = folder.path().join("understudy.toml");
    std::fs::write(&file, config).unwrap();
    let file = file.to_str().unwrap();
    let serving = Serving::start(command(&["run", "--config", file, "--log", "error"])).await;
    let overview = &serving.overview;
    assert!(overview.contains("http://shop.mock.localhost:"), "{overview}");
    let (code, explained, told) =
        crate::support::run(&["explain", "GET", "http://shop.mock.localhost/books/1", "--config", file]);
    assert_eq!(code, 0, "{told}");
    assert!(explained.contains("mock:shop"), "{explained}");
}
