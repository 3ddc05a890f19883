//! When the cooldown is over, one request at a time finds out.

use std::sync::Arc;

use super::{check, start};
use crate::support::{Behaviour, Client, Understudy, Upstream, eventually};

const SHORT: &str = "[upstreams.shop.breaker]\ncooldown = \"20ms\"\nlongest_cooldown = \"20ms\"";

/// Understudy in front of an upstream that it has given up.
async fn given_up(upstream: &Upstream) -> Understudy {
    let understudy = start(&format!("http://{}", upstream.address()), SHORT).await;
    eventually("the breaker", async || {
        let answer = understudy.client.get("/books").await;
        (answer.header("x-understudy-reason") == Some("breaker-open")).then_some(())
    })
    .await;
    understudy
}

/// Waits until requests are answered live again.
async fn back(understudy: &Understudy) {
    eventually("the upstream", async || {
        let answer = understudy.client.get("/books").await;
        (answer.header("x-understudy-source") == Some("live")).then_some(())
    })
    .await;
    for _ in 0..10 {
        check(&understudy.client.get("/books").await, 200, "live", None);
    }
}

#[tokio::test]
async fn an_upstream_that_is_back_is_noticed() {
    let mut upstream = Upstream::refusing(Behaviour::Echo);
    let understudy = given_up(&upstream).await;
    upstream.revive();
    back(&understudy).await;
    upstream.kill().await;
    for _ in 0..3 {
        check(&understudy.client.get("/books").await, 200, "fallback", Some("connect"));
    }
    upstream.revive();
    back(&understudy).await;
}

#[tokio::test]
async fn one_request_at_a_time_probes_and_may_go_away() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = given_up(&upstream).await;
    upstream.behave(Behaviour::Silent);
    let before = upstream.requests();
    let prober = Client::new(understudy.address());
    let probe = tokio::spawn(async move { while prober.get("/books").await.status == 200 {} });
    // The first may have been on its way before the upstream fell silent.
    eventually("a probe", async || (upstream.requests() > before).then_some(())).await;
    let asked = eventually("a probe that waits", async || {
        let asked = upstream.requests();
        check_crowd(&understudy).await;
        (upstream.requests() == asked).then_some(asked)
    })
    .await;
    check_crowd(&understudy).await;
    assert_eq!(upstream.requests(), asked, "the probe is still on its way");

    upstream.behave(Behaviour::Echo);
    probe.abort();
    back(&understudy).await;
}

/// Many at once are all answered without the upstream.
async fn check_crowd(understudy: &Understudy) {
    let client = Arc::new(Client::new(understudy.address()));
    let ask = |_| {
        let client = Arc::clone(&client);
        tokio::spawn(async move { client.get("/books").await })
    };
    let crowd: Vec<_> = (0..20).map(ask).collect();
    for answer in crowd {
        check(&answer.await.unwrap(), 200, "fallback", Some("breaker-open"));
    }
}
