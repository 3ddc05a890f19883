//! A file whose reading does not end, as on a network share that hangs. A lease on it (fcntl(2), `F_SETLEASE`) is a
//! harmless stand-in: whoever opens the file waits until the lease is given back.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::json;

use crate::support::{Serving, Understudy, collection, command, eventually, item, send, within_times};

/// Holds a lease until it is dropped.
struct Lease(Child);

/// What holds it: perl is part of every Debian. 1024 is `F_SETLEASE`, 1 is `F_WRLCK`.
const HOLD: &str = r#"$| = 1; $SIG{IO} = "IGNORE"; open(my $file, "+<", $ARGV[0]) or die $!;
    fcntl($file, 1024, 1) or die $!; print "held\n"; <STDIN>;"#;

impl Lease {
    fn on(path: &Path) -> Self {
        let mut command = Command::new("perl");
        command.args(["-e", HOLD]).arg(path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("perl");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert_eq!(line, "held\n");
        Self(child)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const ROUTES: &str = r#"
    [mocks.one]
    collections = ["one.json"]
    environment = "one.env.json"
    [mocks.two]
    collections = ["two.json"]
    [[routes]]
    name = "one"
    path = "/one"
    mock = "one"
    [[routes]]
    name = "two"
    path = "/two"
    mock = "two"
"#;

fn shop(path: &str, body: &str) -> String {
    collection(&[item("answer", "GET", path, 200, body)])
}

fn environment(value: &str) -> String {
    json!({"name": "e", "values": [{"key": "v", "value": value}]}).to_string()
}

async fn start() -> Understudy {
    let (one, two, environment) = (shop("/one", "1"), shop("/two", "1"), environment("a"));
    let files = [("one.json", one.as_str()), ("two.json", &two), ("one.env.json", &environment)];
    Understudy::start(ROUTES, &files).await
}

const STUCK: &str = "does not answer";

/// The problems that `/api/status` tells.
async fn problems(understudy: &Understudy) -> String {
    understudy.admin.get("/api/status").await.json()["problems"].to_string()
}

async fn answers(understudy: &Understudy, path: &str, expected: &str) {
    let answer = async || (understudy.client.get(path).await.text() == expected).then_some(());
    eventually(&format!("{path} answers {expected}"), answer).await;
}

/// Puts a file that is held in the place of another: that is told, and everything else goes on.
async fn check(held: &str, changed: &str) {
    let understudy = start().await;
    std::fs::write(understudy.path("next"), changed).unwrap();
    let lease = Lease::on(&understudy.path("next"));
    std::fs::rename(understudy.path("next"), understudy.path(held)).unwrap();
    let reload = send(understudy.admin.request(Method::POST, "/api/reload"));
    assert_eq!(within_times(2, "a reload", reload).await.status, 422);
    let told = problems(&understudy).await;
    assert!(told.contains(held) && told.contains(STUCK), "{told}");
    std::fs::write(understudy.path("two.json"), shop("/two", "2")).unwrap();
    answers(&understudy, "/two", "2").await;
    answers(&understudy, "/one", "1").await;
    let toggle = understudy.admin.request(Method::PUT, "/api/routes/two/mode");
    assert_eq!(send(toggle.json(&json!({"mode": "mock"}))).await.status, 200);
    drop(lease);
    eventually("it is read", async || (!problems(&understudy).await.contains(STUCK)).then_some(())).await;
    answers(&understudy, "/one", if held == "one.json" { "2" } else { "1" }).await;
}

#[tokio::test]
async fn a_collection_that_is_stuck_holds_up_nothing_else() {
    check("one.json", &shop("/one", "2")).await;
}

#[tokio::test]
async fn an_environment_that_is_stuck_holds_up_nothing_else() {
    check("one.env.json", &environment("b")).await;
}

/// One that answers `/one` with a file of its folder `bodies`.
async fn with_a_picture() -> Understudy {
    let (one, two) = (shop("/one", "<binary>"), shop("/two", "1"));
    let files = [("one.json", one.as_str()), ("two.json", &two), ("one.env.json", &environment("a"))];
    let understudy = Understudy::start(ROUTES, &files).await;
    std::fs::create_dir(understudy.path("bodies")).unwrap();
    std::fs::write(understudy.path("bodies/answer.txt"), "picture").unwrap();
    answers(&understudy, "/one", "picture").await;
    understudy
}

/// A picture whose file is held is kept as it was.
#[tokio::test]
async fn a_body_that_is_stuck_holds_up_nothing_else() {
    let understudy = with_a_picture().await;
    std::fs::write(understudy.path("next"), "another").unwrap();
    let lease = Lease::on(&understudy.path("next"));
    std::fs::rename(understudy.path("next"), understudy.path("bodies/answer.txt")).unwrap();
    let reload = send(understudy.admin.request(Method::POST, "/api/reload"));
    assert_eq!(within_times(2, "a reload", reload).await.status, 422);
    let told = problems(&understudy).await;
    assert!(told.contains("answer.txt") && told.contains(STUCK), "{told}");
    std::fs::write(understudy.path("two.json"), shop("/two", "2")).unwrap();
    answers(&understudy, "/two", "2").await;
    answers(&understudy, "/one", "picture").await;
    drop(lease);
    answers(&understudy, "/one", "another").await;
    assert!(!problems(&understudy).await.contains(STUCK));
}

/// Makes something at a path.
type Make = fn(&Path);

/// What takes the place of a picture's file and is none is told, and the picture is kept as it was.
#[tokio::test]
async fn a_body_that_becomes_no_file_is_told_and_kept() {
    let understudy = with_a_picture().await;
    let make: [(&str, Make); 4] = [
        ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
        ("a link to a folder", |path| symlink(".", path).unwrap()),
        ("a link to nothing", |path| symlink("nothing", path).unwrap()),
    ];
    let place = |next: &Path| std::fs::rename(next, understudy.path("bodies/answer.txt")).unwrap();
    for (number, (kind, make)) in make.into_iter().enumerate() {
        let next = understudy.path("next");
        make(&next);
        place(&next);
        let is_told = async || problems(&understudy).await.contains("answer.txt").then_some(());
        eventually(&format!("{kind} is told"), is_told).await;
        let expected = if number == 0 { "picture".to_owned() } else { format!("picture {number}") };
        assert_eq!(understudy.client.get("/one").await.text(), expected, "{kind}");
        let mended = format!("picture {}", number + 1);
        std::fs::write(&next, &mended).unwrap();
        place(&next);
        answers(&understudy, "/one", &mended).await;
        assert!(!problems(&understudy).await.contains("answer.txt"), "{kind}");
    }
}

#[tokio::test]
async fn what_is_stuck_at_the_start_and_at_the_end_holds_up_neither() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("one.json", &shop("/one", "1"));
    write("two.json", &shop("/two", "1"));
    write("one.env.json", &environment("a"));
    let listeners = "[server]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n";
    write("understudy.toml", &format!("{listeners}{ROUTES}"));
    let _lease = Lease::on(&folder.path().join("one.json"));
    let config = folder.path().join("understudy.toml").display().to_string();
    let mut command = command(&["run", "--lenient", "--log", "error,access=off", "--config", &config]);
    command.stderr(std::fs::File::create(folder.path().join("log")).unwrap());
    let mut serving = Serving::start(command).await;
    assert_eq!(serving.client("proxy").get("/two").await.text(), "1");
    serving.end("TERM").await;
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("one.json") && log.contains(STUCK), "{log}");
}
