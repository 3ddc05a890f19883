//! Where answers lead: to Understudy, as the client asked for it (matching.md 8.9).

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Http2Client, Understudy, collection, send};

/// An example that leads to its own host and to another one.
fn shop() -> String {
    let request = json!({"method": "GET", "url": "https://api.example.com/books"});
    let header = |key: &str, value: &str| json!({"key": key, "value": value});
    let headers = json!([
        header("Content-Type", "application/json"),
        header("Location", "https://api.example.com/books/1"),
        header("Link", "<https://files.example.com/a>; rel=next"),
        header("Set-Cookie", "id=1; Domain=example.com; Secure; SameSite=None; Path=/"),
    ]);
    let body = r#"{"next": "https://api.example.com/books?page=2", "id": "<integer>"}"#;
    let response =
        json!({"name": "books", "originalRequest": request, "code": 200, "header": headers, "body": body});
    collection(&[json!({"name": "books", "request": request, "response": [response]})])
}

async fn start(server: &str, mock: &str) -> Understudy {
    let config = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n[server]\nlisten = \"127.0.0.1:0\"\naccess_log = false\n{server}\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n{mock}\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n"
    );
    match Understudy::try_start(&config, &[("shop.json", &shop())]).await {
        Ok(understudy) => understudy,
        Err(problems) => panic!("{problems:?}"),
    }
}

async fn ask(understudy: &Understudy, headers: &[(&str, &str)]) -> Answer {
    let request = understudy.client.request(Method::GET, "/books");
    send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

const COOKIE: &str = "id=1; Domain=example.com; Secure; SameSite=None; Path=/";

#[track_caller]
fn check(row: &str, answer: &Answer, origin: &str, cookie: &str) {
    let location = format!("{origin}/books/1");
    assert_eq!(answer.header("location"), Some(location.as_str()), "{row}");
    assert_eq!(answer.header("set-cookie"), Some(cookie), "{row}");
    assert_eq!(answer.json()["next"], format!("{origin}/books?page=2"), "{row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_8_9_addresses_lead_to_where_the_client_asked() {
    let understudy = start("", "").await;
    let own = format!("http://{}", understudy.address());
    check("an address", &ask(&understudy, &[]).await, &own, "id=1; Path=/");
    let named = ask(&understudy, &[("host", "shop.example.com:81")]).await;
    check(
        "a name, within the cookie's domain",
        &named,
        "http://shop.example.com:81",
        "id=1; Domain=example.com; Path=/",
    );
    let untrusted = ask(&understudy, &[("x-forwarded-proto", "https")]).await;
    check("a client says how it asked", &untrusted, &own, "id=1; Path=/");
    assert_eq!(untrusted.header("link"), Some("<https://files.example.com/a>; rel=next"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_8_9_a_trusted_proxy_says_how_it_was_asked() {
    let understudy = start("trusted_proxies = [\"127.0.0.0/8\"]", "").await;
    let own = format!("https://{}", understudy.address());
    let answer = ask(&understudy, &[("x-forwarded-proto", "https")]).await;
    check("with TLS", &answer, &own, "id=1; Secure; SameSite=None; Path=/");
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_8_9_the_settings() {
    let hosts = start("", "rewrite_hosts = [\"files.example.com\"]").await;
    let link = format!("<http://{}/a>; rel=next", hosts.address());
    assert_eq!(ask(&hosts, &[]).await.header("link"), Some(link.as_str()));
    let off = start("", "rewrite_addresses = false").await;
    check("off", &ask(&off, &[]).await, "https://api.example.com", COOKIE);
    let postman = start("", "matching = \"postman\"").await;
    let answer = ask(&postman, &[]).await;
    check("with Postman's rules", &answer, "https://api.example.com", COOKIE);
    assert_eq!(answer.json()["id"], "<integer>");
    assert!(matches!(ask(&off, &[]).await.json()["id"], Value::Number(_)), "a placeholder is no address");
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_8_9_over_http2_the_authority_says_where() {
    let understudy = start("", "").await;
    let client = Http2Client::connect(understudy.address()).await;
    let answer = client.get("http://shop.test:81/books").await;
    assert_eq!(answer.header("location"), Some("http://shop.test:81/books/1"), "{}", answer.text());
}
