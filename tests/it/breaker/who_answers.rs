//! Who answers while the upstream is left alone, by the route's mode and what it falls back on.

use super::{LONG, check, start};
use crate::support::{Answer, Behaviour, Upstream};

#[track_caller]
fn check_refused(answer: &Answer) {
    check(answer, 503, "none", Some("breaker-open"));
    assert_eq!(answer.json()["error"]["name"], "upstreamUnavailableError");
    assert_eq!(answer.json()["error"]["reason"], "breaker-open");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn the_mock_where_the_route_falls_back_for_what_opened_it() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&format!("http://{}", upstream.address()), LONG).await;
    let get = async |path| understudy.client.get(path).await;
    for _ in 0..3 {
        check(&get("/live").await, 502, "live", Some("reset"));
    }
    check(&get("/books").await, 200, "fallback", Some("breaker-open"));
    let missed = get("/books/none").await;
    check(&missed, 502, "fallback", Some("breaker-open"));
    assert_eq!(missed.json()["error"]["name"], "upstreamUnavailableError");
    check(&get("/first").await, 200, "mock", None);
    check_refused(&get("/live").await);
    check_refused(&get("/first/none").await);
    // It falls back on refused connections, not on broken ones.
    check_refused(&get("/picky").await);
    assert_eq!(upstream.requests(), 3);
    understudy.counts("understudy_requests_total{route=\"live\",source=\"none\",status=\"5xx\"}", 1).await;
    understudy.counts("understudy_calls_total{key=\"none\",route=\"live\",source=\"live\"}", 3).await;
}
