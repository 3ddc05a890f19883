//! The product as a process of its own.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep;

use super::Result;

/// How long something may take that is bound to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long the answer is that slow clients ask for, in bytes.
const LARGE: usize = 512 * 1024;

/// The product as a process of its own; it ends when it is dropped.
pub(crate) struct Product {
    process: Child,
    pub(crate) proxy: SocketAddr,
    pub(crate) admin: SocketAddr,
}

impl Product {
    pub(crate) fn start(folder: &Path, backend: SocketAddr) -> Result<Self> {
        let (proxy, admin) = (free_address()?, free_address()?);
        fs::write(folder.join("shop.json"), collection(0))?;
        fs::write(folder.join("understudy.toml"), config(proxy, admin, backend))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_understudy"));
        let config = folder.join("understudy.toml");
        command.args(["run", "--log", "off", "--config"]).arg(config);
        // Pingora tells of every fault of a client all the same.
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { process, proxy, admin })
    }

    pub(crate) async fn wait_until_ready(&self) -> Result<()> {
        let started = Instant::now();
        while reqwest::get(format!("http://{}/readyz", self.admin)).await.is_err() {
            if started.elapsed() > PATIENCE {
                return Err("the product does not become ready".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// In mebibytes.
    pub(crate) fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let memory =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no memory is told")?;
        let kibibytes: f64 = memory.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes / 1024.0)
    }

    /// How many files it has open.
    pub(crate) fn files(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.process.id()))?.count())
    }

    /// The same, once there are no more than these: connections of clients that have gone may last until a timeout.
    pub(crate) async fn files_in_the_end(&self, most: usize) -> Result<usize> {
        let started = Instant::now();
        loop {
            let files = self.files()?;
            if files <= most || started.elapsed() > PATIENCE {
                return Ok(files);
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// How many requests of good clients the metrics know of: a request is counted once its answer is on its way, so
    /// the last ones may need a moment.
    pub(crate) async fn counted(&self, expected: u64) -> Result<u64> {
        let started = Instant::now();
        loop {
            let text = reqwest::get(format!("http://{}/metrics", self.admin)).await?.text().await?;
            let is_good = |line: &&str| {
                line.starts_with("understudy_requests_total{") && line.contains("route=\"shop\"")
            };
            let values =
                text.lines().filter(is_good).filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
            let counted = values.sum();
            if counted == expected || started.elapsed() > PATIENCE / 6 {
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

/// One that answers `GET /books` and what bad clients ask for, and differs from version to version.
pub(crate) fn collection(version: usize) -> String {
    let item = |name: &str, method: &str, body: String| {
        let request = json!({"method": method, "url": format!("http://shop/{name}")});
        let example = json!({"name": name, "originalRequest": request, "code": 200, "body": body});
        json!({"name": name, "request": request, "response": [example]})
    };
    let books = format!("{{\"version\": {version}, \"padding\": \"{}\"}}", "x".repeat(version % 1000));
    let items = [
        item("books", "GET", books),
        item("bad/large", "GET", "x".repeat(LARGE)),
        item("bad/upload", "POST", "{}".to_owned()),
    ];
    json!({"info": {"name": "shop"}, "item": items}).to_string()
}

/// Bad clients have a route of their own, so that they are counted apart, and the same backend.
fn config(proxy: SocketAddr, admin: SocketAddr, backend: SocketAddr) -> String {
    format!(
        r#"
        state_dir = "state"
        [server]
        listen = "{proxy}"
        idle_timeout = "3s"
        header_timeout = "2s"
        read_timeout = "2s"
        write_timeout = "3s"
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
        [[routes]]
        name = "bad"
        path = "/bad"
        upstream = "shop"
        mock = "shop"
        [routes.endpoints]
        "GET /bad/large" = "mock"
        "#
    )
}
