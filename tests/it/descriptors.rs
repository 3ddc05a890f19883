//! A process that is short of file descriptors says so, and nobody hangs.

use std::process::{Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::support::{LISTENERS, RawClient, Serving, collection, eventually, item, within};

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
    start_with_log(limit, more, Stdio::null()).await
}

/// With warnings and errors in `log`.
async fn start_with_log(limit: &str, more: &str, log: impl Into<Stdio>) -> (Serving, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config =
        "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";
    std::fs::write(folder.path().join("understudy.toml"), format!("{LISTENERS}{config}{more}")).unwrap();
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let file = folder.path().join("understudy.toml").display().to_string();
    let mut command = limited(limit, &["run", "--log", "warn", "--config", &file]);
    command.stderr(log);
    (Serving::start(command).await, folder)
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

/// All at once: each is served or told, the operator gets in meanwhile, and no connection finds that there is no
/// descriptor left for it.
#[tokio::test]
async fn a_flood() {
    const FLOOD: usize = 400;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let (serving, _files) = start_with_log("ulimit -n 256", "", std::fs::File::create(&log).unwrap()).await;
    let (proxy, admin) = (serving.client("proxy").address(), serving.client("admin").address());
    let mut clients = JoinSet::new();
    for _ in 0..FLOOD {
        clients.spawn(async move {
            let mut client = TcpStream::connect(proxy).await.unwrap();
            // Who is turned away may have been so before it could ask.
            let _ = client.write_all(b"GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
            let mut told = [0; 12];
            within("an answer", client.read_exact(&mut told)).await.unwrap();
            (String::from_utf8_lossy(&told).into_owned(), client)
        });
    }
    let health =
        RawClient::connect(admin).await.exchange("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert_eq!(health.head.status(), 200);
    let (told, _held): (Vec<_>, Vec<_>) = clients.join_all().await.into_iter().unzip();
    let count = |status: &str| told.iter().filter(|told| told.ends_with(status)).count();
    let (served, refused) = (count(" 200"), count(" 503"));
    assert!(served > 0 && refused > 0 && served + refused == FLOOD, "{served} + {refused}: {told:?}");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("Short of file descriptors") && !log.contains("ccept"), "{log}");
}

/// Takes connections, and never says anything.
fn silent() -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    socket.listen(1024).unwrap()
}

/// Clients that were let in may all ask for a backend at once.
#[tokio::test]
async fn a_backend_is_not_down_because_no_descriptor_is_left_for_it() {
    /// Each with a connection to the backend, these are more than there are descriptors.
    const CLIENTS: usize = 260;
    let upstream = silent();
    let route = format!(
        "[upstreams.live]\nurl = \"http://{}\"\n[[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"live\"\n\
         mock = \"shop\"\n",
        upstream.local_addr().unwrap()
    );
    let (serving, _folder) = start("ulimit -n 512", &route).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    assert_eq!(admin.get("/healthz").await.status, 200);
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n");
    let mut idle = Vec::new();
    for _ in 0..CLIENTS {
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
    // The operator gets in all the same, one after the other and several at once.
    let mut operators = Vec::new();
    for _ in 0..4 {
        let mut operator = RawClient::connect(admin.address()).await;
        let health = operator.exchange("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        assert_eq!(health.head.status(), 200);
        operators.push(operator);
    }
    let metrics = admin.get("/metrics").await.text();
    assert!(metrics.contains("understudy_breaker_open{upstream=\"live\"} 0"), "{metrics}");
    drop(clients);
    eventually("room again", async || (proxy.get("/books").await.status == 200).then_some(())).await;
}
