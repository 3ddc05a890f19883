//! Who answers in which mode, and what the client sees (proxy.md, "Modes" and "What the client sees").

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Behaviour, Understudy, Upstream, collection, item, known_key, send};

/// A route in `mode` to an upstream that echoes, and a mock with a few examples.
async fn start(mode: &str, settings: &str) -> (Understudy, Upstream) {
    let upstream = Upstream::start(Behaviour::Echo);
    let address = upstream.address();
    let routes = format!(
        r#"
        [upstreams.shop]
        url = "http://{address}"
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        mode = "{mode}"
        {settings}
        "#
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"mock"}"#),
        item("gone", "GET", "/books/:id", 410, r#"{"from":"mock"}"#),
        item("order", "POST", "/orders", 201, r#"{"from":"mock"}"#),
    ]);
    (Understudy::start(&routes, &[("shop.json", &shop)]).await, upstream)
}

#[track_caller]
fn check(answer: &Answer, status: u16, source: &str) {
    let told = (answer.status, answer.header("x-understudy-source"));
    assert_eq!(told, (status, Some(source)), "{}", answer.text());
}

#[tokio::test]
async fn live_never_asks_the_mock() {
    let (understudy, upstream) = start("live", "").await;
    check(&understudy.client.get("/books").await, 200, "live");
    let named = understudy.client.request(Method::GET, "/books").header("x-mock-response-code", "410");
    check(&send(named).await, 200, "live");
    assert_eq!(upstream.requests(), 2);
}

