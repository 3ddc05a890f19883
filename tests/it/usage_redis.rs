//! Three processes that share counts and limits through one Redis, which stops and starts meanwhile.

use std::path::Path;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;

use crate::support::{
    Client, Redis, Serving, collection, command, eventually, is_there, item, key_lines, send,
};

const TEAM: &str = "usk_the-key-of-the-team";

/// One of the processes.
struct Node {
    serving: Serving,
    proxy: Client,
    admin: Client,
}

impl Node {
    async fn start(config: &str) -> Self {
        let mut command = command(&["run", "--log", "error,access=off", "--config", config]);
        command.stderr(std::process::Stdio::null());
        let serving = Serving::start(command).await;
        Self { proxy: serving.client("proxy"), admin: serving.client("admin"), serving }
    }

    /// Asks this often, and gives how many were answered; the others were refused.
    async fn call(&self, count: u64) -> u64 {
        let mut answered = 0;
        for _ in 0..count {
            let request = self.proxy.request(Method::GET, "/books").header("x-api-key", TEAM);
            match send(request).await.status {
                200 => answered += 1,
                status => assert_eq!(status, 429),
            }
        }
        answered
    }

    async fn usage(&self) -> Value {
        self.admin.get("/api/usage").await.json()
    }

    /// Calls of all processes, as this one knows them.
    async fn calls(&self) -> u64 {
        let usage = self.usage().await;
        usage["calls"].as_array().unwrap().iter().map(|row| row["calls"].as_u64().unwrap()).sum()
    }
}

/// Three processes with these terms of the key, and the folder of their config.
async fn start(redis: &Redis, terms: &str) -> (Vec<Node>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("books", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let config = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n[usage]\nstore = \"{}\"\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n{}",
        redis.url(),
        key_lines("team", TEAM, terms)
    );
    let path = folder.path().join("understudy.toml");
    std::fs::write(&path, config).unwrap();
    let path = path.display().to_string();
    (join_all((0..3).map(|_| Node::start(&path))).await, folder)
}

async fn call_all(nodes: &[Node], count: u64) -> u64 {
    join_all(nodes.iter().map(|node| node.call(count))).await.iter().sum()
}

/// Every process comes to know exactly this many calls, and goes on knowing them.
async fn all_come_to(nodes: &[Node], expected: u64) {
    for node in nodes {
        let mut last = 0;
        eventually(&format!("{expected} calls"), async || {
            last = node.calls().await;
            assert!(last <= expected, "{last} of {expected}");
            (last == expected).then_some(())
        })
        .await;
        let usage = node.usage().await;
        assert_eq!(usage["keys"][0]["usage"], expected);
    }
}

#[tokio::test]
async fn counts_add_up_whatever_becomes_of_redis() {
    if !is_there("redis-server") {
        return;
    }
    let mut redis = Redis::start().await;
    let (mut nodes, folder) = start(&redis, "").await;
    let mut sent = call_all(&nodes, 40).await;
    all_come_to(&nodes, sent).await;
    redis.stop().await;
    sent += call_all(&nodes, 40).await;
    redis.revive().await;
    sent += call_all(&nodes, 40).await;
    all_come_to(&nodes, sent).await;
    // Killed, it forgets its last second, and each process tells it again.
    sent += call_all(&nodes, 40).await;
    redis.kill();
    sent += call_all(&nodes, 40).await;
    redis.revive().await;
    all_come_to(&nodes, sent).await;
    // A process that ends leaves its calls behind, and its successor finds them.
    sent += nodes[0].call(7).await;
    nodes[0].serving.end("INT").await;
    nodes[0] = Node::start(&folder.path().join("understudy.toml").display().to_string()).await;
    sent += call_all(&nodes, 10).await;
    all_come_to(&nodes, sent).await;
    assert_eq!(sent, 3 * 210 + 7);
    // Even one that comes back empty is told all that those who serve have counted.
    redis.kill();
    redis.wipe();
    redis.revive().await;
    eventually("the survivors' calls", async || (nodes[1].calls().await >= 2 * 210).then_some(())).await;
}

#[tokio::test]
async fn without_redis_a_process_starts_and_counts_by_itself() {
    if !is_there("redis-server") {
        return;
    }
    let mut redis = Redis::start().await;
    redis.stop().await;
    let (nodes, _folder) = start(&redis, "monthly_limit = 30").await;
    for node in &nodes {
        assert_eq!(node.call(5).await, 5);
        assert!(node.usage().await["store"]["trouble"].is_string());
    }
    redis.revive().await;
    all_come_to(&nodes, 15).await;
    eventually("all is well", async || nodes[0].usage().await["store"]["trouble"].is_null().then_some(()))
        .await;
}

