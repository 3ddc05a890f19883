//! No raw key is in anything that a run leaves or tells: files, log, metrics, answers (invariant 6).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::Method;

use crate::support::{
    Behaviour, Client, RawClient, Serving, Upstream, collection, command, eventually, item, run, run_in, send,
};

/// Every file below the folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A new key, and the lines of the config that make it known.
fn new_key(name: &str, terms: &[&str]) -> (String, String) {
    let (code, printed, told) = run(&[&["keys", "new", name], terms].concat());
    assert_eq!((code, told.as_str()), (0, ""));
    let key = printed.lines().find(|line| line.starts_with("usk_")).unwrap().to_owned();
    let lines = printed.split_once("[[keys]]").map(|(_, lines)| format!("[[keys]]{lines}")).unwrap();
    assert!(!lines.contains(&key), "{lines}");
    (key, lines)
}

fn hashed_from_standard_input(key: &str) -> String {
    use std::io::Write;
    let mut hashing = command(&["keys", "hash"]);
    let mut child = hashing.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{key}").unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// Requests with the key wherever a client may put it by mistake; all that was answered.
async fn ask_in_every_way(proxy: &Client, key: &str) -> String {
    let mut answers = String::new();
    for path in ["/books", "/live", "/nothing", "/nowhere", "/_understudy/me"] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let request = proxy.request(method, &format!("{path}?api_key={key}"));
            let answer = send(request.header("x-api-key", key)).await;
            let _ = writeln!(answers, "{:?}", answer.headers);
            // An upstream that echoes does so with what it was sent, its own business included.
            if path != "/live" {
                answers.push_str(&answer.text());
            }
        }
    }
    answers
}

/// Requests that repeat a known key in other places than its own; what errors told.
async fn ask_with_the_key_astray(proxy: &Client, key: &str) -> String {
    let mut errors = String::new();
    let encoded = key.replacen("usk", "%75sk", 1);
    for (method, path, is_presented) in [
        (Method::GET, format!("/live/{key}/x?other={key}"), true),
        (Method::GET, format!("/books/{encoded}?a=1"), true),
        (Method::POST, "/live/echo".to_owned(), true),
        (Method::GET, format!("/books/{key}"), false),
        (Method::GET, format!("/nowhere?k={encoded}"), false),
    ] {
        let mut request = proxy.request(method, &path).header("x-other", format!("<{key}>"));
        if is_presented {
            request = request.header("x-api-key", key).body(format!("{{\"key\": \"{key}\"}}"));
        }
        send(request).await;
    }
    for word in [key.to_owned(), format!("x{key}x"), format!("pre-{key}_post")] {
        let method = Method::from_bytes(word.as_bytes()).unwrap();
        let request = proxy.request(method, &format!("/books/{word}?q={word}")).header("x-other", &word);
        errors.push_str(&send(request.body(format!("{{\"key\": \"{word}\"}}"))).await.text());
    }
    let way = vec![format!("1.1 {key}"); 100].join(", ");
    let looped = send(proxy.request(Method::GET, "/books").header("x-understudy-via", way)).await;
    assert_eq!(looped.status, 508);
    errors.push_str(&looped.text());
    // Without a host they are refused before anything is decided.
    for line in [format!("GET /books/{key}?{key}"), format!("{key} /x{key}x"), format!("GET x{key}")] {
        let mut client = RawClient::connect(proxy.address()).await;
        let answer = client.exchange(&format!("{line} HTTP/1.1\r\nx-other: {key}\r\n\r\n")).await;
        errors.push_str(&String::from_utf8_lossy(&answer.body));
    }
    for name in ["x-mock-response-name", "x-mock-response-id", "x-mock-response-code"] {
        let request = proxy.request(Method::GET, "/books").header("x-api-key", key);
        errors.push_str(&send(request.header(name, key)).await.text());
    }
    errors
}

