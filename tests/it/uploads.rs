//! Large uploads to a mock that are over `max_body`: what was kept of them goes back to the system.

use reqwest::{Body, Method};
use tokio::task::JoinSet;

use crate::support::{Serving, collection, command, eventually, item, send};

const MIB: usize = 1024 * 1024;
const UPLOADS: usize = 10;

/// What may be kept of one, and what is sent.
const MAX_BODY: usize = 16 * MIB;
const SENT: usize = 24 * MIB;

/// The memory of a process that no file stands behind, in bytes.
fn memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("RssAnon");
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

async fn serve(folder: &std::path::Path) -> Serving {
    let shop = collection(&[item("order", "POST", "/orders", 201, "{}")]);
    std::fs::write(folder.join("shop.json"), shop).unwrap();
    let config = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nmax_body = {MAX_BODY}\n[admin]\nlisten = \"127.0.0.1:0\"\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n"
    );
    std::fs::write(folder.join("understudy.toml"), config).unwrap();
    let config = folder.join("understudy.toml").display().to_string();
    Serving::start(command(&["run", "--log", "error,access=off", "--config", &config])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_that_are_over_leave_no_memory_behind() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve(folder.path()).await;
    let before = memory(serving.id());
    let mut uploads = JoinSet::new();
    for _ in 0..UPLOADS {
        // As a stream: its length is not told beforehand.
        let pieces = (0..SENT / MIB).map(|_| Ok::<_, std::io::Error>(vec![b'x'; MIB]));
        let body = Body::wrap_stream(futures_util::stream::iter(pieces));
        let request = serving.client("proxy").request(Method::POST, "/orders").body(body);
        uploads.spawn(async move { send(request).await });
    }
    for answer in uploads.join_all().await {
        assert_eq!((answer.status, answer.header("x-understudy-body")), (201, Some("over-max-body")));
    }
    let mut last = 0;
    eventually(&format!("{before} bytes of memory and little more"), async || {
        last = memory(serving.id());
        (last < before + 2 * MAX_BODY).then_some(())
    })
    .await;
}
