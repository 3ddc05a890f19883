//! An upstream of several servers: each gets its share, and one that is down costs no client its answer.

use reqwest::Method;

use crate::support::{Behaviour, Understudy, Upstream, send};

/// A live route to these servers.
async fn start(servers: &[&Upstream], more: &str) -> Understudy {
    let urls: Vec<_> = servers.iter().map(|server| format!("\"http://{}\"", server.address())).collect();
    let routes = format!(
        "[upstreams.shop]\nservers = [{}]\n{more}\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n",
        urls.join(", ")
    );
    Understudy::start(&routes, &[]).await
}

async fn ask(understudy: &Understudy, times: usize) {
    for number in 0..times {
        let request = understudy.client.request(Method::POST, "/orders").body(number.to_string());
        let answer = send(request).await;
        assert_eq!((answer.status, answer.header("x-understudy-source")), (200, Some("live")), "{number}");
    }
}

#[tokio::test]
async fn each_gets_its_share() {
    for balance in ["round-robin", "least-connections"] {
        let servers = [1, 2, 3].map(|_| Upstream::start(Behaviour::Echo));
        let [one, two, three] = &servers;
        let understudy = start(&[one, two, three], &format!("balance = \"{balance}\"")).await;
        ask(&understudy, 12).await;
        assert_eq!(servers.map(|server| server.requests()), [4, 4, 4], "{balance}");
    }
}

#[tokio::test]
async fn one_that_is_down_costs_no_answer() {
    let (mut one, two) = (Upstream::start(Behaviour::Echo), Upstream::start(Behaviour::Echo));
    let understudy = start(&[&one, &two], "").await;
    ask(&understudy, 4).await;
    one.kill().await;
    ask(&understudy, 20).await;
    assert_eq!(two.requests(), 22);
    one.revive();
    ask(&understudy, 4).await;
    assert_eq!(one.requests(), 4);
}

#[tokio::test]
async fn busy_ones_are_spared() {
    let (busy, idle) = (Upstream::start(Behaviour::Silent), Upstream::start(Behaviour::Echo));
    let understudy = start(&[&busy, &idle], "balance = \"least-connections\"").await;
    let stuck = tokio::spawn(send(understudy.client.request(Method::GET, "/books")));
    crate::support::eventually("a request that waits", async || (busy.requests() == 1).then_some(())).await;
    ask(&understudy, 10).await;
    assert_eq!((busy.requests(), idle.requests()), (1, 10));
    stuck.abort();
}
