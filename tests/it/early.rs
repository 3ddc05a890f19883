//! Answers that no body could change come before the body: who owes one is not waited for.

use http::Request;

use crate::support::{Http2Client, LISTENERS, RawClient, Understudy, collection, item, key_lines, within};

const KEY: &str = "a-known-key";
const GET: &str = "GET /books HTTP/1.1\r\nhost: shop\r\n\r\n";

async fn start() -> Understudy {
    // Nobody is so patient: an answer that waits for the body does not come.
    let listeners = LISTENERS.replace("access_log = false", "access_log = false\nread_timeout = \"1h\"");
    let config = format!(
        "{listeners}[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"books\"\npath = \"/books\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"private\"\npath = \"/private\"\nmock = \"shop\"\nprivate = true\n{}",
        key_lines("team", KEY, "monthly_limit = 0")
    );
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    match Understudy::try_start(&config, &[("shop.json", &shop)]).await {
        Ok(understudy) => understudy,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// What is refused, by path and headers, with which status.
const REFUSED: [(&str, &str, &str, u16); 4] = [
    ("no key", "/private", "", 401),
    ("an unknown key", "/private", "x-api-key: other\r\n", 401),
    ("no call is left", "/books", "x-api-key: a-known-key\r\n", 429),
    ("no route", "/nowhere", "", 404),
];

#[tokio::test]
async fn the_answer_comes_before_the_body_and_the_connection_stays() {
    let understudy = start().await;
    for (row, path, headers, status) in REFUSED {
        for (framing, half, rest) in [
            ("content-length: 5", "", "hello"),
            ("content-length: 5", "he", "llo"),
            ("transfer-encoding: chunked", "5\r\nhe", "llo\r\n0\r\n\r\n"),
        ] {
            let mut client = RawClient::connect(understudy.address()).await;
            client
                .write(format!("POST {path} HTTP/1.1\r\nhost: shop\r\n{headers}{framing}\r\n\r\n{half}"))
                .await;
            let head = client.try_head().await.unwrap();
            assert!(head.status() == status && !head.closes(), "{row}, {framing}: {head:?}");
            client.read_body(&head, "POST").await;
            client.write(format!("{rest}{GET}")).await;
            let head = client.try_head().await.unwrap();
            assert_eq!(head.status(), 200, "{row}, {framing}: {head:?}");
        }
    }
}

#[tokio::test]
async fn nor_where_the_connection_closes() {
    let understudy = start().await;
    for (row, path, headers, status) in REFUSED {
        let mut client = RawClient::connect(understudy.address()).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: shop\r\n{headers}connection: close\r\ncontent-length: 5\r\n\r\n"
        );
        let answer = client.exchange(&head).await;
        assert!(answer.head.status() == status && answer.head.closes(), "{row}: {answer:?}");
        assert!(client.is_closed().await, "{row}");
    }
}

#[tokio::test]
async fn nor_over_http_2() {
    let understudy = start().await;
    let client = Http2Client::connect(understudy.address()).await;
    for (row, path, headers, status) in REFUSED {
        let mut request = Request::post(format!("http://shop{path}"));
        if let Some((name, value)) = headers.trim().split_once(": ") {
            request = request.header(name, value);
        }
        let (_body, response) = client.begin(request.body(()).unwrap()).await;
        let answer = within("an answer", response).await.unwrap();
        assert_eq!(answer.status(), status, "{row}");
    }
    assert_eq!(client.get("http://shop/books").await.status, 200, "the connection goes on");
}

/// A client that writes all of its body before it listens can do so.
#[tokio::test]
async fn a_body_that_comes_all_the_same_is_read_past() {
    let understudy = start().await;
    let mut client = RawClient::connect(understudy.address()).await;
    // More than any socket buffers.
    let body = "x".repeat(16 * 1024 * 1024);
    let length = body.len();
    client
        .write(format!("POST /private HTTP/1.1\r\nhost: shop\r\ncontent-length: {length}\r\n\r\n{body}"))
        .await;
    let head = client.try_head().await.unwrap();
    assert_eq!(head.status(), 401);
    client.read_body(&head, "POST").await;
    assert_eq!(client.exchange(GET).await.head.status(), 200);
}