#[tokio::test]
async fn mock_never_asks_the_upstream() {
    let (understudy, upstream) = start("mock", "").await;
    let answer = understudy.client.get("/books").await;
    check(&answer, 200, "mock");
    assert_eq!(answer.header("x-understudy-example"), Some("list"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.text(), r#"{"from":"mock"}"#);
    check(&understudy.client.get("/nothing/here").await, 404, "mock");
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_miss_says_why() {
    let (understudy, _upstream) = start("mock", "").await;
    let error = send(understudy.client.request(Method::PUT, "/books")).await.json()["error"].take();
    assert_eq!(error["name"], "mockRequestNotFoundError");
    assert_eq!(error["header"], "No matching requests");
    assert_eq!(error["message"], "Double check your method and the request path and try again.");
    assert_eq!(
        error["closest"][0],
        json!({"name": "list", "method": "GET", "path": "/books", "rule": "the method is GET, the request's is PUT"})
    );
}

#[tokio::test]
async fn mock_first_asks_the_upstream_for_what_no_example_matches() {
    let (understudy, upstream) = start("mock-first", "").await;
    check(&understudy.client.get("/books").await, 200, "mock");
    assert_eq!(upstream.connections(), 0);
    check(&understudy.client.get("/nothing/here").await, 200, "live");
    let streamed = understudy.client.request(Method::PUT, "/nothing/here").body("as it is");
    assert_eq!(send(streamed).await.json()["body"], "as it is");
}

#[tokio::test]
async fn mock_first_reads_the_body_where_it_counts_and_sends_it_on_where_none_matches() {
    let upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        r#"
        [upstreams.shop]
        url = "http://{}"
        [mocks.shop]
        collections = ["shop.json"]
        match_body = true
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        mode = "mock-first"
        "#,
        upstream.address()
    );
    let request = json!({"method": "POST", "url": "/orders", "body": {"mode": "raw", "raw": "{\"a\": 1}"}});
    let example = json!({"name": "one", "originalRequest": request, "code": 201, "body": "{}"});
    let shop = collection(&[json!({"name": "order", "request": request, "response": [example]})]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    let post = |body: String| send(understudy.client.request(Method::POST, "/orders").body(body));
    check(&post(r#"{ "a": 1.0 }"#.to_owned()).await, 201, "mock");
    for body in [r#"{"a": 2}"#.to_owned(), "x".repeat(60_000), "y".repeat(300_000)] {
        let answer = post(body.clone()).await;
        check(&answer, 200, "live");
        assert_eq!(answer.json()["body"].as_str().unwrap().len(), body.len());
    }
}

#[tokio::test]
async fn fallback_asks_the_upstream_while_it_is_up_and_the_mock_for_a_named_example() {
    let (understudy, upstream) = start("fallback", "").await;
    check(&understudy.client.get("/books").await, 200, "live");
    for (name, value, status) in [
        ("x-mock-response-code", "410", 410),
        ("x-mock-response-id", "gone", 410),
        ("x-mock-response-name", "gone", 410),
        ("x-mock-response-name", "nobody", 404),
        ("x-mock-response-code", "many", 400),
    ] {
        let answer = send(understudy.client.request(Method::GET, "/books/1").header(name, value)).await;
        check(&answer, status, "mock");
    }
    assert_eq!(upstream.requests(), 1);
}

#[tokio::test]
async fn an_endpoint_may_have_a_mode_of_its_own() {
    let (understudy, _upstream) =
        start("live", "endpoints = { \"GET /books\" = \"mock\", \"POST /orders\" = \"mock\" }").await;
    check(&understudy.client.get("/books").await, 200, "mock");
    check(&understudy.client.get("/books/").await, 200, "mock");
    check(&understudy.client.get("/books/1").await, 200, "live");
    check(&send(understudy.client.request(Method::HEAD, "/books")).await, 200, "mock");
    check(&send(understudy.client.request(Method::POST, "/orders")).await, 201, "mock");
}

#[tokio::test]
async fn rule_8_4_2_a_query_in_the_address_belongs_to_the_endpoint_that_answers_it() {
    let upstream = Upstream::start(Behaviour::Echo);
    for (matching, asked) in [("extended", "mock"), ("postman", "live")] {
        let config = format!(
            r#"
            [upstreams.shop]
            url = "http://{}"
            [mocks.shop]
            collections = ["shop.json"]
            matching = "{matching}"
            [[routes]]
            name = "shop"
            upstream = "shop"
            mock = "shop"
            mode = "live"
            endpoints = {{ "POST /graphql" = "mock" }}
            "#,
            upstream.address()
        );
        let mut books = item("books", "POST", "/graphql", 200, r#"{"data":{"books":[]}}"#);
        let query = json!({"mode": "raw", "raw": r#"{"query":"{ books { title } }"}"#});
        books["response"][0]["originalRequest"]["body"] = query;
        let shop = collection(&[books]);
        let understudy = Understudy::start(&config, &[("shop.json", &shop)]).await;
        check(
            &understudy.client.get("/graphql?query=%7B%20books%20%7B%20title%20%7D%20%7D").await,
            200,
            asked,
        );
        check(&understudy.client.get("/graphql?query=dune").await, 200, "live");
        check(&understudy.client.get("/graphql").await, 200, "live");
    }
}

#[tokio::test]
async fn control_headers_and_own_keys_stay_here_and_foreign_keys_go_on() {
    let key = "usk_a-key-of-this-test";
    let (understudy, upstream) = start("live", &known_key(key)).await;
    for (sent, arrives) in [(key, false), ("the-backends-own", true)] {
        let request = understudy.client.request(Method::GET, "/books").header("x-api-key", sent);
        let request =
            request.header("x-mock-response-code", "200").header("x-mock-match-request-body", "true");
        check(&send(request).await, 200, "live");
        let received = upstream.last().unwrap();
        assert_eq!(received.header("x-api-key").is_some(), arrives);
        assert_eq!(received.header("x-mock-response-code"), None);
        assert_eq!(received.header("x-mock-match-request-body"), None);
    }
    let series = |key| format!("understudy_calls_total{{key=\"{key}\",route=\"shop\",source=\"live\"}}");
    understudy.counts(&series("team"), 1).await;
    understudy.counts(&series("none"), 1).await;
}

#[tokio::test]
async fn a_private_mock_asks_for_a_key_but_not_of_a_preflight() {
    let key = "usk_a-key-of-this-test";
    let routes = format!(
        "[mocks.shop]\ncollections = [\"shop.json\"]\nprivate = true\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n\
         {}",
        known_key(key)
    );
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    let answer = understudy.client.get("/books").await;
    check(&answer, 401, "mock");
    assert_eq!(answer.json()["error"]["name"], "invalidCredentialsError");
    check(
        &send(understudy.client.request(Method::GET, "/books").header("x-api-key", "usk_wrong")).await,
        401,
        "mock",
    );
    check(
        &send(understudy.client.request(Method::GET, "/books").header("x-api-key", key)).await,
        200,
        "mock",
    );
    let preflight =
        understudy.client.request(Method::OPTIONS, "/books").header("origin", "http://page.example");
    check(&send(preflight.header("access-control-request-method", "GET")).await, 204, "mock");
}

#[tokio::test]
async fn a_page_of_another_origin_reads_answers_and_misses() {
    let (understudy, _upstream) = start("mock", "").await;
    let from_page =
        |method, path| understudy.client.request(method, path).header("origin", "http://page.example");
    for path in ["/books", "/nothing/here"] {
        let answer = send(from_page(Method::GET, path)).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("http://page.example"));
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    }
    assert_eq!(understudy.client.get("/books").await.header("access-control-allow-origin"), None);
    let preflight = from_page(Method::OPTIONS, "/orders")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-one, x-two");
    let answer = send(preflight).await;
    check(&answer, 204, "mock");
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("x-one, x-two"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://page.example"));
    assert_eq!(answer.header("content-length"), None);
}

#[tokio::test]
async fn a_preflight_belongs_where_the_request_it_announces_does() {
    let (understudy, upstream) = start("mock-first", "").await;
    let preflight = |path| {
        let request =
            understudy.client.request(Method::OPTIONS, path).header("origin", "http://page.example");
        send(request.header("access-control-request-method", "POST"))
    };
    check(&preflight("/orders").await, 204, "mock");
    assert_eq!(upstream.requests(), 0);
    check(&preflight("/nothing/here").await, 200, "live");
}

#[tokio::test]
async fn bodies_and_lengths_are_right_for_head_and_for_statuses_without_a_body() {
    let shop = collection(&[
        item("list", "GET", "/books", 200, "12345"),
        item("removed", "DELETE", "/books/1", 204, "not sent"),
        item("reset", "POST", "/books/1", 205, "not sent"),
        item("same", "GET", "/same", 304, "not sent"),
    ]);
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"";
    let understudy = Understudy::start(routes, &[("shop.json", &shop)]).await;
    for (method, path, status, length) in [
        (Method::GET, "/books", 200, Some("5")),
        (Method::HEAD, "/books", 200, Some("5")),
        (Method::DELETE, "/books/1", 204, None),
        (Method::POST, "/books/1", 205, Some("0")),
        (Method::GET, "/same", 304, None),
    ] {
        let has_body = method == Method::GET && status == 200;
        let request = understudy.client.request(method.clone(), path);
        let answer = send(request.header("if-none-match", "\"any\"")).await;
        assert_eq!((answer.status, answer.header("content-length")), (status, length), "{method} {path}");
        assert_eq!(answer.text(), if has_body { "12345" } else { "" }, "{method} {path}");
    }
}

#[tokio::test]
async fn a_body_past_the_limit_counts_as_empty_and_the_answer_says_so() {
    let (understudy, _upstream) = start("mock", "max_body = \"1KiB\"").await;
    let post = |length| send(understudy.client.request(Method::POST, "/orders").body("x".repeat(length)));
    assert_eq!(post(1024).await.header("x-understudy-body"), None);
    let answer = post(1025).await;
    check(&answer, 201, "mock");
    assert_eq!(answer.header("x-understudy-body"), Some("over-max-body"));
}

#[tokio::test]
async fn the_headers_that_name_the_source_can_be_switched_off() {
    let config = "[server]\nlisten = \"127.0.0.1:0\"\nheaders = false\n[admin]\nlisten = \"127.0.0.1:0\"\n\
                  [mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"";
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let understudy = Understudy::try_start(config, &[("shop.json", &shop)]).await.ok().unwrap();
    let answer = understudy.client.get("/books").await;
    assert_eq!(answer.status, 200);
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("x-understudy")));
}

#[tokio::test]
async fn what_no_route_takes_is_told() {
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\npath = \"/api\"\nmock = \"shop\"";
    let shop = collection(&[item("list", "GET", "/api/books", 200, "{}")]);
    let understudy = Understudy::start(routes, &[("shop.json", &shop)]).await;
    check(&understudy.client.get("/api/books").await, 200, "mock");
    let answer = understudy.client.get("/books").await;
    check(&answer, 404, "none");
    assert_eq!(answer.json()["error"]["name"], "noRouteError");
}

#[tokio::test]
async fn a_delay_is_waited_for_and_a_wrong_one_refused() {
    let (understudy, _upstream) = start("mock", "").await;
    let ask =
        |delay| send(understudy.client.request(Method::GET, "/books").header("x-mock-response-delay", delay));
    let began = std::time::Instant::now();
    check(&ask("30").await, 200, "mock");
    assert!(began.elapsed() >= std::time::Duration::from_millis(30));
    for wrong in ["0", "180001", "soon", "-1"] {
        let answer = ask(wrong).await;
        check(&answer, 400, "mock");
        assert_eq!(answer.json()["error"]["name"], "invalidMockHeaderError", "{wrong}");
    }
}
