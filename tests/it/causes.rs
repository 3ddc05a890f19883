//! Why a backend is down is told in words, with the setting that mends it (proxy.md, "Why it is down").

use std::process::Command;

use reqwest::Method;

use crate::support::{
    Authority, Backlogged, Behaviour, Framework, Issued, NO_SUCH_HOST, Serving, Understudy, Upstream,
    collection, command, eventually, is_there, item, send,
};

async fn start(url: &str, in_upstream: &str, authority: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"{url}\"\nconnect_timeout = \"300ms\"\nread_timeout = \"300ms\"\n{in_upstream}\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\""
    );
    let shop = collection(&[item("list", "GET", "/books", 200, "[1]")]);
    Understudy::start(&routes, &[("shop.json", &shop), ("ca.pem", authority)]).await
}

/// What the header, the error, `/api/status` and `explain` say of a backend that is down.
async fn check_at(row: &str, understudy: &Understudy, expected: &str, advice: &str) {
    let mocked = understudy.client.get("/books").await;
    assert_eq!(mocked.header("x-understudy-cause"), Some(expected), "{row}: {}", mocked.text());
    assert_eq!(mocked.header("x-understudy-source"), Some("fallback"), "{row}");

    let missed = understudy.client.get("/nothing/here").await;
    let error = &missed.json()["error"];
    assert_eq!((missed.status, error["cause"].as_str()), (502, Some(expected)), "{row}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(advice), "{row}: {message}");

    let status = understudy.admin.get("/api/status").await.json();
    let trouble = &status["upstreams"][0]["trouble"];
    assert_eq!(trouble["cause"].as_str(), Some(expected), "{row}: {status}");
    assert!(trouble["advice"].as_str().unwrap().contains(advice), "{row}: {trouble}");
    let since = trouble["since"].as_str().unwrap();
    assert!(since.ends_with('Z') && since.len() <= "2026-01-01T00:00:00.000Z".len(), "{row}: {trouble}");

    let asked =
        understudy.admin.request(Method::POST, "/api/explain").body(r#"{"method":"GET","url":"/books"}"#);
    let explained = send(asked.header("content-type", "application/json")).await.text();
    assert!(
        explained.contains("It fails now: it") || explained.contains("It fails now: the"),
        "{row}: {explained}"
    );
}

async fn check(row: &str, url: &str, in_upstream: &str, authority: &str, expected: &str, advice: &str) {
    let understudy = start(url, in_upstream, authority).await;
    check_at(row, &understudy, expected, advice).await;
}

async fn check_plain(behaviour: Behaviour, expected: &str, advice: &str) {
    let upstream = Upstream::start(behaviour);
    check(expected, &format!("http://{}", upstream.address()), "", "", expected, advice).await;
}

#[tokio::test]
async fn without_a_connection() {
    check("name", &format!("http://{NO_SUCH_HOST}"), "", "", "name-not-found", "`url`").await;
    let upstream = Upstream::refusing(Behaviour::Echo);
    check("refused", &format!("http://{}", upstream.address()), "", "", "refused", "start the backend").await;
    let full = Backlogged::start().await;
    check("time", &format!("http://{}", full.address()), "", "", "connect-timeout", "`connect_timeout`")
        .await;
}

#[tokio::test]
async fn without_an_answer() {
    check_plain(Behaviour::Silent, "no-answer", "`read_timeout`").await;
    check_plain(Behaviour::CloseBeforeHeader, "closed-before-answer", "own log").await;
    check_plain(Behaviour::CloseInsideHeader, "closed-within-header", "own log").await;
    check_plain(Behaviour::Garbage, "not-http", "port").await;
}

#[tokio::test]
async fn one_speaks_tls_and_the_other_does_not() {
    let secure =
        Upstream::start_with_tls(Behaviour::Echo, Authority::new().issue(&["127.0.0.1"]).server(&[], None));
    check("in the clear", &format!("http://{}", secure.address()), "", "", "speaks-tls", "https://").await;
    let plain = Upstream::start(Behaviour::TlsFailure);
    check("with TLS", &format!("https://{}", plain.address()), "", "", "tls-not-spoken", "http://").await;
}

const TLS: &str = "tls = { ca = \"ca.pem\" }";

/// A backend that shows this certificate.
fn secure(issued: &Issued) -> (Upstream, String) {
    let upstream = Upstream::start_with_tls(Behaviour::Echo, issued.server(&[], None));
    let url = format!("https://127.0.0.1:{}", upstream.address().port());
    (upstream, url)
}

#[tokio::test]
async fn certificates_that_are_not_accepted() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (_untrusted, url) = secure(&theirs.issue(&["127.0.0.1"]));
    check("unknown authority", &url, TLS, &ours.pem(), "tls-untrusted", "`ca`").await;
    check("of no system's", &url, "", "", "tls-untrusted", "--insecure").await;
    let (_named, url) = secure(&ours.issue(&["shop.example"]));
    check("another name", &url, TLS, &ours.pem(), "tls-wrong-name", "`server_name`").await;
    let (_expired, url) = secure(&ours.issue_expired(&["127.0.0.1"]));
    check("expired", &url, TLS, &ours.pem(), "tls-expired", "clock").await;
    let (_nameless, url) = secure(&ours.issue(&[]));
    check("no name", &url, TLS, &ours.pem(), "tls-no-name", "subjectAltName").await;
}

#[tokio::test]
async fn a_backend_that_wants_a_certificate_and_one_that_stalls() {
    let ours = Authority::new();
    let strict = ours.issue(&["127.0.0.1"]).server(&[], Some(&ours));
    let upstream = Upstream::start_with_tls(Behaviour::Echo, strict);
    let url = format!("https://{}", upstream.address());
    check("no certificate", &url, TLS, &ours.pem(), "tls-certificate-wanted", "`client_certificate`").await;
    // Nobody takes the connections that the system makes for it.
    let stalling = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", stalling.local_addr().unwrap());
    check("stalls", &url, TLS, &ours.pem(), "tls-timeout", "`connect_timeout`").await;
}

/// A certificate that vouches for itself, made by openssl with these further arguments.
fn self_signed(folder: &std::path::Path, name: &str, more: &[&str]) -> Issued {
    let (key, certificate) = (folder.join(format!("{name}.key")), folder.join(format!("{name}.pem")));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=shop", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .args(more)
        .output()
        .expect("openssl");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |path| std::fs::read_to_string(path).expect("what openssl has written");
    Issued { certificate: read(certificate), key: read(key) }
}

#[tokio::test]
async fn a_certificate_that_vouches_for_itself_is_accepted_where_it_is_the_one_that_is_named() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = "subjectAltName=IP:127.0.0.1";
    let authority = self_signed(folder.path(), "authority", &["-addext", here]);
    let leaf = self_signed(folder.path(), "leaf", &["-addext", here, "-addext", "basicConstraints=CA:FALSE"]);
    let other = self_signed(folder.path(), "other", &["-addext", here]);
    let nameless = self_signed(folder.path(), "nameless", &[]);
    let elsewhere = self_signed(folder.path(), "elsewhere", &["-addext", "subjectAltName=DNS:shop.example"]);
    for (row, shown, named, expected) in [
        ("CA:TRUE", &authority, &authority, None),
        ("CA:FALSE", &leaf, &leaf, None),
        ("another one of its kind", &authority, &other, Some("tls-untrusted")),
        ("for another name", &elsewhere, &elsewhere, Some("tls-wrong-name")),
        ("for no name", &nameless, &nameless, Some("tls-no-name")),
        ("of no kind that is named", &leaf, &authority, Some("tls-untrusted")),
    ] {
        let (_upstream, url) = secure(shown);
        let understudy = start(&url, TLS, &named.certificate).await;
        for _ in 0..2 {
            let answer = understudy.client.get("/books").await;
            let expected = (if expected.is_some() { "fallback" } else { "live" }, expected);
            let told = (answer.header("x-understudy-source").unwrap(), answer.header("x-understudy-cause"));
            assert_eq!(told, expected, "{row}: {}", answer.text());
        }
    }
    let (_upstream, url) = secure(&authority);
    check("not named", &url, "", "", "tls-untrusted", "`ca`").await;
}

