//! The embedded store, with real processes: killed, ended, out of space, and without a folder to write to.

use std::fs::Permissions;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Client, Serving, collection, command, eventually, item, key_lines, run, send, within_times,
};

const TEAM: &str = "usk_the-key-of-the-team";

/// A folder with a config that counts in `state`, and the mock that it serves.
fn folder(terms: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("books", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let config = format!(
        "state_dir = \"state\"\n[server]\nlisten = \"127.0.0.1:0\"\ngrace_period = \"0s\"\n[admin]\n\
         listen = \"127.0.0.1:0\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\n\
         mock = \"shop\"\n{}",
        key_lines("team", TEAM, terms)
    );
    std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
    folder
}

fn config(folder: &Path) -> String {
    folder.join("understudy.toml").display().to_string()
}

async fn serve(folder: &Path) -> Serving {
    let mut command = command(&["run", "--log", "warn,access=off", "--config", &config(folder)]);
    command.stderr(log(folder));
    Serving::start(command).await
}

/// Everything that every process of the folder logs.
fn log(folder: &Path) -> std::fs::File {
    std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap()
}

/// Asks this often, and gives how many were answered.
async fn call(proxy: &Client, count: u64) -> u64 {
    let mut answered = 0;
    for _ in 0..count {
        let request = proxy.request(Method::GET, "/books").header("x-api-key", TEAM);
        answered += u64::from(send(request).await.status == 200);
    }
    answered
}

async fn usage(admin: &Client) -> Value {
    admin.get("/api/usage").await.json()
}

/// The calls of all months, as the admin listener tells them.
async fn calls(admin: &Client) -> u64 {
    usage(admin).await["calls"].as_array().unwrap().iter().map(|row| row["calls"].as_u64().unwrap()).sum()
}

async fn until_stored(admin: &Client) {
    let is_stored = async || (usage(admin).await["store"]["unstored"] == 0).then_some(());
    eventually("the store to be told", is_stored).await;
}

#[tokio::test]
async fn killed_fifty_times_it_loses_only_what_was_not_stored_yet() {
    let folder = folder("");
    let mut known = 0;
    for round in 0..50 {
        let mut serving = serve(folder.path()).await;
        let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
        assert_eq!(calls(&admin).await, known, "round {round}: what the last one left");
        let mut stored = known;
        if round % 3 == 0 {
            stored += call(&proxy, 5).await;
            until_stored(&admin).await;
        }
        // The rest is killed at any moment of its way into the store.
        let answered = stored + call(&proxy, round % 11).await;
        serving.kill();
        let after = serve(folder.path()).await;
        known = calls(&after.client("admin")).await;
        assert!((stored..=answered).contains(&known), "round {round}: {known} of {stored} to {answered}");
        drop(after);
    }
    assert!(known >= 17 * 5, "{known}");
}

#[tokio::test]
async fn ended_in_peace_it_loses_nothing_and_limits_hold_on() {
    let folder = folder("monthly_limit = 12");
    for (signal, expected) in [("INT", 5), ("TERM", 10), ("INT", 12)] {
        let mut serving = serve(folder.path()).await;
        call(&serving.client("proxy"), 5).await;
        assert_eq!(calls(&serving.client("admin")).await, expected);
        serving.end(signal).await;
    }
    let serving = serve(folder.path()).await;
    assert_eq!(call(&serving.client("proxy"), 3).await, 0);
    let (code, table, _) = run(&["keys", "list", "--admin", &admin_url(&serving)]);
    assert_eq!(code, 0);
    assert!(table.contains("store: embedded") && table.contains("team  12    12"), "{table}");
}

/// Gives the key another name in the config, and other terms.
fn rename(folder: &Path, name: &str, terms: &str) {
    let path = folder.join("understudy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let (before, _) = config.split_once("[[keys]]").unwrap();
    std::fs::write(path, format!("{before}{}", key_lines(name, TEAM, terms))).unwrap();
}

async fn me(proxy: &Client) -> Value {
    let request = proxy.request(Method::GET, "/_understudy/me").header("x-api-key", TEAM);
    send(request).await.json()["operations"][0]["usage"].clone()
}

/// The only key that is told has this name and these calls, in its row and by route.
async fn told_as(serving: &Serving, name: &str, calls: u64) {
    let told = usage(&serving.client("admin")).await;
    let rows = json!({"keys": told["keys"], "calls": told["calls"]});
    let row = |list: &str, what: &str| json!([rows[list][0]["key"], rows[list][0][what], rows[list][1]]);
    assert_eq!(row("keys", "usage"), json!([name, calls, null]), "{rows}");
    assert_eq!(row("calls", "calls"), json!([name, calls, null]), "{rows}");
    assert_eq!(me(&serving.client("proxy")).await, calls);
}

#[tokio::test]
async fn a_renamed_key_keeps_its_counts_and_its_limit_holds() {
    let terms = "monthly_limit = 12";
    let folder = folder(terms);
    let mut serving = serve(folder.path()).await;
    assert_eq!(call(&serving.client("proxy"), 5).await, 5);
    for (name, calls) in [("crew", 6), ("squad", 7)] {
        rename(folder.path(), name, terms);
        send(serving.client("admin").request(Method::POST, "/api/reload")).await;
        assert_eq!(call(&serving.client("proxy"), 1).await, 1);
        told_as(&serving, name, calls).await;
    }
    serving.end("TERM").await;
    for (name, calls) in [("squad", 8), ("team", 9), ("guild", 10)] {
        rename(folder.path(), name, terms);
        let mut serving = serve(folder.path()).await;
        assert_eq!(call(&serving.client("proxy"), 1).await, 1, "{name}");
        told_as(&serving, name, calls).await;
        serving.end("TERM").await;
    }
    let serving = serve(folder.path()).await;
    assert_eq!(call(&serving.client("proxy"), 5).await, 2);
    told_as(&serving, "guild", 12).await;
}

fn admin_url(serving: &Serving) -> String {
    let line = serving.overview.lines().find(|line| line.trim_start().starts_with("admin")).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
    format!("http://{address}")
}

async fn metric(admin: &Client, series: &str) -> Option<String> {
    let text = admin.get("/metrics").await.text();
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')).map(str::to_owned)
}

const STORE_UP: &str = "understudy_usage_store_up{store=\"embedded\"}";

#[tokio::test]
async fn a_full_disk_refuses_no_request_and_loses_no_call_once_there_is_space() {
    let folder = folder("monthly_limit = 1000");
    let mut command = within_file_size("unlimited", folder.path());
    let (mut told, standard_error) = std::io::pipe().unwrap();
    command.stderr(standard_error);
    let mut serving = Serving::start(command).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    assert_eq!(metric(&admin, STORE_UP).await.as_deref(), Some("1"));
    call(&proxy, 7).await;
    until_stored(&admin).await;
    limit_file_size(serving.id(), "0");
    assert_eq!(call(&proxy, 7).await, 7);
    eventually("the metric", async || (metric(&admin, STORE_UP).await? == "0").then_some(())).await;
    assert!(usage(&admin).await["store"]["trouble"].is_string());
    assert_eq!(call(&proxy, 7).await, 7);
    limit_file_size(serving.id(), "unlimited");
    until_stored(&admin).await;
    assert_eq!(metric(&admin, STORE_UP).await.as_deref(), Some("1"));
    assert_eq!(calls(&admin).await, 21);
    serving.kill();
    let mut log = String::new();
    told.read_to_string(&mut log).unwrap();
    assert!(log.contains("Usage cannot be stored") && log.contains("Usage is stored again"), "{log}");
    assert_eq!(calls(&serve(folder.path()).await.client("admin")).await, 21);
}

/// A process whose files may be so long, in blocks of 512 bytes. A write past that is an error.
fn within_file_size(blocks: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -S -f \"$0\"; exec \"$@\"", blocks]);
    command.args([env!("CARGO_BIN_EXE_understudy"), "run", "--log", "info,access=off"]);
    command.args(["--config", &config(folder)]);
    command
}

