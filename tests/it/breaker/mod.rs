//! An upstream that fails is left alone for a while (proxy.md, "What counts as down").

mod outage;
mod probe;
mod shown;
mod who_answers;

use crate::support::{Answer, Understudy, collection, item};

/// A route of each kind to one upstream, with these lines for it; prefixes tell them apart.
async fn start(url: &str, more: &str) -> Understudy {
    let route = |name: &str, rest: &str| {
        format!("[[routes]]\nname = \"{name}\"\npath = \"/{name}\"\nupstream = \"shop\"\n{rest}\n")
    };
    let routes = [
        format!("[upstreams.shop]\nurl = \"{url}\"\n{more}\n[mocks.shop]\ncollections = [\"shop.json\"]\n"),
        route("books", "mock = \"shop\""),
        route("picky", "mock = \"shop\"\nfallback_on = [\"connect\", \"503\"]"),
        route("first", "mock = \"shop\"\nmode = \"mock-first\""),
        route("live", "mode = \"live\""),
    ];
    let shop = collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"mock"}"#),
        item("picky", "GET", "/picky", 200, r#"{"from":"mock"}"#),
        item("first", "GET", "/first", 200, r#"{"from":"mock"}"#),
    ]);
    Understudy::start(&routes.concat(), &[("shop.json", &shop)]).await
}

/// Settings that no test waits for.
const LONG: &str = "[upstreams.shop.breaker]\ncooldown = \"1h\"\nlongest_cooldown = \"1h\"";

#[track_caller]
fn check(answer: &Answer, status: u16, source: &str, reason: Option<&str>) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{}", answer.text());
}
