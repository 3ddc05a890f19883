//! The log of calls: what is recorded of real requests, what is not, and how it is asked for.

use futures_util::StreamExt;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{
    Behaviour, Understudy, Upstream, collection, eventually, item, known_key, send, within,
};

/// A route with an upstream that echoes, and a mocked one.
async fn shop(settings: &str) -> (Upstream, Understudy) {
    let upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        r#"
        {settings}
        {}
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
        known_key("hidden-key"),
        upstream.address()
    );
    let items =
        [item("books", "GET", "/books", 200, "[]"), item("order", "POST", "/mocked/orders", 201, "{}")];
    let understudy = Understudy::start(&routes, &[("shop.json", &collection(&items))]).await;
    (upstream, understudy)
}

/// The call with this id, once it is recorded: calls are numbered as they are recorded, shortly after their clients
/// have the answer, so a test waits for one before it sends the next.
async fn call(understudy: &Understudy, id: u64) -> Value {
    eventually("the call", async || {
        let answer = understudy.admin.get(&format!("/api/calls/{id}")).await;
        (answer.status == 200).then(|| answer.json())
    })
    .await
}

fn headers(message: &Value) -> Vec<(&str, &str)> {
    let pairs = message["headers"].as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_live_call_is_recorded_with_both_bodies() {
    let (_upstream, understudy) = shop("").await;
    let request = understudy.client.request(Method::POST, "/books?page=2&token=hidden");
    let request =
        request.header("authorization", "Bearer hidden").header("x-api-key", "hidden-key").body("hello");
    send(request).await;
    let call = call(&understudy, 1).await;
    assert_eq!((&call["method"], &call["path"]), (&json!("POST"), &json!("/books?page=2&token=[redacted]")));
    assert_eq!(
        (&call["source"], &call["route"], &call["key"]),
        (&json!("live"), &json!("shop"), &json!("team"))
    );
    assert_eq!(call["status"], 200);
    assert!(call["upstream_us"].is_u64(), "{call}");
    assert_eq!(call["request"]["body"], json!({"text": "hello", "bytes": 5, "kept": 5}));
    assert!(headers(&call["request"]).contains(&("authorization", "[redacted]")), "{call}");
    assert!(headers(&call["request"]).contains(&("x-api-key", "[redacted]")), "{call}");
    assert!(headers(&call["response"]).contains(&("x-understudy-source", "live")), "{call}");
    let body: Value = serde_json::from_str(call["response"]["body"]["text"].as_str().unwrap()).unwrap();
    assert_eq!(body["body"], "hello");
    assert!(!call["request"].to_string().contains("hidden"), "{call}");
}

#[tokio::test]
async fn a_mocked_call_is_recorded_with_its_example() {
    let (_upstream, understudy) = shop("").await;
    send(understudy.client.request(Method::POST, "/mocked/orders").body("hello")).await;
    let order = call(&understudy, 1).await;
    send(understudy.client.request(Method::POST, "/mocked/nothing")).await;
    assert_eq!((&order["source"], &order["example_name"]), (&json!("mock"), &json!("order")));
    assert_eq!((&order["endpoint"], &order["status"]), (&json!("POST /mocked/orders"), &json!(201)));
    assert_eq!(order["request"]["body"], json!({"text": "hello", "bytes": 5, "kept": 5}));
    assert_eq!(order["response"]["body"], json!({"text": "{}", "bytes": 2, "kept": 2}));
    let missed = call(&understudy, 2).await;
    assert_eq!(
        (&missed["status"], &missed["unmatched"], &missed["example"]),
        (&json!(404), &json!(true), &Value::Null)
    );
}

#[tokio::test]
async fn bodies_are_kept_up_to_a_cap() {
    let (_upstream, understudy) = shop("[calls]\nbodies = 3").await;
    send(understudy.client.request(Method::POST, "/mocked/orders").body("hello")).await;
    send(understudy.client.request(Method::POST, "/books").body("hello")).await;
    for id in [1, 2] {
        let call = call(&understudy, id).await;
        assert_eq!(call["request"]["body"], json!({"text": "hel", "bytes": 5, "kept": 3}));
        assert!(call["response"]["body"]["kept"].as_u64() <= Some(3), "{call}");
    }
}

#[tokio::test]
async fn calls_are_filtered_and_paged() {
    let (_upstream, understudy) = shop("").await;
    for (id, path) in (1..).zip(["/books", "/mocked/orders", "/books/1", "/books/2"]) {
        send(understudy.client.request(Method::POST, path)).await;
        call(&understudy, id).await;
    }
    let ids = async |query: &str| {
        let page = understudy.admin.get(&format!("/api/calls{query}")).await.json();
        let ids: Vec<_> =
            page["calls"].as_array().unwrap().iter().filter_map(|call| call["id"].as_u64()).collect();
        (ids, page["next"].as_u64())
    };
    assert_eq!(ids("").await, (vec![4, 3, 2, 1], None));
    assert_eq!(ids("?limit=2").await, (vec![4, 3], Some(3)));
    assert_eq!(ids("?limit=2&before=3").await, (vec![2, 1], Some(1)));
    assert_eq!(ids("?route=mocked").await.0, [2]);
    assert_eq!(ids("?source=live&text=BOOKS%2F").await.0, [4, 3]);
    assert_eq!(ids("?status=2xx&key=team").await.0, [0; 0]);
    assert_eq!(understudy.admin.get("/api/calls?colour=red").await.status, 400);
    assert_eq!(understudy.admin.get("/api/calls/99").await.status, 404);
}

#[tokio::test]
async fn recording_can_be_switched_off_while_running() {
    let (_upstream, understudy) = shop("[calls]\nenabled = true").await;
    understudy.client.get("/books").await;
    call(&understudy, 1).await;
    let config = std::fs::read_to_string(understudy.path("understudy.toml")).unwrap();
    understudy.change("understudy.toml", &config.replace("enabled = true", "enabled = false")).await;
    understudy.client.get("/books/unseen").await;
    understudy.change("understudy.toml", &config).await;
    understudy.client.get("/books/seen").await;
    assert_eq!(call(&understudy, 2).await["path"], "/books/seen");
}

/// The data of the next event of this name.
async fn event(stream: &mut (impl StreamExt<Item = String> + Unpin), name: &str) -> Value {
    within("an event", async {
        loop {
            let text = stream.next().await.expect("an open stream");
            let data = text.strip_prefix(&format!("event: {name}\ndata: "));
            if let Some(data) = data {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    })
    .await
}

/// The events of a stream, each whole.
fn events(response: Response) -> impl StreamExt<Item = String> + Unpin {
    let pieces = Box::pin(response.bytes_stream());
    Box::pin(futures_util::stream::unfold((pieces, String::new()), async |(mut pieces, mut text)| {
        loop {
            if let Some((event, rest)) = text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                return Some((event, (pieces, rest)));
            }
            let piece = pieces.next().await?.ok()?;
            text.push_str(&String::from_utf8_lossy(&piece));
        }
    }))
}

#[tokio::test]
async fn the_stream_tells_calls_counts_and_changes_and_ends_with_the_server() {
    let (_upstream, understudy) = shop("").await;
    understudy.client.get("/books/before").await;
    call(&understudy, 1).await;
    let response =
        within("a stream", understudy.admin.request(Method::GET, "/api/calls/stream").send()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = events(response);
    let counts = event(&mut stream, "counts").await;
    assert_eq!(
        counts["routes"][0],
        json!({
            "route": "shop", "endpoint": null,
            "total": {"live": 1, "mock": 0, "fallback": 0, "none": 0},
            "recent": {"live": 1, "mock": 0, "fallback": 0, "none": 0},
        })
    );
    understudy.client.get("/books/after").await;
    let calls = event(&mut stream, "calls").await;
    assert_eq!((&calls["calls"][0]["path"], &calls["skipped"]), (&json!("/books/after"), &json!(0)));
    let set = understudy.admin.request(Method::PUT, "/api/modes").json(&json!({"mode": "mock"}));
    assert_eq!(send(set).await.status, 200);
    assert_eq!(event(&mut stream, "changed").await["generation"], 1);
    let stopped = tokio::task::spawn_blocking(move || drop(understudy));
    within("the end of the stream", async { while stream.next().await.is_some() {} }).await;
    within("the end of the server", stopped).await.unwrap();
}
