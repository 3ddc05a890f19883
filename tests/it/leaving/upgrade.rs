//! A process takes over from another under load: no request is lost, and no count.

use std::net::TcpListener;
use std::path::Path;

use super::load::Load;
use crate::support::{Client, Serving, collection, command, eventually, item, run, signal_to, within_times};

/// Pingora leaves five seconds between handing on and leaving.
const TIMES_PATIENCE: u32 = 3;

/// A folder with a config on two free ports: who takes over finds them in use, so that none can be chosen later.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("book", "GET", "/books/:id", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let free = [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [proxy, admin] = free.map(|free| free.local_addr().unwrap());
    let config = format!(
        "state_dir = \"state\"\n[server]\nlisten = \"{proxy}\"\n[admin]\nlisten = \"{admin}\"\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n"
    );
    std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
    folder
}

fn arguments(folder: &Path) -> [String; 5] {
    let config = folder.join("understudy.toml").display().to_string();
    ["run".to_owned(), "--log".to_owned(), "off".to_owned(), "--config".to_owned(), config]
}

async fn serve(folder: &Path, more: &[&str]) -> Serving {
    let arguments = arguments(folder);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    Serving::start(command(&arguments)).await
}

/// The calls that a process knows of, those of the one before included.
async fn counted(admin: &Client) -> u64 {
    let usage = admin.get("/api/usage").await.json();
    usage["calls"].as_array().unwrap().iter().map(|row| row["calls"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn no_request_and_no_count_is_lost() {
    let folder = folder();
    let mut old = serve(folder.path(), &[]).await;
    let load = Load::start(old.client("proxy").address());
    eventually("some answers", async || (load.answers() > 100).then_some(())).await;

    let path = folder.path().to_owned();
    let new = tokio::spawn(async move { serve(&path, &["--upgrade"]).await });
    let socket = folder.path().join("state/upgrade.sock");
    eventually("who waits for the listeners", async || socket.exists().then_some(())).await;
    signal_to(old.id(), "QUIT");
    let new = within_times(TIMES_PATIENCE, "who takes over", new).await.unwrap();
    assert_eq!(within_times(TIMES_PATIENCE, "the end of the old one", old.ended()).await, Some(0));
    let before = load.answers();
    eventually("answers of the new one", async || (load.answers() > before + 100).then_some(())).await;
    let answers = load.end().await.unwrap();
    let admin = new.client("admin");
    eventually("every call", async || (counted(&admin).await == answers).then_some(())).await;
}

#[test]
fn nobody_to_take_over_from_is_told() {
    let folder = folder();
    let file = folder.path().join("understudy.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("state_dir = \"state\"\n", "");
    std::fs::write(&file, text).unwrap();
    let (code, _, told) = run(&["run", "--upgrade", "--config", file.to_str().unwrap()]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("upgrade_sock"), "{told}");
}
