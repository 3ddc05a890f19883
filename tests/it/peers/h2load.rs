//! h2load: many requests at once on few connections, all of them answered.

use super::program::printed;
use crate::support::{Http2Upstream, Understudy, collection, is_there, item};

async fn check(understudy: &Understudy, path: &str) {
    let url = format!("http://{}{path}", understudy.address());
    let printed = printed("h2load", &["-n", "10000", "-c", "10", "-m", "100", &url]).await;
    let line =
        |name: &str| printed.lines().find(|line| line.starts_with(name)).unwrap_or(&printed).to_owned();
    assert_eq!(line("status codes:"), "status codes: 10000 2xx, 0 3xx, 0 4xx, 0 5xx", "{path}");
    let requests = line("requests:");
    assert!(requests.contains("10000 succeeded, 0 failed, 0 errored, 0 timeout"), "{path}: {requests}");
}

#[tokio::test]
async fn a_hundred_streams_on_ten_connections() {
    if !is_there("h2load") {
        return;
    }
    let upstream = Http2Upstream::start(None).await;
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nprotocol = \"http2\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"live\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"mock\"\npath = \"/mock\"\nmock = \"shop\"\n",
        upstream.address()
    );
    let shop = collection(&[item("list", "GET", "/mock/books", 200, "[1]")]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    check(&understudy, "/mock/books").await;
    check(&understudy, "/books").await;
    // How many are open at a time depends on the machine; without sharing there is one for each request.
    assert!(upstream.connections() < 1_000, "requests share connections: {}", upstream.connections());
}
