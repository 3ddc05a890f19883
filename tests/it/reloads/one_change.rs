//! One change: it serves the next request, or is told where it cannot.

use crate::support::{Understudy, collection, item};

fn config(endpoint: &str) -> String {
    format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n[reload]\ndebounce = \"5ms\"\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n\
         [routes.endpoints]\n\"{endpoint}\" = \"mock\"\n"
    )
}

/// What `GET /api/status` says of the first problem: its message, line and hint.
async fn problem(understudy: &Understudy) -> Option<(String, u64, String)> {
    let status = understudy.admin.get("/api/status").await.json();
    let problem = status["problems"].as_array()?.first()?.clone();
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    Some((text("message"), problem["place"]["line"].as_u64()?, text("hint")))
}

#[tokio::test]
async fn an_endpoint_that_no_collection_has_is_told_until_it_is_mended() {
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let start = Understudy::try_start(&config("GET /books"), &[("shop.json", &shop)]).await;
    let understudy = start.ok().unwrap();
    assert_eq!(problem(&understudy).await, None);
    understudy.change("understudy.toml", &config("GET /boks")).await;
    let told = problem(&understudy).await.unwrap();
    let message = "no collection of mock `shop` has the endpoint `GET /boks`";
    assert_eq!(told, (message.to_owned(), 13, "did you mean `GET /books`?".to_owned()));
    understudy.change("understudy.toml", &config("GET /books")).await;
    assert_eq!(problem(&understudy).await, None);
}

#[tokio::test]
async fn a_changed_collection_answers_the_next_request() {
    let shop = |body: &str| collection(&[item("list", "GET", "/books", 200, body)]);
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"";
    let understudy = Understudy::start(routes, &[("shop.json", &shop("1"))]).await;
    assert_eq!(understudy.client.get("/books").await.text(), "1");
    understudy.change("shop.json", &shop("2")).await;
    assert_eq!(understudy.client.get("/books").await.text(), "2");
}
