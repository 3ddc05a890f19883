//! Toggling as scripts and people do it: the admin API and `understudy mode`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Behaviour, Understudy, Upstream, collection, item, run, send};

/// A route with both, one with a mock only.
async fn shop() -> (Upstream, Understudy) {
    let upstream = Upstream::start(Behaviour::Status(200));
    let routes = format!(
        r#"
        [upstreams.shop]
        url = "http://{}"
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        [[routes]]
        name = "mocked"
        path = "/mocked"
        mock = "shop"
        "#,
        upstream.address()
    );
    let items = [
        item("books", "GET", "/books", 200, "[]"),
        item("book", "GET", "/books/:id", 200, "{}"),
        item("mocked", "GET", "/mocked", 200, "{}"),
    ];
    let understudy = Understudy::start(&routes, &[("shop.json", &collection(&items))]).await;
    (upstream, understudy)
}

async fn ask(understudy: &Understudy, method: Method, path: &str, body: Value) -> Answer {
    let request = understudy.admin.request(method, path);
    send(if body.is_null() { request } else { request.json(&body) }).await
}

async fn source(understudy: &Understudy, path: &str) -> String {
    understudy.client.get(path).await.header("x-understudy-source").unwrap_or_default().to_owned()
}

const BOOK_MODE: &str = "/api/routes/shop/endpoints/GET%20%2Fbooks%2F%3Aid/mode";

#[tokio::test]
async fn a_toggle_is_in_force_on_the_next_request() {
    let (_upstream, understudy) = shop().await;
    assert_eq!(source(&understudy, "/books").await, "live");
    let answer = ask(&understudy, Method::PUT, "/api/routes/shop/mode", json!({"mode": "mock"})).await;
    let route = answer.json();
    assert_eq!(
        (answer.status, &route["mode"], &route["configured"]),
        (200, &json!("mock"), &json!("fallback"))
    );
    assert_eq!(route["said_by"], "route-toggle");
    assert_eq!(
        (source(&understudy, "/books").await, source(&understudy, "/books/1").await),
        both("mock", "mock")
    );

    let answer = ask(&understudy, Method::PUT, BOOK_MODE, json!({"mode": "live"})).await;
    assert_eq!((answer.status, &answer.json()["mode"]), (200, &json!("live")));
    assert_eq!(
        (source(&understudy, "/books").await, source(&understudy, "/books/1").await),
        both("mock", "live")
    );

    let answer = ask(&understudy, Method::DELETE, BOOK_MODE, Value::Null).await;
    assert_eq!((answer.status, &answer.json()["mode"]), (200, &json!("mock")));
    ask(&understudy, Method::DELETE, "/api/routes/shop/mode", Value::Null).await;
    assert_eq!(
        (source(&understudy, "/books").await, source(&understudy, "/books/1").await),
        both("live", "live")
    );
}

