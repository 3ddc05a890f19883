//! How a choice is told wherever people look: by `explain`, in a 404, in the call log, in the list at the start. The
//! rules that decided have the names of matching.md, section 8, and bodies say in which parts they differ.

use http::{HeaderName, HeaderValue};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, LISTENERS, Serving, Understudy, collection, command, eventually, item, known_key, run_in, send,
};

/// A request with an example for each body, which is called as its number is.
fn posted(name: &str, path: &str, bodies: &[&str]) -> Value {
    let request = json!({"method": "POST", "url": format!("{{{{baseUrl}}}}{path}")});
    let examples = bodies.iter().enumerate().map(|(number, body)| {
        let mut asked = request.clone();
        asked["body"] = json!({"mode": "raw", "raw": body});
        json!({
            "name": format!("{name} {number}"),
            "originalRequest": asked,
            "code": 200,
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "body": "{\"id\": 1}",
        })
    });
    json!({"name": name, "request": request, "response": examples.collect::<Vec<_>>()})
}

const ENVELOPE: &str =
    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Add/></s:Body></s:Envelope>";

fn shop() -> String {
    collection(&[
        posted("orders", "/orders", &[r#"{"book": 1, "copies": 1}"#, r#"{"book": 2, "copies": 2}"#]),
        posted("rpc", "/rpc", &[r#"{"jsonrpc": "2.0", "id": 1, "method": "list"}"#]),
        posted("soap", "/soap", &[ENVELOPE]),
        json!({"name": "unsaved", "request": {"method": "GET", "url": "{{baseUrl}}/unsaved"}}),
    ])
}

async fn serving() -> Understudy {
    let routes =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    Understudy::start(routes, &[("shop.json", &shop())]).await
}

async fn post(
    understudy: &Understudy,
    path: &str,
    headers: &[(&'static str, &'static str)],
    body: &str,
) -> Answer {
    let mut request = understudy.client.request(Method::POST, path).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    send(request).await
}

#[tokio::test]
async fn the_call_log_names_the_rule_that_decided() {
    let understudy = serving().await;
    let call = |method: &str| format!(r#"{{"jsonrpc": "2.0", "id": 7, "method": "{method}"}}"#);
    let rows = [
        ("/orders", r#"{"book": 2, "copies": 5}"#.to_owned(), json!("nearest body"), json!("orders 1")),
        ("/orders", r#"{"book": 2, "copies": 2}"#.to_owned(), Value::Null, json!("orders 1")),
        ("/rpc", call("list"), json!("same operation"), json!("rpc 0")),
        ("/rpc", call("drop"), json!("another operation"), Value::Null),
        ("/rpc", format!("[{}, {}]", call("list"), call("drop")), json!("batch"), Value::Null),
        ("/soap", ENVELOPE.replace("Add", "Divide"), json!("another operation"), Value::Null),
        ("/nothing", String::new(), Value::Null, Value::Null),
    ];
    for (id, (path, body, matched_by, example)) in (1..).zip(rows) {
        post(&understudy, path, &[], &body).await;
        let call = eventually("the call", async || {
            let answer = understudy.admin.get(&format!("/api/calls/{id}")).await;
            (answer.status == 200).then(|| answer.json())
        })
        .await;
        assert_eq!((&call["matched_by"], &call["example_name"]), (&matched_by, &example), "{path} {body}");
    }
}

#[tokio::test]
async fn a_404_and_explain_say_in_which_parts_bodies_differ() {
    let understudy = serving().await;
    let must_be_equal = ("x-mock-match-request-body", "true");
    let body = r#"{"book": 2, "copies": 5, "gift": true}"#;
    let error = post(&understudy, "/orders", &[must_be_equal], body).await.json();
    let nearest = error["error"]["closest"].as_array().unwrap();
    let second = nearest.iter().find(|near| near["name"] == "orders 1").unwrap();
    let differs = json!([
        {"path": "copies", "saved": "2", "sent": "5"},
        {"path": "gift", "saved": null, "sent": "true"},
    ]);
    assert_eq!(second["body"], json!({"equal": "1 of 4", "differs": differs, "left_out": 0}), "{error}");
    let drawn = post(&understudy, "/orders", &[must_be_equal, ("x-understudy-explain", "text")], body).await;
    assert!(drawn.text().contains("          `copies` is 2, the request's is 5\n"), "{}", drawn.text());

    let asked = json!({"method": "POST", "url": "/orders", "body": body});
    let explained = send(understudy.admin.request(Method::POST, "/api/explain").json(&asked)).await.json();
    let choice = &explained["choice"];
    assert_eq!(choice["answered_by"], "example");
    assert_eq!(choice["decided"], "a tie: it has the nearest body (by: nearest body)");
    let winner = &choice["candidates"][0];
    assert_eq!(
        (&winner["name"], &winner["differs"], &winner["differs_left_out"]),
        (&json!("orders 1"), &differs, &json!(0))
    );
}

#[test]
fn explain_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), shop()).unwrap();
    let explain = |path: &str, body: &str| {
        let (code, told, problems) =
            run_in(folder.path(), &["explain", "POST", path, "-d", body, "-C", "shop.json"]);
        assert_eq!(code, 0, "{problems}");
        told
    };
    let told = explain("/orders", r#"{"book": 2, "copies": 5}"#);
    assert!(
        told.contains("The mock chooses `orders 1`: a tie: it has the nearest body (by: nearest body).\n"),
        "{told}"
    );
    assert!(told.contains("            differs: `copies` is 2, the request's is 5\n"), "{told}");
    let call = |method: &str| format!(r#"{{"jsonrpc": "2.0", "id": 7, "method": "{method}"}}"#);
    let told = explain("/rpc", &format!("[{}, {}]", call("list"), call("drop")));
    assert!(
        told.contains("call 1: the example `rpc 0`: it is the only one that matches (by: same operation)\n"),
        "{told}"
    );
    let drop = "call 2: no example matches: another operation of JSON-RPC: the example's is `list`, the request's is `drop`\n";
    assert!(told.contains(drop), "{told}");
    assert!(told.contains("No example alone answers: a batch, answered call by call.\n"), "{told}");
    let told = explain("/rpc", &call("drop"));
    assert!(
        told.contains("No example alone answers: another operation: no example has the method.\n"),
        "{told}"
    );
}

/// What `explain` prints of these arguments, and its exit code.
fn explained(arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), shop()).unwrap();
    let (code, told, problems) = run_in(folder.path(), &[&["explain"], arguments].concat());
    (code, told + &problems)
}

#[test]
fn explain_tells_what_run_would_do_with_an_upstream() {
    let upstream = ["-C", "shop.json", "--upstream", "http://127.0.0.1:9"];
    let (code, told) = explained(&[&["GET", "/nothing"], &upstream[..]].concat());
    assert!(code == 0 && told.contains("mode fallback: the upstream `default`"), "{told}");
    let first = [&["POST", "/orders", "-d", "{}", "--mode", "mock-first"], &upstream[..]].concat();
    let (code, told) = explained(&first);
    assert!(code == 0 && told.contains("mode mock-first: 200 OK from the example `orders 0`"), "{told}");
}

#[test]
fn explain_says_why_a_batch_is_left_to_the_backend() {
    let call = |method: &str| format!(r#"{{"jsonrpc": "2.0", "id": 7, "method": "{method}"}}"#);
    let batch = format!("[{}, {}]", call("list"), call("drop"));
    let upstream = ["-C", "shop.json", "--upstream", "http://127.0.0.1:9"];
    let (_, told) = explained(&[&["POST", "/rpc", "-d", &batch], &upstream[..]].concat());
    for line in [
        "no example matches, so its own response, or 502\n",
        "call 1: the example `rpc 0`: it is the only one that matches (by: same operation)\n",
        "call 2: no example matches: another operation of JSON-RPC",
        "The mock has no answer: ",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("The mock chooses"), "{told}");
}

#[test]
fn explain_refuses_what_is_no_target() {
    let (code, told) = explained(&["GET", "orders", "-C", "shop.json"]);
    let problem = "`orders` is neither a path that begins with `/` nor a whole URL";
    assert!(code == 2 && told.contains(problem) && told.contains("write a path"), "{code}: {told}");
}

#[tokio::test]
async fn explain_and_a_404_have_one_order() {
    let items =
        ["/a/b/c/x", "/a/b/y/z", "/a/q/y/z", "/q/q/q/q"].map(|path| item(path, "GET", path, 200, "{}"));
    let routes =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    let mut items = items.to_vec();
    items.reverse();
    let understudy = Understudy::start(routes, &[("shop.json", &collection(&items))]).await;
    let names = |list: &Value| {
        let list = list.as_array().unwrap().iter().take(3);
        list.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let error = understudy.client.get("/a/b/c/other").await.json();
    let asked = json!({"method": "GET", "url": "/a/b/c/other"});
    let explained = send(understudy.admin.request(Method::POST, "/api/explain").json(&asked)).await.json();
    let expected = names(&error["error"]["closest"]);
    assert_eq!(names(&explained["choice"]["candidates"]), expected, "{explained}");
    assert_eq!(expected[0], "/a/b/c/x");
}

#[tokio::test]
async fn another_operation_of_soap_is_named_in_its_fault() {
    let understudy = serving().await;
    let fault =
        post(&understudy, "/soap", &[("content-type", "text/xml")], &ENVELOPE.replace("Add", "Divide")).await;
    let message = "No example is of the SOAP operation `Divide of SOAP 1.1`. The nearest examples are of `Add of SOAP 1.1`.";
    assert!(fault.text().contains(message), "{}", fault.text());
}

#[tokio::test]
async fn the_list_at_the_start_has_hosts_and_marks_what_needs_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("shop.json", &collection(&[item("list", "GET", "/books", 200, "[]")]));
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n\
        [[routes]]\nname = \"a\"\nhost = \"api.test\"\nmock = \"shop\"\nprivate = true\n\
        [[routes]]\nname = \"b\"\nhost = \"*.shop.test\"\nmock = \"shop\"\n";
    write("understudy.toml", &format!("{LISTENERS}{}{routes}", known_key("key-of-the-team")));
    let mut run = command(&["run", "-c", "understudy.toml"]);
    run.current_dir(folder.path());
    let serving = Serving::start(run).await;
    let port = serving.client("proxy").address().port();
    let overview = serving.printed("shop.test:").await;
    for line in [
        "Route a: mock, 1 example  (key)\n".to_owned(),
        format!("  mock       GET     http://api.test:{port}/books  (key)\n"),
        "Route b: mock, 1 example\n".to_owned(),
        format!("  mock       GET     http://*.shop.test:{port}/books\n"),
    ] {
        assert!(overview.contains(&line), "{line}: {overview}");
    }
}

#[tokio::test]
async fn rule_8_14_errors_are_written_for_who_asks() {
    let understudy = serving().await;
    let divide = ENVELOPE.replace("Add", "Divide");
    let fault = post(&understudy, "/soap", &[("content-type", "text/xml")], &divide).await;
    assert_eq!((fault.status, fault.header("content-type")), (404, Some("text/xml; charset=utf-8")));
    assert!(fault.text().contains("<faultcode>soap:Client</faultcode>"), "{}", fault.text());
    for (accept, content_type, start) in [
        ("text/plain", "text/plain; charset=utf-8", "The collection has the request GET /unsaved (unsaved)"),
        ("application/xml", "application/xml; charset=utf-8", "<error><name>mockRequestNotFoundError</name>"),
        ("text/html, */*;q=0.1", "application/json", "{\"error\":"),
    ] {
        let request = understudy.client.request(Method::GET, "/unsaved").header("accept", accept);
        let answer = send(request).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, Some(content_type)));
        assert!(answer.text().starts_with(start), "{}", answer.text());
    }
    let request = understudy.client.request(Method::GET, "/orders").header("accept", "text/plain");
    let refused = send(request.header("x-mock-response-code", "many")).await;
    assert_eq!((refused.status, refused.header("content-type")), (400, Some("text/plain; charset=utf-8")));
}

#[tokio::test]
async fn rule_8_14_the_list_at_the_start_marks_requests_without_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.json");
    std::fs::write(&file, shop()).unwrap();
    let file = file.display().to_string();
    let arguments = ["run", "-C", &file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    let serving = Serving::start(command(&arguments)).await;
    let overview = &serving.printed("/unsaved").await;
    assert!(overview.contains("Route default: mock, 4 examples, 1 request without one\n"), "{overview}");
    let marked: Vec<_> = overview.lines().filter(|line| line.ends_with("  (no example)")).collect();
    assert!(matches!(marked[..], [line] if line.contains("/unsaved  ")), "{overview}");
}
