//! The description of the admin API is true: real answers are as it says, and it says everything there is.

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Behaviour, Understudy, Upstream, collection, eventually, item, known_key, send};

const ROUTES: &str = include_str!("../../src/admin/routes.rs");

async fn shop() -> (Upstream, Understudy) {
    let upstream = Upstream::start(Behaviour::Status(200));
    let routes = format!(
        r#"
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
        known_key("key-of-the-team"),
        upstream.address()
    );
    let items =
        [item("book", "GET", "/books/:id", 200, "{}"), item("order", "POST", "/mocked/orders", 201, "{}")];
    let understudy = Understudy::start(&routes, &[("shop.json", &collection(&items))]).await;
    (upstream, understudy)
}

/// The description of one answer.
struct Described {
    content_type: String,
    schema: Validator,
}

impl Described {
    /// What stands there for this operation and status.
    fn new(api: &Value, path: &str, method: &Method, status: u16) -> Self {
        let operation = &api["paths"][path][method.as_str().to_lowercase()];
        let responses = &operation["responses"];
        let response = responses.get(status.to_string()).unwrap_or(&responses["default"]);
        let (content_type, content) = response["content"]
            .as_object()
            .and_then(|all| all.iter().next())
            .unwrap_or_else(|| panic!("{method} {path} is not described"));
        let mut schema = content["schema"].clone();
        schema["components"] = api["components"].clone();
        let schema = jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
        Self { content_type: content_type.clone(), schema: schema.expect("a schema") }
    }