fn both(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

#[tokio::test]
async fn everything_is_mocked_and_undone() {
    let (_upstream, understudy) = shop().await;
    let modes = ask(&understudy, Method::PUT, "/api/modes", json!({"mode": "mock"})).await.json();
    assert_eq!((modes["toggles"].as_array().map(Vec::len), &modes["undoable"]), (Some(2), &json!(1)));
    assert_eq!(source(&understudy, "/books").await, "mock");
    ask(&understudy, Method::PUT, "/api/modes", json!({"mode": "live", "for": "30m"})).await;
    assert_eq!(
        (source(&understudy, "/books").await, source(&understudy, "/mocked").await),
        both("live", "mock")
    );
    let modes = ask(&understudy, Method::GET, "/api/modes", Value::Null).await.json();
    assert!(modes["toggles"][1]["until"].is_string(), "{modes}");
    ask(&understudy, Method::POST, "/api/modes/undo", Value::Null).await;
    assert_eq!(source(&understudy, "/books").await, "mock");
    let modes = ask(&understudy, Method::POST, "/api/modes/undo", Value::Null).await.json();
    assert_eq!(modes, json!({"toggles": [], "undoable": 0}));
}

#[tokio::test]
async fn a_toggle_survives_a_reload() {
    let (_upstream, understudy) = shop().await;
    ask(&understudy, Method::PUT, BOOK_MODE, json!({"mode": "mock"})).await;
    let items = [item("book", "GET", "/books/:id", 200, "{\"changed\": true}")];
    understudy.change("shop.json", &collection(&items)).await;
    let answer = understudy.client.get("/books/1").await;
    assert_eq!(
        (answer.header("x-understudy-source"), answer.text().as_str()),
        (Some("mock"), "{\"changed\": true}")
    );
}

#[tokio::test]
async fn what_cannot_be_is_told_in_one_shape() {
    let (_upstream, understudy) = shop().await;
    let mode = |mode: &str| json!({"mode": mode});
    for (row, method, path, body, status, detail) in [
        (
            "no such route",
            Method::PUT,
            "/api/routes/shup/mode",
            mode("mock"),
            404,
            "there is no route `shup`",
        ),
        (
            "no such endpoint",
            Method::PUT,
            "/api/routes/shop/endpoints/GET%20%2Fno/mode",
            mode("mock"),
            404,
            "route `shop` has no endpoint `GET /no`",
        ),
        (
            "no upstream",
            Method::PUT,
            "/api/routes/mocked/mode",
            mode("live"),
            409,
            "mode `live` needs `upstream`, which route `mocked` lacks",
        ),
        ("no mode", Method::PUT, "/api/routes/shop/mode", mode("off"), 422, "`off` is not a mode"),
        ("no JSON", Method::PUT, "/api/modes", json!("mock"), 422, "not a mode"),
        (
            "no time",
            Method::PUT,
            "/api/modes",
            json!({"mode": "mock", "for": "soon"}),
            422,
            "`soon` is no time for a toggle",
        ),
        ("nothing to undo", Method::POST, "/api/modes/undo", Value::Null, 409, "there is nothing to undo"),
        ("no such path", Method::GET, "/api/nothing", Value::Null, 404, "there is nothing at `/api/nothing`"),
        (
            "not this method",
            Method::PATCH,
            "/api/modes",
            Value::Null,
            405,
            "`/api/modes` does not take PATCH",
        ),
        ("no such mock", Method::GET, "/api/mocks/no/examples", Value::Null, 404, "there is no mock `no`"),
        ("not a request", Method::POST, "/api/explain", json!({}), 422, "Failed to deserialize"),
    ] {
        let answer = ask(&understudy, method, path, body).await;
        assert_eq!(answer.status, status, "{row}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{row}");
        let problem = answer.json();
        let told = problem["detail"].as_str().unwrap_or_default();
        assert!(told.starts_with(detail), "{row}: {told}");
        assert_eq!(problem["status"], status, "{row}");
    }
    assert_eq!(ask(&understudy, Method::GET, "/api/modes", Value::Null).await.json()["undoable"], 0);
}

#[tokio::test]
async fn mocks_and_their_examples_are_listed() {
    let (_upstream, understudy) = shop().await;
    let mocks = understudy.admin.get("/api/mocks").await.json();
    assert_eq!(mocks[0]["routes"], json!(["shop", "mocked"]));
    let examples = understudy.admin.get("/api/mocks/shop/examples").await.json();
    assert_eq!((examples.as_array().map(Vec::len), &examples[0]["path"]), (Some(3), &json!("/books/:id")));
}

#[tokio::test]
async fn the_shell_does_the_same() {
    let (_upstream, understudy) = shop().await;
    let admin = format!("http://{}", understudy.running.admin().unwrap());
    let mode = |arguments: &'static [&str]| {
        let arguments = [&["mode", "--admin"], [admin.as_str()].as_slice(), arguments].concat();
        let arguments: Vec<_> = arguments.into_iter().map(str::to_owned).collect();
        async move {
            let run = move || run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            tokio::task::spawn_blocking(run).await.unwrap()
        }
    };
    let (code, listed, _) = mode(&[]).await;
    assert_eq!(code, 0);
    assert!(listed.starts_with("fallback    shop\nfallback    shop#GET /books\n"), "{listed}");
    let (code, listed, told) = mode(&["shop", "mock", "--for", "30m"]).await;
    assert_eq!(code, 0, "{told}");
    assert!(listed.contains("mock        shop  (toggled until "), "{listed}");
    assert_eq!(source(&understudy, "/books").await, "mock");
    assert_eq!(mode(&["shop#GET /books", "live"]).await.0, 0);
    assert_eq!(
        (source(&understudy, "/books").await, source(&understudy, "/books/1").await),
        both("live", "mock")
    );
    assert_eq!(mode(&["shop", "--reset"]).await.0, 0);
    assert_eq!(source(&understudy, "/books/1").await, "live");
    assert_eq!(mode(&["--all", "mock"]).await.0, 0);
    assert_eq!(source(&understudy, "/books/1").await, "mock");
    assert_eq!(mode(&["--undo"]).await.0, 0);
    assert_eq!(source(&understudy, "/books/1").await, "live");
    let (code, _, told) = mode(&["shup", "mock"]).await;
    assert_eq!(code, 1);
    assert!(told.contains("there is no route `shup`") && told.contains("did you mean `shop`?"), "{told}");
    let (code, _, told) = run(&["mode", "--admin", "http://127.0.0.1:1"]);
    assert_eq!((code, told.contains("no answer from http://127.0.0.1:1")), (1, true), "{told}");
}
