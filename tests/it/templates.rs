//! Answers are filled in per request, and no request can break out of where its values go (templates.md).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Understudy, collection, send};

/// A mock with one example, `POST /books/:id?q={{word}}`, that answers with this header and body.
async fn start(settings: &str, content_type: &str, header: &str, body: &str) -> Understudy {
    let request = json!({"method": "POST", "url": "{{baseUrl}}/books/:id?q={{word}}"});
    let headers =
        json!([{"key": "content-type", "value": content_type}, {"key": "x-filled", "value": header}]);
    let response =
        json!({"name": "one", "originalRequest": request, "code": 200, "header": headers, "body": body});
    let shop = collection(&[json!({"name": "one", "request": request, "response": [response]})]);
    let routes = format!(
        "[mocks.shop]\ncollections = [\"shop.json\"]\n{settings}\n[[routes]]\nname = \"shop\"\nmock = \"shop\""
    );
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

const BODY: &str = r#"{"id": "{{id}}", "word": "{{word}}", "name": "{{$body 'name' 'nobody'}}", "number": {{$body 'number'}},
    "agent": "{{$headers 'x-agent' 'none'}}", "first": "{{$pathSegments '0'}}", "guid": "{{$guid}}", "other": "{{other}}"}"#;

#[tokio::test]
async fn captures_helpers_and_dynamic_variables_are_filled_in() {
    let understudy = start("", "application/json", "{{id}} for {{$queryParams 'q'}}", BODY).await;
    let request = understudy.client.request(Method::POST, "/books/b%2042?q=a+word").header("x-agent", "me");
    let answer = send(request.json(&json!({"name": "Robin", "number": 1.5}))).await;
    assert_eq!(answer.header("x-filled"), Some("b 42 for a word"));
    let body = answer.json();
    assert_eq!(body["guid"].as_str().map(str::len), Some(36));
    let expected = json!({"id": "b 42", "word": "a word", "name": "Robin", "number": 1.5, "agent": "me",
        "first": "books", "guid": body["guid"], "other": "{{other}}"});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn no_value_breaks_out_or_is_evaluated() {
    let understudy = start("", "application/json", "{{id}}", BODY).await;
    for hostile in ["\"}, {\"", "\\", "{{$guid}}", "{{id}}", "a\r\nx-injected: yes", "\u{0}", "</script>"] {
        let encoded: String = form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        let path = format!("/books/{}?q={encoded}", encoded.replace('+', "%20"));
        let request =
            understudy.client.request(Method::POST, &path).json(&json!({"name": hostile, "number": 1}));
        let answer = send(request).await;
        assert_eq!(answer.status, 200, "{hostile:?}");
        assert_eq!(answer.header("x-injected"), None);
        let body: Value = answer.json();
        for key in ["id", "word", "name"] {
            assert_eq!(body[key], hostile, "{key}");
        }
    }
}

#[tokio::test]
async fn a_seed_gives_the_same_request_the_same_answer() {
    let body = r#"{"a": "{{$guid}}", "b": "{{$guid}}", "at": "{{$isoTimestamp}}"}"#;
    let settings = "seed = 42\nnow = \"2026-01-31T12:00:00Z\"";
    let ask = async |understudy: &Understudy, path: &str| {
        send(understudy.client.request(Method::POST, path).body("{}")).await.json()
    };
    let (one, two) = (
        start(settings, "application/json", "", body).await,
        start(settings, "application/json", "", body).await,
    );
    let first = ask(&one, "/books/1?q=x").await;
    assert_eq!(first["at"], "2026-01-31T12:00:00.000Z");
    assert_ne!(first["a"], first["b"]);
    assert_eq!(first, ask(&two, "/books/1?q=x").await);
    assert_ne!(first["a"], ask(&one, "/books/2?q=x").await["a"]);
    let unseeded = start("", "application/json", "", body).await;
    assert_ne!(ask(&unseeded, "/books/1?q=x").await["a"], ask(&unseeded, "/books/1?q=x").await["a"]);
}

#[tokio::test]
async fn a_server_response_answers_everything() {
    let settings =
        "[mocks.shop.server_response]\nstatus = 503\nheaders = { \"retry-after\" = \"7\" }\nbody = \"down\"";
    let understudy = start(settings, "application/json", "", "{}").await;
    for path in ["/books/1?q=x", "/nothing/here"] {
        let answer = send(understudy.client.request(Method::POST, path)).await;
        assert_eq!(
            (answer.status, answer.header("retry-after"), answer.text().as_str()),
            (503, Some("7"), "down")
        );
        assert_eq!(answer.header("x-understudy-source"), Some("mock"));
    }
}

/// A delay is a timer, not a thread: many at once take as long as one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_delayed_answers_wait_at_once() {
    /// As many as fit under the usual limit of 1,024 open files, with both ends in this process.
    const WAITING: usize = 400;
    let understudy = std::sync::Arc::new(start("delay = \"1s\"", "application/json", "", "{}").await);
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let before = threads();
    let waiting: Vec<_> = (0..WAITING)
        .map(|_| {
            let understudy = std::sync::Arc::clone(&understudy);
            tokio::spawn(async move {
                let mut client = crate::support::RawClient::connect(understudy.address()).await;
                client.write("POST /books/1?q=x HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n\r\n").await;
                client.try_head().await.expect("an answer").status()
            })
        })
        .collect();
    for answer in waiting {
        assert_eq!(answer.await.expect("an answer"), 200);
    }
    assert!(threads() < before + 16, "{} threads, {before} before", threads());
}

#[tokio::test]
async fn an_answer_too_long_to_fill_in_is_an_error_that_names_the_example() {
    let settings = "max_answer = \"1KiB\"";
    let understudy = start(settings, "text/plain", "{{id}}", "{{$body}}").await;
    for (row, length, status) in [("as long as may be", 1022, 200), ("longer", 1023, 500)] {
        let request = understudy.client.request(Method::POST, "/books/42?q=a").body("b".repeat(length));
        let answer = send(request).await;
        assert_eq!((answer.status, answer.header("x-understudy-example")), (status, Some("one")), "{row}");
        if status == 500 {
            let error = &answer.json()["error"];
            assert_eq!(error["name"], "answerTooLongError");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains("`one`") && message.contains("max_answer"), "{message}");
        }
    }
}
