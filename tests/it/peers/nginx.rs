//! nginx as the upstream.

use std::collections::HashSet;

use super::program::Nginx;
use crate::support::Understudy;

#[tokio::test]
async fn its_connections_are_kept_alive() {
    let Some(nginx) = Nginx::start().await else { return };
    let route = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"",
        nginx.address()
    );
    let understudy = Understudy::start(&route, &[]).await;
    let (mut connections, mut most) = (HashSet::new(), 0);
    for _ in 0..50 {
        let answer = understudy.client.get("/books").await;
        assert_eq!((answer.status, answer.text()), (200, "[1]".to_owned()));
        connections.insert(answer.header("x-connection").expect("its number").to_owned());
        most = most.max(answer.header("x-requests").and_then(|it| it.parse().ok()).unwrap_or(0));
    }
    assert_eq!((connections.len(), most), (1, 50), "one connection for one request after the other");
}
