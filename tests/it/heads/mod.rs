//! Heads of requests: what is refused before anybody is asked, and in which order requests are answered.

mod ahead;
mod http2;
mod operator;
mod refused;

use crate::support::{Behaviour, LISTENERS, Understudy, Upstream, collection, item};

/// A mocked route, and a live one at `/live`, behind these lines of `[server]`.
async fn start(server: &str) -> (Understudy, Upstream) {
    let upstream = Upstream::start(Behaviour::Echo);
    let listeners = LISTENERS.replace("access_log = false", &format!("access_log = false\n{server}"));
    let config = format!(
        "{listeners}[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n",
        upstream.address()
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, r#"{"from":"list"}"#),
        item("order", "POST", "/orders", 201, r#"{"from":"order"}"#),
    ]);
    match Understudy::try_start(&config, &[("shop.json", &shop)]).await {
        Ok(understudy) => (understudy, upstream),
        Err(problems) => panic!("{problems:#?}"),
    }
}
