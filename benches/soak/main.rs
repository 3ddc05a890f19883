//! Everything at once for a long time: requests at full speed, reloads, toggles and outages.
//!
//! `cargo bench --bench soak` takes ten minutes and holds the product to ending with the memory it had after the
//! first one, within 5 %; otherwise it runs for a few seconds. Either way no request fails, no file stays
//! open, and what the metrics say adds up to what clients saw.

use std::error::Error;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::sleep;

#[path = "fixtures/backend.rs"]
mod backend;

use backend::Backend;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CLIENTS: usize = 8;

/// How much more memory there may be at the end than after a tenth of the time.
const GROWTH: f64 = 1.05;

/// Files that may be open for a moment: connections to the backend, what is being read anew.
const SLACK: usize = CLIENTS + 4;

#[derive(Debug, Default)]
struct Tally {
    answered: AtomicU64,
    failed: AtomicU64,
}

/// The product as a process of its own.
struct Product {
    process: Child,
    proxy: SocketAddr,
    admin: SocketAddr,
}

/// What a process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    mebibytes: f64,
    files: usize,
}

fn main() -> Result<()> {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let length = if is_measured { Duration::from_mins(10) } else { Duration::from_secs(5) };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(soak(length, is_measured))
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
async fn soak(length: Duration, is_measured: bool) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let backend = Arc::new(Backend::start().await?);
    let product = Product::start(folder.path(), backend.address)?;
    product.wait_until_ready().await?;
    let (tally, (stop, stopped)) = (Arc::new(Tally::default()), watch::channel(false));
    let mut tasks: Vec<_> =
        (0..CLIENTS).map(|_| tokio::spawn(ask(product.proxy, Arc::clone(&tally), stopped.clone()))).collect();
    tasks.push(tokio::spawn(flap(Arc::clone(&backend), stopped.clone())));
    tasks.push(tokio::spawn(toggle(product.admin, stopped.clone())));
    tasks.push(tokio::spawn(edit(folder.path().join("shop.json"), stopped)));
    sleep(length / 10).await;
    let early = product.held()?;
    sleep(length.mul_f64(0.9)).await;
    let late = product.held()?;
    stop.send_replace(true);
    for task in tasks {
        task.await?;
    }
    let (answered, failed) = (tally.answered.load(Ordering::Relaxed), tally.failed.load(Ordering::Relaxed));
    let counted = product.counted(answered).await?;
    println!("{answered} requests answered, {failed} failed; the metrics count {counted}");
    println!("after a tenth of the time {early:?}, at the end {late:?}");
    assert_eq!((failed, counted), (0, answered), "no request fails, and all are counted");
    assert!(late.files <= early.files + SLACK, "no file stays open");
    assert!(!is_measured || late.mebibytes <= early.mebibytes * GROWTH, "memory does not grow");
    Ok(())
}

impl Product {
    fn start(folder: &Path, backend: SocketAddr) -> Result<Self> {
        let (proxy, admin) = (free_address()?, free_address()?);
        fs::write(folder.join("shop.json"), collection(0))?;
        fs::write(folder.join("understudy.toml"), config(proxy, admin, backend))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_understudy"));
        let config = folder.join("understudy.toml");
        let process = command.args(["run", "--log", "off", "--config"]).arg(config).spawn()?;
        Ok(Self { process, proxy, admin })
    }

    async fn wait_until_ready(&self) -> Result<()> {
        let patience = Instant::now() + Duration::from_secs(30);
        while reqwest::get(format!("http://{}/readyz", self.admin)).await.is_err() {
            if Instant::now() > patience {
                return Err("the product does not become ready".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    fn held(&self) -> Result<Held> {
        let process = self.process.id();
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let memory =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no memory is told")?;
        let kibibytes: f64 = memory.trim().trim_end_matches(" kB").parse()?;
        let files = fs::read_dir(format!("/proc/{process}/fd"))?.count();
        Ok(Held { mebibytes: kibibytes / 1024.0, files })
    }

    /// How many requests the metrics know of: a request is counted once its answer is on its way, so the last ones
    /// may need a moment.
    async fn counted(&self, expected: u64) -> Result<u64> {
        let patience = Instant::now() + Duration::from_secs(10);
        loop {
            let text = reqwest::get(format!("http://{}/metrics", self.admin)).await?.text().await?;
            let lines = text.lines().filter(|line| line.starts_with("understudy_requests_total{"));
            let values = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
            let counted = values.sum();
            if counted == expected || Instant::now() > patience {
                return Ok(counted);
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// One that answers `GET /books`, and differs from version to version.
fn collection(version: usize) -> String {
    let request = json!({"method": "GET", "url": "http://shop/books"});
    let body = format!("{{\"version\": {version}, \"padding\": \"{}\"}}", "x".repeat(version % 1000));
    let example = json!({"name": "books", "originalRequest": request, "code": 200, "body": body});
    let item = json!({"name": "books", "request": request, "response": [example]});
    json!({"info": {"name": "shop"}, "item": [item]}).to_string()
}

fn config(proxy: SocketAddr, admin: SocketAddr, backend: SocketAddr) -> String {
    format!(
        r#"
        state_dir = "state"
        [server]
        listen = "{proxy}"
        [admin]
        listen = "{admin}"
        [upstreams.shop]
        url = "http://{backend}"
        breaker = {{ cooldown = "100ms", longest_cooldown = "400ms" }}
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        "#
    )
}

async fn ask(proxy: SocketAddr, tally: Arc<Tally>, stopped: watch::Receiver<bool>) {
    let client = Client::builder().no_proxy().build().expect("a client");
    while !*stopped.borrow() {
        let answer = client.get(format!("http://{proxy}/books")).send().await;
        let is_ok = match answer {
            Ok(answer) => answer.status() == 200 && answer.bytes().await.is_ok(),
            Err(_) => false,
        };
        let counter = if is_ok { &tally.answered } else { &tally.failed };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

async fn flap(backend: Arc<Backend>, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        sleep(Duration::from_millis(fastrand::u64(100..1000))).await;
        backend.is_up.send_replace(false);
        sleep(Duration::from_millis(fastrand::u64(50..500))).await;
        backend.is_up.send_replace(true);
        backend.take_connections();
    }
}

async fn toggle(admin: SocketAddr, stopped: watch::Receiver<bool>) {
    let (client, url) = (Client::new(), format!("http://{admin}/api/routes/shop/mode"));
    for mode in ["mock", "fallback", "mock-first"].into_iter().cycle() {
        if *stopped.borrow() {
            return;
        }
        sleep(Duration::from_millis(100)).await;
        let wished = client.put(&url).json(&json!({"mode": mode})).send().await.expect("an answer");
        assert!(wished.status().is_success(), "{mode}: {}", wished.status());
    }
}

/// Writes the collection anew, half the time as an editor does: a new file that takes its place.
async fn edit(file: std::path::PathBuf, stopped: watch::Receiver<bool>) {
    for version in 1.. {
        if *stopped.borrow() {
            return;
        }
        sleep(Duration::from_millis(150)).await;
        let aside = if version % 2 == 0 { file.with_extension("new") } else { file.clone() };
        fs::write(&aside, collection(version)).expect("a written file");
        fs::rename(&aside, &file).expect("a renamed file");
    }
}