#[tokio::test]
async fn a_disk_that_is_full_at_the_first_start_loses_no_call_once_there_is_space() {
    for blocks in ["0", "1", "8", "64", "512", "16384"] {
        let folder = folder("");
        let mut command = within_file_size(blocks, folder.path());
        command.stderr(Stdio::null());
        let mut serving = Serving::start(command).await;
        assert_eq!(call(&serving.client("proxy"), 7).await, 7, "{blocks}");
        let was_stored = metric(&serving.client("admin"), STORE_UP).await;
        assert_eq!(was_stored.as_deref() == Some("1"), blocks == "16384", "{blocks} blocks");
        limit_file_size(serving.id(), "unlimited");
        until_stored(&serving.client("admin")).await;
        serving.kill();
        assert_eq!(calls(&serve(folder.path()).await.client("admin")).await, 7, "{blocks} blocks");
        assert_eq!(in_state(folder.path()), ["usage.redb"], "{blocks} blocks");
    }
}

#[tokio::test]
async fn a_disk_that_stays_full_keeps_no_later_start_from_counting() {
    let folder = folder("");
    for blocks in ["0", "1", "8", "64", "512"] {
        let mut command = within_file_size(blocks, folder.path());
        command.stderr(Stdio::null());
        let mut serving = Serving::start(command).await;
        assert_eq!(call(&serving.client("proxy"), 1).await, 1, "{blocks}");
        serving.kill();
    }
    let serving = serve(folder.path()).await;
    call(&serving.client("proxy"), 3).await;
    until_stored(&serving.client("admin")).await;
    assert_eq!(calls(&serving.client("admin")).await, 3);
}

