//! One reading of path and host, for everything that is decided (proxy.md, "Paths, routes and loops").

mod backend;
mod checks;
mod hosts;
mod loops;
mod mocks;
mod own_headers;
mod property;
mod spellings;

use crate::support::{LISTENERS, RawAnswer, RawClient, Understudy, known_key};

/// A key that the configs of these tests know.
const KEY: &str = "key-of-the-team";

/// With these lines behind the listeners and the key, and one collection.
async fn start(routes: &str, collection: &str) -> Understudy {
    let config = format!("{LISTENERS}{}{routes}", known_key(KEY));
    let started = Understudy::try_start(&config, &[("shop.json", collection)]).await;
    started.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Asks for a target as it stands here, with these lines behind the first.
async fn ask(understudy: &Understudy, target: &str, lines: &str) -> RawAnswer {
    let mut client = RawClient::connect(understudy.address()).await;
    client.exchange(&format!("GET {target} HTTP/1.1\r\n{lines}\r\n")).await
}

/// The status, and `error.name` where there is one.
fn told(answer: &RawAnswer) -> (u16, String) {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.head.status(), body["error"]["name"].as_str().unwrap_or_default().to_owned())
}