#[tokio::test]
async fn what_is_not_built_is_told_behind_the_certificate_that_is_named() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let named = self_signed(folder.path(), "named", &["-addext", "subjectAltName=IP:127.0.0.1"]);
    let unbuilt = Behaviour::Framework(Framework::Express);
    let upstream = Upstream::start_with_tls(unbuilt, named.server(&[], None));
    let understudy = start(&format!("https://{}", upstream.address()), TLS, &named.certificate).await;
    let answer = understudy.client.get("/books").await;
    assert_eq!(answer.header("x-understudy-reason"), Some("unbuilt"), "{}", answer.text());
}

#[tokio::test]
async fn a_health_check_goes_to_a_server_that_shows_the_certificate_that_is_named() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let named = self_signed(folder.path(), "named", &["-addext", "subjectAltName=IP:127.0.0.1"]);
    let (upstream, url) = secure(&named);
    let health =
        "tls = { ca = \"ca.pem\" }\nhealth = { kind = \"http\", path = \"/\", interval = \"100ms\" }";
    let understudy = start(&url, health, &named.certificate).await;
    eventually("a check", async || (upstream.requests() >= 2).then_some(())).await;
    let status = understudy.admin.get("/api/status").await.json();
    assert_eq!(status["upstreams"][0]["servers"][0]["healthy"], true, "{status}");
}

