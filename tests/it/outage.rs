//! Under load the upstream dies and comes back, again and again: no request fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use reqwest::Method;

use crate::support::{Behaviour, Client, Understudy, Upstream, collection, eventually, item};

const CONNECTIONS: usize = 64;
const OUTAGES: usize = 10;

/// How many requests were answered live, from the mock, and not at all as they should.
#[derive(Debug, Default)]
struct Tally {
    live: AtomicUsize,
    fallback: AtomicUsize,
    failed: AtomicUsize,
    is_over: AtomicBool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_the_upstream_is_killed_and_restarted() {
    let mut upstream = Upstream::start(Behaviour::fixed(200, &[("content-type", "application/json")], "{}"));
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nbreaker = {{ cooldown = \"20ms\", longest_cooldown = \"20ms\" }}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        upstream.address()
    );
    let shop =
        collection(&[item("list", "GET", "/books", 200, "{}"), item("order", "POST", "/orders", 200, "{}")]);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    let tally = Arc::new(Tally::default());
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            tokio::spawn(ask_on_and_on(Client::new(understudy.address()), Arc::clone(&tally), number))
        })
        .collect();

    for _ in 0..OUTAGES {
        wait_for_more(&tally.live).await;
        upstream.kill().await;
        wait_for_more(&tally.fallback).await;
        upstream.revive();
    }
    wait_for_more(&tally.live).await;
    tally.is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(tally.failed.load(Ordering::Relaxed), 0, "{tally:?}");
}

async fn wait_for_more(counter: &AtomicUsize) {
    let enough = counter.load(Ordering::Relaxed) + 2 * CONNECTIONS;
    eventually("more answers", async || (counter.load(Ordering::Relaxed) >= enough).then_some(())).await;
}

async fn ask_on_and_on(client: Client, tally: Arc<Tally>, number: usize) {
    while !tally.is_over.load(Ordering::Relaxed) {
        let request = if number.is_multiple_of(2) {
            client.request(Method::GET, "/books")
        } else {
            client.request(Method::POST, "/orders").body("x".repeat(10_000))
        };
        let counter = match request.send().await {
            Ok(answer) if answer.status() == 200 => match answer.headers().get("x-understudy-source") {
                Some(source) if source == "live" => &tally.live,
                Some(source) if source == "fallback" => &tally.fallback,
                _ => &tally.failed,
            },
            _ => &tally.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
