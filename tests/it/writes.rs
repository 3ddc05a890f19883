//! Writes that failed: who answers them, and whether the answer says that the upstream may have got them.

use reqwest::Method;

use crate::support::{Answer, Behaviour, Understudy, Upstream, collection, item, send};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

async fn start(upstream: &Upstream, more: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nread_timeout = \"200ms\"\n[upstreams.shop.breaker]\nfailures = 1000\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n{more}",
        upstream.address()
    );
    let shop = collection(&METHODS.map(|method| item(method, method, "/orders", 200, "{}")));
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

async fn ask(understudy: &Understudy, method: &str, path: &str) -> Answer {
    let method: Method = method.parse().unwrap();
    let body = if method == Method::GET { "" } else { "{}" };
    send(understudy.client.request(method, path).body(body)).await
}

/// `tells` is whether a write may have been received.
#[track_caller]
fn check(row: &str, answer: &Answer, status: u16, source: &str, tells: bool) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-upstream"));
    assert_eq!(told, (status, Some(source), tells.then_some("maybe-received")), "{row}: {}", answer.text());
}

#[tokio::test]
async fn what_may_have_been_received_is_told() {
    let failing =
        [Behaviour::Silent, Behaviour::CloseBeforeHeader, Behaviour::Garbage, Behaviour::Status(503)];
    for behaviour in failing {
        let row = format!("{behaviour:?}");
        let upstream = Upstream::start(behaviour.clone());
        let understudy = start(&upstream, "").await;
        for method in METHODS {
            let answer = ask(&understudy, method, "/orders").await;
            check(&row, &answer, 200, "fallback", method != "GET");
        }
        if !matches!(behaviour, Behaviour::Status(_)) {
            let missed = ask(&understudy, "POST", "/nothing/here").await;
            check(&row, &missed, 502, "fallback", true);
        }
    }
}

#[tokio::test]
async fn what_was_not_sent_cannot_have_been_received() {
    let upstream = Upstream::refusing(Behaviour::Echo);
    let understudy = start(&upstream, "fallback_writes = \"unsent\"").await;
    for method in METHODS {
        check(method, &ask(&understudy, method, "/orders").await, 200, "fallback", false);
    }
}

#[tokio::test]
async fn live_routes_tell_it_too() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&upstream, "mode = \"live\"").await;
    check("a read", &ask(&understudy, "GET", "/orders").await, 502, "live", false);
    check("a write", &ask(&understudy, "POST", "/orders").await, 502, "live", true);
}

#[tokio::test]
async fn unsent_leaves_what_may_have_been_received_to_the_upstream() {
    let upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&upstream, "fallback_writes = \"unsent\"").await;
    for method in METHODS {
        let is_read = method == "GET";
        let (status, source) = if is_read { (200, "fallback") } else { (502, "live") };
        check(method, &ask(&understudy, method, "/orders").await, status, source, !is_read);
    }
    upstream.behave(Behaviour::Status(503));
    check("its own response", &ask(&understudy, "POST", "/orders").await, 503, "live", false);
}

#[tokio::test]
async fn never_mocks_no_write() {
    let mut upstream = Upstream::start(Behaviour::CloseBeforeHeader);
    let understudy = start(&upstream, "fallback_writes = \"never\"").await;
    check("a read", &ask(&understudy, "GET", "/orders").await, 200, "fallback", false);
    check("a write", &ask(&understudy, "POST", "/orders").await, 502, "live", true);
    upstream.kill().await;
    check("one that was not sent", &ask(&understudy, "POST", "/orders").await, 502, "live", false);
}

/// A connection that was used before may be closed while a request is on its way. Only what may be repeated
/// without harm (RFC 9110, 9.2.2) is sent again.
#[tokio::test]
async fn a_write_is_not_sent_twice() {
    for (method, deliveries) in [("GET", 2), ("PUT", 2), ("DELETE", 2), ("POST", 1), ("PATCH", 1)] {
        let upstream = Upstream::start(Behaviour::Echo);
        let understudy = start(&upstream, "").await;
        assert_eq!(ask(&understudy, "GET", "/orders").await.status, 200);
        upstream.behave(Behaviour::CloseBeforeHeader);
        check(method, &ask(&understudy, method, "/orders").await, 200, "fallback", method != "GET");
        assert_eq!((upstream.requests() - 1, upstream.connections()), (deliveries, deliveries), "{method}");
    }
}
