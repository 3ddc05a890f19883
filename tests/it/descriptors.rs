//! A process that is short of file descriptors says so, and nobody hangs.

use std::process::Command;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{
    Behaviour, LISTENERS, RawClient, Serving, Upstream, collection, eventually, item, within,
};

/// Few enough that a test can take them all.
const LIMIT: usize = 128;

/// The command under a lower limit. A shell lowers it, as only the process itself could otherwise.
fn limited(limit: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit} && exec \"$@\""), "sh", env!("CARGO_BIN_EXE_understudy")]);
    command.args(arguments).env("NO_COLOR", "1");
    command
}

async fn start(limit: &str, more: &str) -> (Serving, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    std::fs::write(folder.path().join("understudy.toml"), format!("{LISTENERS}{config}{more}")).unwrap();
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let file = folder.path().join("understudy.toml").display().to_string();
    (Serving::start(limited(limit, &["run", "--log", "off", "--config", &file])).await, folder)
}

#[tokio::test]
async fn the_limit_is_raised_at_the_start() {
    let (serving, _folder) = start("ulimit -S -n 64 && ulimit -H -n 256", "").await;
    let status = serving.client("admin").get("/api/status").await.json();
    assert_eq!(status["connections"]["descriptors"], 256, "{status}");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serving.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(line.split_whitespace().nth(3), Some("256"), "{line}");
}

#[tokio::test]
async fn clients_are_turned_away_and_the_operator_is_not() {
    let (serving, _folder) = start(&format!("ulimit -n {LIMIT}"), "").await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    assert_eq!(admin.get("/healthz").await.text(), "ok\n");
    let mut held = Vec::new();
    let mut told = String::new();
    for _ in 0..2 * LIMIT {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        // Who is turned away is told without being asked; who is not hears nothing.
        let hears =
            tokio::time::timeout(std::time::Duration::from_millis(20), stream.read_to_string(&mut told));
        if hears.await.is_ok() {
            break;
        }
        held.push(stream);
    }
    assert!(held.len() < LIMIT, "{} clients", held.len());
    assert!(told.starts_with("HTTP/1.1 503 ") && told.contains("overloadedError"), "{told}");
    let health = within("health", admin.get("/healthz")).await;
    assert!(health.text().contains("short of file descriptors"), "{}", health.text());
    assert_eq!(admin.get("/readyz").await.status, 503);
    let status = admin.get("/api/status").await.json();
    assert_eq!(status["connections"]["descriptors"], LIMIT, "{status}");
    assert_eq!(status["connections"]["refused"], 1, "{status}");
    let metrics = admin.get("/metrics").await.text();
    assert!(metrics.contains("\nunderstudy_connections_refused_total 1\n"), "{metrics}");
    drop(held);
    eventually("room again", async || (proxy.get("/books").await.status == 200).then_some(())).await;
}

/// Clients that were let in may all ask for a backend at once.
#[tokio::test]
async fn a_backend_is_not_down_because_no_descriptor_is_left_for_it() {
    let upstream = Upstream::start(Behaviour::Silent);
    let route = format!(
        "[upstreams.live]\nurl = \"http://{}\"\n[[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"live\"\n\
         mock = \"shop\"\n",
        upstream.address()
    );
    let (serving, _folder) = start(&format!("ulimit -n {LIMIT}"), &route).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    assert_eq!(admin.get("/healthz").await.status, 200);
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n");
    let mut idle = Vec::new();
    for _ in 0..LIMIT / 2 {
        let mut client = RawClient::connect(proxy.address()).await;
        assert_eq!(client.exchange(&get("/books")).await.head.status(), 200);
        idle.push(client);
    }
    let mut clients = JoinSet::new();
    for mut client in idle {
        let asks = get("/live");
        clients.spawn(async move {
            client.write(asks).await;
            client.try_head().await
        });
    }
    // The others wait for the backend. The first that is answered found no descriptor.
    let answer = within("an answer", clients.join_next()).await.unwrap().unwrap().unwrap();
    assert_eq!(answer.status(), 503, "{answer:?}");
    assert_eq!(answer.header("x-understudy-reason"), None, "{answer:?}");
    let metrics = admin.get("/metrics").await.text();
    assert!(metrics.contains("understudy_breaker_open{upstream=\"live\"} 0"), "{metrics}");
    drop(clients);
    eventually("room again", async || (proxy.get("/books").await.status == 200).then_some(())).await;
}
