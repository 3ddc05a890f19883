//! Under load, a backend is built endpoint by endpoint and restarted each time: nothing fails, what is built is live at
//! once, and from then on no missing item is mocked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::stage::{cannot, said};
use crate::support::{
    Answer, Behaviour, Client, Received, Said, Understudy, Upstream, collection, eventually, item,
};

const RESOURCES: usize = 10;
const CLIENTS: usize = 8;

/// What is built by now, and what clients saw.
#[derive(Debug, Default)]
struct Progress {
    /// Every resource below this number.
    built: AtomicUsize,
    /// Whether an item of the resource has been answered live.
    live: [AtomicBool; RESOURCES],
    fallbacks: AtomicUsize,
    mocked: AtomicUsize,
    missing: AtomicUsize,
    is_over: AtomicBool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    List,
    Item,
    Missing,
}

fn resource(path: &str) -> Option<(usize, Option<&str>)> {
    let mut segments = path.strip_prefix("/r")?.splitn(2, '/');
    Some((segments.next()?.parse().ok()?, segments.next()))
}

/// An item that is missing is answered as an unknown path is, to the byte.
fn answer(progress: &Progress, received: &Received) -> Said {
    let built = progress.built.load(Ordering::SeqCst);
    match resource(&received.path).filter(|(number, _)| *number < built) {
        Some((_, None)) => said(200, "application/json", r#"[{"id":"1"}]"#),
        Some((_, Some("1"))) => said(200, "application/json", r#"{"id":"1"}"#),
        _ => cannot(received),
    }
}

fn shop() -> String {
    let items = (0..RESOURCES).flat_map(|number| {
        [
            item(&format!("list {number}"), "GET", &format!("/r{number}"), 200, "[]"),
            item(&format!("item {number}"), "GET", &format!("/r{number}/:id"), 200, r#"{"id":"1"}"#),
        ]
    });
    collection(&items.collect::<Vec<_>>())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn built_endpoint_by_endpoint_under_load() {
    let progress = Arc::<Progress>::default();
    let shared = Arc::clone(&progress);
    let mut backend = Upstream::start(Behaviour::program(move |received| answer(&shared, received)));
    let lines = "breaker = { cooldown = \"20ms\", longest_cooldown = \"20ms\" }";
    let routes = super::stage::routes(&backend, lines);
    let understudy = Understudy::start(&routes, &[("shop.json", &shop())]).await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|seed| {
            tokio::spawn(ask_on_and_on(Client::new(understudy.address()), Arc::clone(&progress), seed))
        })
        .collect();
    for live in &progress.live {
        more(&progress.mocked).await;
        backend.kill().await;
        more(&progress.fallbacks).await;
        progress.built.fetch_add(1, Ordering::SeqCst);
        backend.revive();
        eventually("a live answer", async || live.load(Ordering::SeqCst).then_some(())).await;
    }
    more(&progress.missing).await;
    progress.is_over.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.unwrap();
    }
}

/// Waits until there are enough more.
async fn more(counter: &AtomicUsize) {
    let enough = counter.load(Ordering::SeqCst) + CLIENTS;
    eventually("more answers", async || (counter.load(Ordering::SeqCst) >= enough).then_some(())).await;
}

async fn ask_on_and_on(client: Client, progress: Arc<Progress>, seed: usize) {
    let kinds = [Asked::List, Asked::Item, Asked::Missing];
    for turn in seed.. {
        if progress.is_over.load(Ordering::SeqCst) {
            break;
        }
        let (number, asked) = (turn % RESOURCES, kinds[turn / RESOURCES % kinds.len()]);
        let path = match asked {
            Asked::List => format!("/r{number}"),
            Asked::Item => format!("/r{number}/1"),
            Asked::Missing => format!("/r{number}/9"),
        };
        let was_built = number < progress.built.load(Ordering::SeqCst);
        let was_live = progress.live[number].load(Ordering::SeqCst);
        let answer = client.get(&path).await;
        judge(&progress, &answer, &path, asked, was_built, was_live);
        if asked != Asked::Missing && was_built && answer.header("x-understudy-source") == Some("live") {
            progress.live[number].store(true, Ordering::SeqCst);
        }
    }
}

/// What `was_built` before it was asked for is live, or the backend is down.
fn judge(progress: &Progress, answer: &Answer, path: &str, asked: Asked, was_built: bool, was_live: bool) {
    let reason = answer.header("x-understudy-reason");
    let is_unbuilt = reason.is_some_and(|reason| reason.starts_with("unbuilt"));
    let told = format!("{path}: {} {reason:?}, built: {was_built}, live: {was_live}", answer.status);
    assert!(answer.status < 500, "{told}");
    match (asked, reason) {
        (Asked::Missing, _) if was_live => {
            assert!(!is_unbuilt, "{told}");
            if answer.status == 404 {
                progress.missing.fetch_add(1, Ordering::SeqCst);
            }
        }
        (Asked::Missing, _) => {}
        _ if was_built => assert!(answer.status == 200 && !is_unbuilt, "{told}"),
        (_, Some(_)) if is_unbuilt => {
            progress.mocked.fetch_add(1, Ordering::SeqCst);
        }
        _ => {}
    }
    if reason.is_some() && !is_unbuilt {
        assert_eq!(answer.status, 200, "{told}");
        progress.fallbacks.fetch_add(1, Ordering::SeqCst);
    }
}