#[tokio::test]
async fn a_monthly_limit_holds_across_processes() {
    const LIMIT: u64 = 500;
    if !is_there("redis-server") {
        return;
    }
    let redis = Redis::start().await;
    let (nodes, _folder) = start(&redis, &format!("monthly_limit = {LIMIT}")).await;
    let mut answered = call_all(&nodes, 300).await;
    assert!(answered <= LIMIT, "{answered}");
    // What one leased and does not use, it gives back, and another may have it.
    eventually("the last call", async || {
        answered += call_all(&nodes, 1).await;
        assert!(answered <= LIMIT, "{answered}");
        (answered == LIMIT).then_some(())
    })
    .await;
    assert_eq!(call_all(&nodes, 20).await, 0);
    all_come_to(&nodes, LIMIT).await;
}

/// A config beside the first one in which the key that is called `before` there has this name.
fn renamed(folder: &Path, before: &str, name: &str) -> String {
    let config = std::fs::read_to_string(folder.join("understudy.toml")).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, config.replace(&format!("name = \"{before}\""), &format!("name = \"{name}\"")))
        .unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn a_renamed_key_keeps_its_counts_also_beside_processes_that_know_it_by_its_old_name() {
    const LIMIT: u64 = 60;
    if !is_there("redis-server") {
        return;
    }
    let mut redis = Redis::start().await;
    let (mut nodes, folder) = start(&redis, &format!("monthly_limit = {LIMIT}")).await;
    let mut sent = call_all(&nodes, 5).await;
    all_come_to(&nodes, sent).await;
    // One is replaced by one with the new name, while the others go on with the old one.
    nodes[0].serving.end("INT").await;
    nodes[0] = Node::start(&renamed(folder.path(), "team", "crew")).await;
    sent += call_all(&nodes, 5).await;
    all_come_to(&nodes, sent).await;
    for (node, name) in nodes.iter().zip(["crew", "team", "team"]) {
        assert_eq!(node.usage().await["calls"][0]["key"], name);
    }
    // The others learn of it while Redis is away.
    redis.stop().await;
    std::fs::copy(renamed(folder.path(), "team", "crew"), folder.path().join("understudy.toml")).unwrap();
    for node in &nodes {
        send(node.admin.request(Method::POST, "/api/reload")).await;
    }
    sent += call_all(&nodes, 2).await;
    redis.revive().await;
    sent += call_all(&nodes, 2).await;
    all_come_to(&nodes, sent).await;
    assert_eq!(nodes[2].usage().await["calls"][0]["key"], "crew");
    // So does one that starts while Redis is away.
    redis.stop().await;
    nodes[1].serving.end("INT").await;
    nodes[1] = Node::start(&renamed(folder.path(), "crew", "squad")).await;
    sent += nodes[1].call(1).await;
    redis.revive().await;
    all_come_to(&nodes, sent).await;
    assert_eq!(nodes[1].usage().await["calls"][0]["key"], "squad");
    eventually("the last call", async || {
        sent += call_all(&nodes, 1).await;
        assert!(sent <= LIMIT, "{sent}");
        (sent == LIMIT).then_some(())
    })
    .await;
    assert_eq!(call_all(&nodes, 20).await, 0);
}

#[tokio::test]
async fn a_rate_holds_across_processes() {
    const RATE: u64 = 90;
    if !is_there("redis-server") {
        return;
    }
    let redis = Redis::start().await;
    let (nodes, _folder) = start(&redis, &format!("rate_limit = {RATE}")).await;
    let answered = call_all(&nodes, 2 * RATE).await;
    // The minute may turn meanwhile.
    assert!((1..=2 * RATE).contains(&answered), "{answered}");
}

#[tokio::test]
async fn a_redis_that_stands_still_refuses_no_request_and_loses_no_call() {
    if !is_there("redis-server") {
        return;
    }
    let redis = Redis::start().await;
    let (nodes, _folder) = start(&redis, "monthly_limit = 1000").await;
    let mut sent = call_all(&nodes, 20).await;
    all_come_to(&nodes, sent).await;
    redis.pause();
    sent += call_all(&nodes, 60).await;
    let trouble = async || nodes[0].usage().await["store"]["trouble"].is_string().then_some(());
    eventually("it is told", trouble).await;
    sent += call_all(&nodes, 60).await;
    assert_eq!(sent, 3 * 140);
    redis.resume();
    all_come_to(&nodes, sent).await;
}

#[tokio::test]
async fn a_process_that_is_killed_takes_no_more_than_its_lease() {
    const LIMIT: u64 = 640;
    /// A 32nd of what is left.
    const LEASE: u64 = LIMIT / 32;
    if !is_there("redis-server") {
        return;
    }
    let redis = Redis::start().await;
    let (mut nodes, _folder) = start(&redis, &format!("monthly_limit = {LIMIT}")).await;
    let mut answered: u64 = join_all((0..60).map(|_| nodes[0].call(1))).await.iter().sum();
    nodes.remove(0).serving.kill();
    eventually("all but the lease", async || {
        answered += call_all(&nodes, 40).await;
        assert!(answered <= LIMIT, "{answered}");
        (answered >= LIMIT - LEASE).then_some(())
    })
    .await;
}
