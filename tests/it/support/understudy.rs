//! Understudy in this process, with files of its own and free ports.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use understudy::diagnostic::Diagnostic;
use understudy::proxy::Gateway;
use understudy::server::{self, Running, Signals};

use super::{Client, eventually};

/// A server that answers; it stops, and its files go, when it is dropped.
pub(crate) struct Understudy {
    pub(crate) running: Running,
    pub(crate) client: Client,
    pub(crate) admin: Client,
    folder: TempDir,
}

/// Both listeners on free ports, and reloads that wait for little.
pub(crate) const LISTENERS: &str = r#"
[server]
listen = "127.0.0.1:0"
access_log = false
[admin]
listen = "127.0.0.1:0"
[reload]
debounce = "5ms"
"#;

impl Understudy {
    /// Starts with `routes` behind [`LISTENERS`], and these files beside the config.
    pub(crate) async fn start(routes: &str, files: &[(&str, &str)]) -> Self {
        Self::try_start(&format!("{LISTENERS}{routes}"), files).await.unwrap_or_else(|problems| {
            let told: Vec<_> = problems.iter().map(|problem| problem.render(false)).collect();
            panic!("{}", told.join("\n"))
        })
    }

    /// Starts with this whole config, or tells why not.
    pub(crate) async fn try_start(config: &str, files: &[(&str, &str)]) -> Result<Self, Vec<Diagnostic>> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        std::fs::write(folder.path().join("understudy.toml"), config).expect("a config");
        Self::start_in(folder).await
    }

    /// Starts with the `understudy.toml` of this folder, or tells why not.
    pub(crate) async fn start_in(folder: TempDir) -> Result<Self, Vec<Diagnostic>> {
        let builder = understudy::Understudy::builder(Gateway);
        let loaded = builder.config_file(folder.path().join("understudy.toml")).load();
        let loaded = loaded.map_err(|unusable| unusable.0)?;
        let start = move || server::start(loaded, Signals::Ignored);
        let running =
            tokio::task::spawn_blocking(start).await.expect("a start").map_err(|problem| vec![problem])?;
        let admin = Client::new(running.admin().expect("an admin listener"));
        Ok(Self { client: Client::new(running.proxy()), admin, running, folder })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.proxy()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Which snapshot serves.
    pub(crate) fn generation(&self) -> u64 {
        self.running.live().snapshot().generation
    }

    /// Writes a file and waits until the change serves.
    pub(crate) async fn change(&self, name: &str, text: &str) {
        let before = self.generation();
        std::fs::write(self.path(name), text).expect("a file");
        eventually("the change", async || (self.generation() > before).then_some(())).await;
    }

    /// Waits until a series has this value: a request is counted once its answer is on its way, not before.
    pub(crate) async fn counts(&self, series: &str, expected: u64) {
        eventually(&format!("{expected} for {series}"), async || {
            (self.metric(series).await == expected).then_some(())
        })
        .await;
    }

    /// The value of a series, as Prometheus would read it; 0 where there is none.
    pub(crate) async fn metric(&self, series: &str) -> u64 {
        let text = self.admin.get("/metrics").await.text();
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().expect("a whole number"))
    }
}

/// The lines of a config that make `key` known as `team`.
pub(crate) fn known_key(key: &str) -> String {
    key_lines("team", key, "")
}

/// The lines of a config that make `key` known under a name, with these terms.
pub(crate) fn key_lines(name: &str, key: &str, terms: &str) -> String {
    let hash = understudy::access::hash(key.as_bytes());
    let hex = hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("[[keys]]\nname = \"{name}\"\nsha256 = \"{hex}\"\n{terms}\n")
}

/// A collection with these items.
pub(crate) fn collection(items: &[Value]) -> String {
    json!({"info": {"name": "test", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}, "item": items})
        .to_string()
}

/// An item with one request and one example, which is called as the item is.
pub(crate) fn item(name: &str, method: &str, path: &str, status: u16, body: &str) -> Value {
    let request = json!({"method": method, "url": format!("{{{{baseUrl}}}}{path}")});
    let headers = json!([{"key": "Content-Type", "value": "application/json"}]);
    let response = json!({
        "id": name, "name": name, "originalRequest": request, "code": status, "header": headers, "body": body
    });
    json!({"name": name, "request": request, "response": [response]})
}
