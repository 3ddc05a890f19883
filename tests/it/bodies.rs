//! Bodies that are no text: beside the collection, and encoded in it.

use serde_json::{Value, json};

use crate::support::{Understudy, collection};

fn example(name: &str, content_type: &str, body: &str) -> Value {
    let request = json!({"method": "GET", "url": format!("https://shop.example/{name}")});
    let header = json!([{"key": "Content-Type", "value": content_type}]);
    let response =
        json!({"name": name, "originalRequest": request, "code": 200, "header": header, "body": body});
    json!({"name": name, "request": request, "response": [response]})
}

async fn start(examples: &[Value]) -> Understudy {
    let routes =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    Understudy::start(routes, &[("shop.json", &collection(examples))]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beside_the_collection_is_the_body_of_the_example_that_it_is_named_after() {
    let understudy =
        start(&[example("logo", "image/png", "<binary>"), example("list", "text/plain", "a")]).await;
    assert_eq!(understudy.client.get("/logo").await.text(), "<binary>", "there is no file yet");
    std::fs::create_dir(understudy.path("bodies")).unwrap();
    for text in ["first", "the second"] {
        understudy.change("bodies/logo.png", text).await;
        let answer = understudy.client.get("/logo").await;
        assert_eq!((answer.text().as_str(), answer.header("content-type")), (text, Some("image/png")));
        assert_eq!(answer.header("content-length"), Some(text.len().to_string().as_str()));
    }
    understudy.change("bodies/list.txt", "b").await;
    assert_eq!(understudy.client.get("/list").await.text(), "a", "it has a body of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_encodes_bytes_is_sent_as_these_bytes() {
    let base64 = "iVBORw0KGgo=";
    let uri = format!("data:image/png;base64,{base64}");
    let understudy = start(&[example("uri", "*/*", &uri), example("plain", "image/png", base64)]).await;
    for path in ["/uri", "/plain"] {
        let answer = understudy.client.get(path).await;
        assert_eq!(answer.body, b"\x89PNG\r\n\x1a\n", "{path}");
        assert_eq!(answer.header("content-type"), Some("image/png"), "{path}");
    }
}