#[tokio::test]
async fn the_log_tells_once_when_the_breaker_opens_and_closes() {
    let mut upstream = Upstream::start(Behaviour::Echo);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), collection(&[item("list", "GET", "/books", 200, "[1]")]))
        .unwrap();
    let url = format!("http://{}", upstream.address());
    let mut run =
        command(&["run", "-C", "shop.json", "-u", &url, "-l", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    let log = folder.path().join("log");
    run.current_dir(folder.path()).stderr(std::fs::File::create(&log).unwrap());
    let mut program = Serving::start(run).await;
    let client = program.client("proxy");
    upstream.kill().await;
    for _ in 0..5 {
        assert_eq!(client.get("/books").await.header("x-understudy-cause"), Some("refused"));
    }
    upstream.revive();
    eventually("live again", async || {
        let answer = client.get("/books").await;
        (answer.header("x-understudy-source") == Some("live")).then_some(())
    })
    .await;
    program.end("TERM").await;
    let log = std::fs::read_to_string(log).unwrap();
    for (line, times) in [
        ("The upstream fails: it refused the connection. To mend it: start the backend", 1),
        ("The breaker is open", 1),
        ("The breaker is closed", 1),
    ] {
        assert_eq!(log.matches(line).count(), times, "{line}: {log}");
    }
}

/// The first handshake with such a server fails, and the second goes well: that is no failure.
#[tokio::test]
async fn the_log_tells_of_no_try_that_another_one_made_good() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let named = self_signed(folder.path(), "named", &["-addext", "subjectAltName=IP:127.0.0.1"]);
    let (_upstream, url) = secure(&named);
    let log = folder.path().join("log");
    let mut run =
        command(&["run", "-u", &url, "--ca", "named.pem", "-l", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    run.current_dir(folder.path()).stderr(std::fs::File::create(&log).unwrap());
    let mut program = Serving::start(run).await;
    assert_eq!(program.client("proxy").get("/books").await.status, 200);
    program.end("TERM").await;
    let log = std::fs::read_to_string(log).unwrap();
    assert!(!log.contains("Fail to proxy") && !log.contains("WARN"), "{log}");
}

#[tokio::test]
async fn without_a_config_file_the_command_line_has_both_ways_out() {
    let authority = Authority::new();
    let (_upstream, url) = secure(&authority.issue(&["127.0.0.1"]));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
    for (row, more, expected) in [
        ("neither", &[][..], 502),
        ("the authority", &["--ca", "ca.pem"], 200),
        ("no check", &["--insecure"], 200),
    ] {
        let mut run = command(&["run", "-u", &url, "-l", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
        run.args(more).current_dir(folder.path());
        let program = Serving::start(run).await;
        assert_eq!(program.client("proxy").get("/books").await.status, expected, "{row}");
    }
}
