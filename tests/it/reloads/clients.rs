//! Clients that ask on and on, and look at each answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use reqwest::Method;
use tokio::task::JoinHandle;

use super::versions::source;
use super::writing::Way;
use crate::support::{Answer, Client, try_send};

const CLIENTS: usize = 4;

/// Clients at work.
pub(super) struct Clients {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<Result<(), String>>>,
}

#[derive(Debug, Default)]
struct Shared {
    answers: AtomicU64,
    is_over: AtomicBool,
}

impl Clients {
    pub(super) fn start(address: std::net::SocketAddr, way: Way) -> Self {
        let shared = Arc::new(Shared::default());
        let tasks = (0..CLIENTS).map(|_| {
            let (client, shared) = (Client::new(address), Arc::clone(&shared));
            tokio::spawn(async move { ask_on_and_on(&client, &shared, way).await })
        });
        Self { tasks: tasks.collect(), shared }
    }

    /// Ends them; how many answers there were, all of them right.
    pub(super) async fn end(self) -> Result<u64, String> {
        self.shared.is_over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.map_err(|error| error.to_string())??;
        }
        Ok(self.shared.answers.load(Ordering::Relaxed))
    }
}

async fn ask_on_and_on(client: &Client, shared: &Shared, way: Way) -> Result<(), String> {
    let mut last = 0;
    while !shared.is_over.load(Ordering::Relaxed) {
        for path in ["/books", "/toggled", "/nobody/knows"] {
            let answer = try_send(client.request(Method::GET, path)).await.map_err(|it| format!("{it:?}"))?;
            let version = one_version(path, &answer, way)?;
            if version < last {
                return Err(format!("{path}: back from version {last} to {version}"));
            }
            last = version;
            shared.answers.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

/// The one version that all of an answer is of.
fn one_version(path: &str, answer: &Answer, way: Way) -> Result<u64, String> {
    let told = || format!("{path}: {} {:?} {}", answer.status, answer.headers, answer.text());
    let body = serde_json::from_slice::<serde_json::Value>(&answer.body).map_err(|_| told())?;
    if path == "/nobody/knows" {
        let closest = body["error"]["closest"].as_array().ok_or_else(told)?;
        let version = |name: &str| name.rsplit_once(" v").and_then(|(_, version)| version.parse().ok());
        let versions = closest.iter().map(|one| one["name"].as_str().and_then(version));
        let versions = versions.collect::<Option<Vec<u64>>>().ok_or_else(told)?;
        return match versions.split_first() {
            Some((first, rest)) if rest.len() == 2 && rest.iter().all(|it| it == first) => Ok(*first),
            _ => Err(told()),
        };
    }
    let version = body["version"].as_u64().ok_or_else(told)?;
    let is_whole = answer.status == 200 && answer.header("x-version") == Some(&version.to_string());
    // Only where config and collection change at once do the two belong together.
    let of_config = (path, way) == ("/toggled", Way::Links);
    let is_mixed = of_config && answer.header("x-understudy-source") != Some(source(version));
    if is_whole && !is_mixed { Ok(version) } else { Err(told()) }
}
