//! A backend that dies and comes back again and again, under load: what clients notice of it, and what the dead
//! backend is still asked.
//!
//! `cargo bench --bench flapping` takes a minute and holds the times as well; otherwise it only shows, in a few
//! outages, that no request fails. Dead is to accept and close at once: it costs what a refused connection does, and
//! every try is counted.

use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::watch;
use understudy::Understudy;
use understudy::proxy::Gateway;
use understudy::server::{self, Running, Signals};

#[path = "fixtures/backend.rs"]
mod backend;

use backend::Backend;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const COOLDOWN: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_millis(800);
/// How much of a cooldown chance may take off.
const JITTER: f64 = 0.2;
/// What a busy machine may add to a time.
const SLACK: Duration = Duration::from_millis(50);
const CLIENTS: usize = 16;

#[derive(Debug, Default)]
struct Tally {
    live: AtomicUsize,
    fallback: AtomicUsize,
    failed: AtomicUsize,
    /// When the last request was answered live that was asked after the backend came back.
    returned: Mutex<Option<Instant>>,
}

/// What one outage was like.
#[derive(Debug)]
struct Outage {
    /// How many connections reached the dead backend until the breaker was open.
    burst: usize,
    /// The shortest time between two probes, if there were two.
    spacing: Option<Duration>,
    probes: u32,
    /// From the backend's return to the first live answer.
    back: Duration,
}

fn main() -> Result<()> {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let length = if is_measured { Duration::from_mins(1) } else { Duration::from_secs(2) };
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let backend = runtime.block_on(Backend::start())?;
    let running = start(folder.path(), backend.address)?;
    let tally = Arc::new(Tally::default());
    let outages = runtime.block_on(flap(&backend, running.proxy(), &tally, length))?;
    tell(&tally, &outages);
    let failed = tally.failed.load(Ordering::Relaxed);
    assert_eq!(failed, 0, "no request fails");
    if is_measured {
        outages.iter().for_each(check);
    }
    Ok(())
}

/// At most one probe a cooldown, and back within one.
#[track_caller]
fn check(outage: &Outage) {
    let shortest = COOLDOWN.mul_f64(1.0 - JITTER);
    assert!(outage.burst <= CLIENTS + 2, "{outage:?}");
    assert!(outage.spacing.is_none_or(|spacing| spacing + SLACK >= shortest), "{outage:?}");
    assert!(outage.back <= cooldown(outage) + SLACK, "{outage:?}");
}

/// How long the cooldown was that ran when the backend came back.
fn cooldown(outage: &Outage) -> Duration {
    COOLDOWN.saturating_mul(2_u32.saturating_pow(outage.probes)).min(LONGEST)
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn tell(tally: &Tally, outages: &[Outage]) {
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!(
        "{} outages; {} requests answered live, {} by the mock, {} failed",
        outages.len(),
        count(&tally.live),
        count(&tally.fallback),
        count(&tally.failed)
    );
    let probes: u32 = outages.iter().map(|outage| outage.probes).sum();
    let burst = outages.iter().map(|outage| outage.burst).max().unwrap_or_default();
    let spacing = outages.iter().filter_map(|outage| outage.spacing).min();
    println!(
        "{probes} probes reached the dead backend, {spacing:?} apart at least; {burst} connections at most before"
    );
    let share = |outage: &Outage| outage.back.as_secs_f64() / cooldown(outage).as_secs_f64();
    let worst = outages.iter().map(share).fold(0.0, f64::max);
    println!("the first live answer came within {worst:.2} of the cooldown, at the latest");
}

fn start(folder: &Path, backend: SocketAddr) -> Result<Running> {
    let request = json!({"method": "GET", "url": "http://shop/books"});
    let example = json!({"name": "books", "originalRequest": request, "code": 200, "body": "{}"});
    let item = json!({"name": "books", "request": request, "response": [example]});
    fs::write(folder.join("shop.json"), json!({"info": {"name": "shop"}, "item": [item]}).to_string())?;
    fs::write(folder.join("understudy.toml"), config(backend))?;
    let loaded = Understudy::builder(Gateway).config_file(folder.join("understudy.toml")).load()?;
    Ok(server::start(loaded, Signals::Ignored).map_err(|problem| problem.to_string())?)
}

fn config(backend: SocketAddr) -> String {
    format!(
        r#"
        [server]
        listen = "127.0.0.1:0"
        access_log = false
        [admin]
        enabled = false
        [upstreams.shop]
        url = "http://{backend}"
        breaker = {{ cooldown = "{}ms", longest_cooldown = "{}ms" }}
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        "#,
        COOLDOWN.as_millis(),
        LONGEST.as_millis()
    )
}

/// Outages of every length, with clients that ask on and on.
async fn flap(
    backend: &Backend,
    proxy: SocketAddr,
    tally: &Arc<Tally>,
    length: Duration,
) -> Result<Vec<Outage>> {
    let (stop, stopped) = watch::channel(false);
    let clients: Vec<_> =
        (0..CLIENTS).map(|_| tokio::spawn(ask(proxy, Arc::clone(tally), stopped.clone()))).collect();
    let (start, mut outages) = (Instant::now(), Vec::new());
    while start.elapsed() < length {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let length = Duration::from_millis(fastrand::u64(50..1500));
        outages.push(outage(backend, tally, length).await);
    }
    stop.send_replace(true);
    for client in clients {
        client.await?;
    }
    Ok(outages)
}

async fn outage(backend: &Backend, tally: &Tally, length: Duration) -> Outage {
    let down = Instant::now();
    backend.is_up.send_replace(false);
    tokio::time::sleep(length).await;
    let connections = backend.take_connections();
    let up = Instant::now();
    backend.is_up.send_replace(true);
    let back = loop {
        if let Some(answered) = lock(&tally.returned).take_if(|answered| *answered >= up) {
            break answered - up;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    let probes: Vec<_> = connections.iter().filter(|at| **at - down > COOLDOWN / 2).collect();
    Outage {
        burst: connections.len() - probes.len(),
        spacing: probes.windows(2).map(|two| *two[1] - *two[0]).min(),
        probes: u32::try_from(probes.len()).unwrap_or(u32::MAX),
        back,
    }
}

async fn ask(proxy: SocketAddr, tally: Arc<Tally>, stopped: watch::Receiver<bool>) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    while !*stopped.borrow() {
        let answer = client.get(format!("http://{proxy}/books")).send().await;
        let source = answer.as_ref().ok().filter(|answer| answer.status() == 200);
        let source = source.and_then(|answer| answer.headers().get("x-understudy-source")?.to_str().ok());
        let counter = match source {
            Some("live") => {
                *lock(&tally.returned) = Some(Instant::now());
                &tally.live
            }
            Some("fallback") => &tally.fallback,
            _ => &tally.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        if let Ok(answer) = answer
            && answer.bytes().await.is_err()
        {
            tally.failed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
