//! Bodies as HTTP clients write them (matching.md 8.3, 8.4.6): which example they choose, and what helpers read of them.

use serde_json::{Value, json};

use super::outcome::{Outcome, got, threw};
use super::program::{both, mock};

fn form(call: &'static str) -> (&'static str, Outcome) {
    let order = json!({"order": "coffee", "size": "very large & strong"});
    got(call, json!({"status": 201, "data": order}))
}

fn multipart(call: &'static str) -> (&'static str, Outcome) {
    got(call, json!({"status": 201, "data": {"filed": "receipt", "note": "tea, “hot”"}}))
}

fn gzip(call: &'static str) -> (&'static str, Outcome) {
    got(call, json!({"status": 202, "data": {"recorded": "refund", "till": "till"}}))
}

fn refused(key: &str, error: &str) -> (&'static str, Outcome) {
    let error: Value = json!({key: error, "status": 409, "data": {"error": "sold out"}});
    threw("refused", error)
}

#[tokio::test]
async fn clients_of_http() {
    let Some((mut node, mut python)) = both("bodies", &mock("bodies.json").await).await else { return };
    node.of(
        "axios",
        [
            form("form"),
            form("form of an object"),
            multipart("multipart"),
            multipart("multipart of form-data"),
            gzip("gzip"),
            refused("name", "AxiosError"),
        ],
    );
    node.of(
        "got",
        [
            form("form"),
            multipart("multipart"),
            multipart("multipart of form-data"),
            gzip("gzip"),
            refused("name", "HTTPError"),
        ],
    );
    node.of("undici fetch", [form("form"), multipart("multipart"), gzip("gzip")]);
    node.of("undici", [multipart("multipart"), gzip("gzip in chunks")]);
    node.done();
    let of_python = [form("form"), multipart("multipart"), gzip("gzip"), gzip("gzip in chunks")];
    python.of("requests", of_python.clone().into_iter().chain([refused("type", "HTTPError")]));
    let asynchronously = multipart("multipart, asynchronously");
    python.of("httpx", of_python.into_iter().chain([refused("type", "HTTPStatusError"), asynchronously]));
    python.done();
}