/// What is in the folder of state, by name.
fn in_state(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("state")) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Starts, and kills as soon as `moment` has come.
async fn kill_at(folder: &Path, moment: fn(&Path) -> bool) {
    let mut command = command(&["run", "--log", "off", "--config", &config(folder)]);
    let mut process = command.stdout(Stdio::null()).spawn().unwrap();
    let folder = folder.to_owned();
    let kill = move || {
        while !moment(&folder) {
            assert!(process.try_wait().unwrap().is_none(), "it goes on");
            std::thread::yield_now();
        }
        process.kill().unwrap();
        process.wait().unwrap();
    };
    within_times(6, "the moment", tokio::task::spawn_blocking(kill)).await.unwrap();
}

#[tokio::test]
async fn killed_at_any_moment_of_the_first_start_the_next_one_counts() {
    type Moment = fn(&Path) -> bool;
    let moments: [(&str, Moment); 3] = [
        ("a folder", |folder| folder.join("state").exists()),
        ("something in it", |folder| !in_state(folder).is_empty()),
        ("the file", |folder| folder.join("state/usage.redb").exists()),
    ];
    for (row, moment) in moments {
        let folder = folder("");
        for _ in 0..4 {
            kill_at(folder.path(), moment).await;
        }
        let mut serving = serve(folder.path()).await;
        call(&serving.client("proxy"), 3).await;
        serving.end("TERM").await;
        assert_eq!(calls(&serve(folder.path()).await.client("admin")).await, 3, "{row}");
        assert_eq!(in_state(folder.path()), ["usage.redb"], "{row}");
    }
}

#[tokio::test]
async fn nobody_but_its_owner_reads_what_it_keeps() {
    let folder = folder("");
    let config = std::fs::read_to_string(folder.path().join("understudy.toml")).unwrap();
    let config = config.replace("[admin]", "[calls]\nfile = \"calls.jsonl\"\n[admin]");
    std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    let files = ["state/usage.redb", "state/toggles.json", "calls.jsonl"];
    for round in ["made", "mended"] {
        let mut serving = serve(folder.path()).await;
        let toggle = serving.client("admin").request(Method::PUT, "/api/routes/shop/mode");
        assert_eq!(send(toggle.json(&serde_json::json!({"mode": "mock"}))).await.status, 200);
        serving.end("TERM").await;
        for file in files {
            assert_eq!(mode(file), 0o600, "{file}, {round}");
            std::fs::set_permissions(folder.path().join(file), Permissions::from_mode(0o664)).unwrap();
        }
    }
}

fn limit_file_size(process: u32, bytes: &str) {
    let limited = Command::new("prlimit")
        .args(["--pid", &process.to_string(), &format!("--fsize={bytes}:unlimited")])
        .status();
    assert!(limited.expect("prlimit").success());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_refuses_no_request() {
    let folder = folder("monthly_limit = 3");
    std::fs::write(folder.path().join("state"), "a file where the folder should be").unwrap();
    let serving = serve(folder.path()).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    assert_eq!(call(&proxy, 5).await, 3);
    assert_eq!(metric(&admin, STORE_UP).await.as_deref(), Some("0"));
    assert_eq!(calls(&admin).await, 3);
    let told = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(told.contains("Usage cannot be stored"), "{told}");
}

#[tokio::test]
async fn a_store_of_a_newer_format_is_refused_and_told() {
    let folder = folder("");
    let mut serving = serve(folder.path()).await;
    serving.end("INT").await;
    let path = folder.path().join("state/usage.redb");
    let database = redb::Database::create(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    let numbers = redb::TableDefinition::<&str, u64>::new("numbers");
    transaction.open_table(numbers).unwrap().insert("format", 2).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let (code, _, told) = run(&["run", "--config", &config(folder.path())]);
    assert_eq!(code, 1);
    for part in ["usage.redb", "format 2", "format 1", "move it away"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