    fn check(&self, row: &str, content_type: &str, body: &Value) {
        assert!(content_type.starts_with(&self.content_type), "{row}: {content_type}");
        let errors: Vec<_> = self
            .schema
            .iter_errors(body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{row}: {}\n{body:#}", errors.join("\n"));
    }
}

#[tokio::test]
async fn answers_are_as_described() {
    let (_upstream, understudy) = shop().await;
    let api = understudy.admin.get("/openapi.json").await.json();
    understudy.client.get("/books/1?token=hidden").await;
    send(understudy.client.request(Method::POST, "/mocked/orders").header("x-api-key", "key-of-the-team"))
        .await;
    understudy.client.get("/mocked/nothing").await;
    eventually("three calls", async || {
        (understudy.admin.get("/api/calls/3").await.status == 200).then_some(())
    })
    .await;
    send(understudy.admin.request(Method::POST, "/api/reload")).await;
    let (get, put, post, delete) = (Method::GET, Method::PUT, Method::POST, Method::DELETE);
    let (none, mock) = (Value::Null, json!({"mode": "mock"}));
    let (route, endpoint) = ("/api/routes/{route}/mode", "/api/routes/{route}/endpoints/{endpoint}/mode");
    let asked =
        json!({"method": "POST", "url": "/mocked/orders", "headers": [["accept", "*/*"]], "body": "{}"});
    let rows = [
        (&get, "/", "/", &none, 200),
        (&get, "/healthz", "/healthz", &none, 200),
        (&get, "/readyz", "/readyz", &none, 200),
        (&get, "/metrics", "/metrics", &none, 200),
        (&get, "/openapi.json", "/openapi.json", &none, 200),
        (&get, "/api/status", "/api/status", &none, 200),
        (&get, "/api/routes", "/api/routes", &none, 200),
        (&put, route, "/api/routes/shop/mode", &json!({"mode": "mock", "for": "30m"}), 200),
        (&put, route, "/api/routes/none/mode", &mock, 404),
        (&put, route, "/api/routes/mocked/mode", &json!({"mode": "live"}), 409),
        (&put, route, "/api/routes/shop/mode", &json!({"mode": "off"}), 422),
        (&put, endpoint, "/api/routes/shop/endpoints/GET%20%2Fbooks%2F%3Aid/mode", &mock, 200),
        (&get, "/api/routes", "/api/routes", &none, 200),
        (&get, "/api/modes", "/api/modes", &none, 200),
        (&delete, endpoint, "/api/routes/shop/endpoints/GET%20%2Fbooks%2F%3Aid/mode", &none, 200),
        (&delete, endpoint, "/api/routes/shop/endpoints/none/mode", &none, 404),
        (&delete, route, "/api/routes/shop/mode", &none, 200),
        (&put, "/api/modes", "/api/modes", &mock, 200),
        (&post, "/api/modes/undo", "/api/modes/undo", &none, 200),
        (&delete, "/api/modes", "/api/modes", &none, 200),
        (&get, "/api/mocks", "/api/mocks", &none, 200),
        (&get, "/api/mocks/{mock}/examples", "/api/mocks/shop/examples", &none, 200),
        (&get, "/api/mocks/{mock}/examples", "/api/mocks/none/examples", &none, 404),
        (&post, "/api/explain", "/api/explain", &asked, 200),
        (&post, "/api/explain", "/api/explain", &json!({"method": "GET", "url": "/nothing"}), 200),
        (&post, "/api/explain", "/api/explain", &json!({"method": "GET"}), 422),
        (&get, "/api/usage", "/api/usage", &none, 200),
        (&get, "/api/usage", "/api/usage?format=xml", &none, 400),
        (&get, "/api/calls", "/api/calls?limit=2", &none, 200),
        (&get, "/api/calls", "/api/calls?limit=many", &none, 400),
        (&get, "/api/calls/{id}", "/api/calls/1", &none, 200),
        (&get, "/api/calls/{id}", "/api/calls/99", &none, 404),
        (&get, "/api/calls/{id}", "/api/calls/first", &none, 400),
        (&post, "/api/forget", "/api/forget", &json!({"upstream": "shop"}), 200),
        (&post, "/api/forget", "/api/forget", &json!({"endpoint": "GET /books/:id"}), 200),
        (&post, "/api/forget", "/api/forget", &json!({"upstream": "ship"}), 404),
        (&post, "/api/forget", "/api/forget", &json!({"endpoint": "GET /book/:id"}), 404),
        (&post, "/api/forget", "/api/forget", &json!({"route": "shop"}), 422),
        (&post, "/api/reload", "/api/reload", &none, 200),
    ];
    for (method, path, target, body, status) in rows {
        let request = understudy.admin.request(method.clone(), target);
        let answer = send(if body.is_null() { request } else { request.json(body) }).await;
        let row = format!("{method} {target}");
        assert_eq!(answer.status, status, "{row}: {}", answer.text());
        let described = Described::new(&api, path, method, status);
        let is_json = described.content_type.contains("json");
        let value = if is_json { answer.json() } else { json!(answer.text()) };
        described.check(&row, answer.header("content-type").unwrap_or_default(), &value);
    }
    std::fs::write(understudy.path("shop.json"), "{").unwrap();
    let answer = send(understudy.admin.request(Method::POST, "/api/reload")).await;
    assert_eq!(answer.status, 422);
    let described = Described::new(&api, "/api/reload", &post, 422);
    described.check("a broken reload", answer.header("content-type").unwrap_or_default(), &answer.json());
    let status = understudy.admin.get("/api/status").await.json();
    Described::new(&api, "/api/status", &get, 200).check("its status", "application/json", &status);
}

/// A route that is added without a word here is found.
#[tokio::test]
async fn everything_there_is_is_described() {
    let (_upstream, understudy) = shop().await;
    let api = understudy.admin.get("/openapi.json").await.json();
    let described: Vec<_> = api["paths"].as_object().unwrap().keys().cloned().collect();
    let routes = ROUTES.split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1));
    let mut served: Vec<_> = routes.chain(["/", "/openapi.json"]).map(str::to_owned).collect();
    served.sort();
    assert_eq!(described, served);
    for path in described {
        let allowed = send(understudy.admin.request(Method::from_bytes(b"BREW").unwrap(), &path)).await;
        assert_eq!(allowed.status, 405, "{path}");
        let mut allowed: Vec<_> = allowed
            .header("allow")
            .unwrap_or_default()
            .split(',')
            .map(|method| method.trim().to_lowercase())
            .filter(|method| method != "head")
            .collect();
        allowed.sort();
        let operations: Vec<_> = api["paths"][&path].as_object().unwrap().keys().cloned().collect();
        assert_eq!(operations, allowed, "{path}");
    }
}
