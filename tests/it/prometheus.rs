//! The metrics as Prometheus itself reads them: `promtool`'s opinion, and a real scrape with the
//! configuration of the project.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::Value;

use crate::support::{
    Behaviour, Client, Understudy, Upstream, collection, eventually, is_there, item, known_key, send,
};

const TEAM: &str = "usk_the-key-of-the-team";

/// Understudy after some of everything: live, mocked, fallback, unmatched, refused.
async fn busy() -> Understudy {
    let mut upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\n\
         name = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n[[routes]]\nname = \"mocked\"\npath = \"/mocked\"\n\
         mock = \"shop\"\n{}monthly_limit = 5\n",
        upstream.address(),
        known_key(TEAM)
    );
    let paths = ["/books", "/mocked"];
    let shop = collection(&paths.map(|path| item(path, "GET", path, 200, "{}")));
    let understudy = Understudy::start(&routes, &[("shop.json", &shop)]).await;
    call(&understudy, "/books", 2).await;
    upstream.kill().await;
    call(&understudy, "/books", 3).await;
    call(&understudy, "/mocked", 3).await;
    for path in ["/mocked", "/mocked/nothing"] {
        understudy.client.get(path).await;
    }
    understudy
}

async fn call(understudy: &Understudy, path: &str, count: usize) {
    for _ in 0..count {
        send(understudy.client.request(Method::GET, path).header("x-api-key", TEAM)).await;
    }
}

#[tokio::test]
async fn promtool_finds_nothing_to_mend() {
    if !is_there("promtool") {
        return;
    }
    let understudy = busy().await;
    let metrics = understudy.admin.get("/metrics").await.text();
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    promtool.stdin.take().unwrap().write_all(metrics.as_bytes()).unwrap();
    let output = promtool.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.is_empty(), "{told}\n{metrics}");
}

/// A Prometheus of the test's own; it is killed when it is dropped.
struct Prometheus {
    child: Child,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Prometheus {
    /// One with the project's configuration, but for the address of its target and the pace.
    fn start(target: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("conf/prometheus.yml");
        let text = std::fs::read_to_string(ours).unwrap();
        assert!(text.contains("127.0.0.1:8081") && text.contains("15s"), "{text}");
        let config = text.replace("127.0.0.1:8081", &target.to_string()).replace("15s", "1s");
        std::fs::write(folder.path().join("prometheus.yml"), config).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new("prometheus")
            .args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"])
            .arg(format!("--web.listen-address={address}"))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, client: Client::new(address), _folder: folder }
    }

    /// The value that a query gives; none while Prometheus has not begun or not scraped.
    async fn value(&self, query: &str) -> Option<String> {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let request = self.client.request(Method::GET, &format!("/api/v1/query?query={query}"));
        let answer: Value = request.send().await.ok()?.json().await.ok()?;
        answer["data"]["result"][0]["value"][1].as_str().map(str::to_owned)
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn prometheus_scrapes_and_answers_with_the_calls_that_were_made() {
    if !is_there("prometheus") {
        return;
    }
    let understudy = busy().await;
    let prometheus = Prometheus::start(understudy.running.admin().unwrap());
    for (query, expected) in [
        ("sum(understudy_calls_total{key=\"team\",source=\"live\"})", "2"),
        ("sum(understudy_calls_total{key=\"team\",source=\"fallback\"})", "3"),
        ("sum(understudy_calls_total{key=\"team\",source=\"mock\"})", "2"),
        ("sum(understudy_calls_total{key=\"none\"})", "2"),
        ("understudy_key_usage / understudy_key_limit", "1"),
        ("sum(understudy_fallback_total)", "3"),
        ("sum(understudy_requests_total{status=\"4xx\"})", "2"),
    ] {
        eventually(query, async || (prometheus.value(query).await? == expected).then_some(())).await;
    }
}
