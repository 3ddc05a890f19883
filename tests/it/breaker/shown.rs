//! What people and Prometheus see of an upstream's state.

use super::{LONG, check, start};
use crate::support::{Behaviour, Understudy, Upstream};

async fn check_shown(understudy: &Understudy, up: u64, open: u64, breaker: &str) {
    assert_eq!(understudy.metric("understudy_upstream_up{upstream=\"shop\"}").await, up);
    assert_eq!(understudy.metric("understudy_breaker_open{upstream=\"shop\"}").await, open);
    let status = understudy.admin.get("/api/status").await.json();
    let shop = &status["upstreams"][0];
    assert_eq!((shop["name"].as_str(), shop["breaker"].as_str()), (Some("shop"), Some(breaker)));
    assert_eq!(understudy.admin.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn closed_and_open() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&format!("http://{}", upstream.address()), LONG).await;
    check_shown(&understudy, 1, 0, "closed").await;
    for _ in 0..3 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("reset"));
    }
    check_shown(&understudy, 0, 1, "open").await;
}
