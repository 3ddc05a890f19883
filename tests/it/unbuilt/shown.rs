//! Which rule decided is shown wherever people look.

use reqwest::Method;
use serde_json::{Value, json};

use super::stage::{backend, cannot, check, routes, said, start};
use crate::support::{Received, Said, Understudy, collection, eventually, item, send};

fn things(received: &Received) -> Said {
    match received.path.as_str() {
        "/things" => said(200, "application/json", "[]"),
        _ => cannot(received),
    }
}

async fn endpoint(understudy: &Understudy, label: &str) -> Value {
    let routes = understudy.admin.get("/api/routes").await.json();
    let endpoints = routes["routes"][0]["endpoints"].as_array().unwrap().clone();
    endpoints.into_iter().find(|one| one["endpoint"] == label).unwrap()["unbuilt"].clone()
}

#[tokio::test]
async fn status_names_the_rule_of_each_endpoint() {
    let (upstream, _) = backend(things);
    let understudy = start(&upstream, "").await;
    let before = endpoint(&understudy, "GET /things").await;
    assert_eq!((&before["state"], &before["since"]), (&json!("not asked"), &Value::Null));
    for path in ["/things", "/planned", "/things/9", "/things/9"] {
        understudy.client.get(path).await;
    }
    let rows = [
        ("GET /things", "built", "U2", 0),
        ("GET /planned", "unbuilt", "U6", 0),
        ("GET /things/:id", "undecided", "U8", 2),
        ("PUT /things/:id", "not asked", "", 0),
    ];
    for (label, state, rule, passed) in rows {
        let told = endpoint(&understudy, label).await;
        assert_eq!((&told["state"], &told["rule"]), (&json!(state), &json!(rule)), "{label}: {told}");
        assert_eq!(told["passed"], passed, "{label}: {told}");
        let advice = told["advice"].as_str().unwrap_or_default();
        assert_eq!(advice.contains("body_contains"), state == "undecided", "{label}: {told}");
    }
    let status = understudy.admin.get("/api/status").await.json();
    let told = status["upstreams"][0]["endpoints"].as_array().unwrap();
    let told: Vec<_> = told.iter().map(|one| (&one["endpoint"], &one["unbuilt"]["rule"])).collect();
    let known = [("GET /planned", "U6"), ("GET /things", "U2"), ("GET /things/:id", "U8")];
    let known = known.map(|(label, rule)| (json!(label), json!(rule)));
    assert_eq!(told, known.iter().map(|(label, rule)| (label, rule)).collect::<Vec<_>>(), "{status}");
}

/// What the mock cannot answer passes, and is never taken for an answer of the endpoint's own.
#[tokio::test]
async fn u1_without_an_example_the_answer_passes() {
    let (upstream, _) = backend(things);
    let bare = json!({"name": "bare", "request": {"method": "GET", "url": "{{baseUrl}}/bare"}});
    let shop = collection(&[bare, item("planned", "GET", "/planned", 200, "{}")]);
    let understudy = Understudy::start(&routes(&upstream, ""), &[("shop.json", &shop)]).await;
    check("no example", &understudy.client.get("/bare").await, 404, None);
    let told = endpoint(&understudy, "GET /bare").await;
    assert_eq!((&told["state"], &told["rule"]), (&json!("undecided"), &json!("U1")), "{told}");
    assert!(told["advice"].as_str().unwrap_or_default().contains("save an example"), "{told}");
    check("an example", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
}

#[tokio::test]
async fn the_call_log_names_the_rule() {
    let (upstream, _) = backend(things);
    let understudy = start(&upstream, "").await;
    let expected = [("/things", ""), ("/planned", "unbuilt: U6, "), ("/things/9", "passed: U8, ")];
    for (id, (path, words)) in (1..).zip(expected) {
        understudy.client.get(path).await;
        let call = eventually("the call", async || {
            let call = understudy.admin.get(&format!("/api/calls/{id}")).await;
            (call.status == 200).then(|| call.json())
        })
        .await;
        assert!(call["unbuilt"].as_str().unwrap_or_default().starts_with(words), "{call}");
        assert_eq!(call["unbuilt"].is_null(), words.is_empty(), "{call}");
    }
}

#[tokio::test]
async fn explain_names_the_rule() {
    let (upstream, _) = backend(things);
    let understudy = start(&upstream, "").await;
    understudy.client.get("/planned").await;
    let asked = understudy.admin.request(Method::POST, "/api/explain");
    let explained = send(asked.json(&json!({"method": "GET", "url": "/planned"}))).await.text();
    assert!(explained.contains("was unbuilt: U6, "), "{explained}");
}

/// A login before everything teaches nothing, and status says so.
#[tokio::test]
async fn a_backend_that_asks_who_it_is_everywhere_is_shown() {
    let (upstream, _) = backend(|received: &Received| match received.path.as_str() {
        "/planned" => cannot(received),
        _ => said(401, "text/plain", "who are you?"),
    });
    let understudy = start(&upstream, "").await;
    assert_eq!(understudy.client.get("/planned").await.status, 404);
    let status = understudy.admin.get("/api/status").await.json();
    assert_eq!(status["upstreams"][0]["unbuilt"], "refused");
}
