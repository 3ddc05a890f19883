//! What people do meanwhile, and what becomes of the backend.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::sleep;

use super::backend::Backend;
use super::product::collection;

/// The backend dies and comes back.
pub(crate) async fn flap(backend: Arc<Backend>, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        sleep(Duration::from_millis(fastrand::u64(100..1000))).await;
        backend.is_up.send_replace(false);
        sleep(Duration::from_millis(fastrand::u64(50..500))).await;
        backend.is_up.send_replace(true);
        backend.take_connections();
    }
}

/// Modes that answer whatever the backend does.
pub(crate) async fn toggle(admin: SocketAddr, stopped: watch::Receiver<bool>) {
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
pub(crate) async fn edit(file: PathBuf, stopped: watch::Receiver<bool>) {
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