#[tokio::test]
async fn no_raw_key_is_left_or_told_anywhere() {
    let upstream = Upstream::start(Behaviour::Echo);
    let (team, team_lines) = new_key("team", &["--monthly-limit", "8", "--rate-limit", "30"]);
    let (free, free_lines) = new_key("free", &[]);
    let (old, old_lines) = new_key("old", &[]);
    assert!(team_lines.contains(hashed_from_standard_input(&team).trim_end()), "{team_lines}");
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("books", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let config = format!(
        "state_dir = \"state\"\n[calls]\nfile = \"calls.jsonl\"\n[server]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\nprivate = true\n\
         [[routes]]\nname = \"books\"\nmock = \"shop\"\n[[routes]]\nname = \"live\"\npath = \"/live\"\n\
         upstream = \"shop\"\nprivate = true\n{team_lines}{free_lines}{old_lines}expires = \"2020-01-01\"\n",
        upstream.address()
    );
    let file = folder.path().join("understudy.toml");
    std::fs::write(&file, &config).unwrap();
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let mut serving = serve(&file, log).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    let unknown = "usk_0000000000000000000000000000000000000000000";
    let mut told = String::new();
    for key in [&team, &old, unknown] {
        told.push_str(&ask_in_every_way(&proxy, key).await);
    }
    told.push_str(&ask_with_the_key_astray(&proxy, &free).await);
    assert!(told.contains("[redacted]"), "errors repeat what was sent, without the key");
    // A raw key where its hash should be is a mistake that is told without it.
    std::fs::write(&file, config.replace("sha256 = \"", &format!("sha256 = \"{team}"))).unwrap();
    eventually("the problem", async || {
        let problems = admin.get("/api/status").await.json()["problems"].as_array().unwrap().len();
        (problems > 0).then_some(())
    })
    .await;
    let (_, _, checked) = run_in(folder.path(), &["check", "understudy.toml"]);
    told.push_str(&checked);
    std::fs::write(&file, config).unwrap();
    for path in
        [free.clone(), format!("api/x{free}x"), format!("api/calls/{free}"), format!("api/usage?x={free}")]
    {
        told.push_str(&admin.get(&format!("/{path}")).await.text());
    }
    let toggled = admin.request(Method::PUT, &format!("/api/routes/x-{free}/mode"));
    told.push_str(&send(toggled.body("{\"mode\": \"live\"}")).await.text());
    let asked = serde_json::json!({"method": "GET", "url": format!("/books/{free}?k={free}"), "headers": [["x-other", &free]]});
    told.push_str(&send(admin.request(Method::POST, "/api/explain").json(&asked)).await.text());
    for path in ["/metrics", "/api/status", "/api/usage", "/api/usage?format=csv"] {
        told.push_str(&admin.get(path).await.text());
    }
    let calls = admin.get("/api/calls?limit=100").await.json();
    let ids = calls["calls"].as_array().unwrap().iter().map(|call| call["id"].as_u64().unwrap());
    for id in ids {
        told.push_str(&admin.get(&format!("/api/calls/{id}")).await.text());
    }
    serving.end("INT").await;
    told.push_str(&serving.overview);
    let kept = files(folder.path());
    assert!(kept.len() >= 4, "{kept:?}");
    for path in kept {
        let bytes = std::fs::read(&path).unwrap();
        told.push_str(&String::from_utf8_lossy(&bytes));
    }
    assert!(told.contains("understudy_calls_total") && told.contains("method=GET"));
    for key in [&*team, &free, &old, unknown] {
        assert!(!told.contains(key), "a raw key was told");
    }
    assert!(!upstream.last().unwrap().headers.iter().any(|(_, value)| *value == team));
}

async fn serve(file: &Path, log: std::fs::File) -> Serving {
    let mut command: Command = command(&["run", "--log", "debug", "--config", &file.display().to_string()]);
    command.stderr(log);
    Serving::start(command).await
}

#[tokio::test]
async fn unknown_keys_over_http_grow_no_metric() {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("books", "GET", "/books", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    let mut command =
        command(&["run", "-C", "shop.json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    command.args(["--log", "error"]).current_dir(folder.path());
    let serving = Serving::start(command).await;
    let (proxy, admin) = (serving.client("proxy"), serving.client("admin"));
    let series = async || admin.get("/metrics").await.text().lines().count();
    let ask = async |number: usize| {
        let key = format!("usk_{:x}", number.wrapping_mul(0x9e37_79b9));
        assert_eq!(send(proxy.request(Method::GET, "/books").header("x-api-key", key)).await.status, 200);
    };
    // The first is counted before the second is read: they come over one connection.
    ask(0).await;
    ask(1).await;
    let before = series().await;
    for number in 2..2_000 {
        ask(number).await;
    }
    assert_eq!(series().await, before);
    assert_eq!(admin.get("/api/usage").await.json()["calls"].as_array().unwrap().len(), 1);
}
