//! Every error is readable, and `cors` says for whom.

use super::{PLACES, Scene};
use crate::support::{
    Behaviour, RawAnswer, RawClient, Understudy, Upstream, collection, item, key_lines, send,
};

const PAGE: &str = "http://page.example";

/// Understudy in front of a backend that is silent and one that is down, and a private mock.
async fn start(cors: &str) -> (Understudy, [Upstream; 2]) {
    let (silent, down) = (Upstream::start(Behaviour::Silent), Upstream::refusing(Behaviour::Echo));
    let config = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n[server]\nlisten = \"127.0.0.1:0\"\nread_timeout = \"50ms\"\n{cors}\n\
         [server.limits]\nuri = 1024\nheaders = 16\nbody = 100\n\
         [upstreams.silent]\nurl = \"http://{}\"\nread_timeout = \"50ms\"\n\
         [upstreams.down]\nurl = \"http://{}\"\n[upstreams.down.breaker]\nfailures = 0\n\
         [mocks.open]\ncollections = [\"shop.json\"]\n{cors}\n\
         [mocks.closed]\ncollections = [\"shop.json\"]\nprivate = true\n{cors}\n\
         [[routes]]\nname = \"open\"\npath = \"/open\"\nmock = \"open\"\n\
         [[routes]]\nname = \"closed\"\npath = \"/closed\"\nmock = \"closed\"\n\
         [[routes]]\nname = \"silent\"\npath = \"/silent\"\nupstream = \"silent\"\n\
         [[routes]]\nname = \"down\"\npath = \"/down\"\nupstream = \"down\"\n{}",
        silent.address(),
        down.address(),
        key_lines("team", KEY, "rate_limit = 1")
    );
    let shop = collection(&[item("list", "GET", "/open", 200, "{}")]);
    match Understudy::try_start(&config, &[("shop.json", &shop)]).await {
        Ok(understudy) => (understudy, [silent, down]),
        Err(problems) => panic!("{problems:?}"),
    }
}

const KEY: &str = "team-key-of-the-test";

async fn ask(understudy: &Understudy, line: &str, more: &str) -> RawAnswer {
    let line = if line.contains("HTTP/") { line.to_owned() } else { format!("{line} HTTP/1.1") };
    let request = format!("{line}\r\nhost: shop\r\norigin: {PAGE}\r\n{more}");
    RawClient::connect(understudy.address()).await.exchange(&request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_every_error_is_readable() {
    let (understudy, _upstreams) = start("").await;
    let key = format!("x-api-key: {KEY}\r\n\r\n");
    ask(&understudy, "GET /open", &key).await;
    let long = format!("GET /open?{}", "x".repeat(1100));
    let many = format!("{}\r\n", "x-a: b\r\n".repeat(20));
    for (line, more, status) in [
        ("GET /open", "x-mock-response-code: many\r\n\r\n", 400),
        ("GET /closed", "\r\n", 401),
        ("GET /open/none", "\r\n", 404),
        ("GET /nowhere", "\r\n", 404),
        ("POST /open", "content-length: 5\r\n\r\na", 408),
        ("POST /open", "content-length: 5000\r\n\r\n", 413),
        (&long, "\r\n", 414),
        ("GET /open", &key, 429),
        ("GET /open", &many, 431),
        ("GET /open HTTP/9.9", "\r\n", 505),
        ("GET /down", "\r\n", 502),
        ("GET /silent", "\r\n", 504),
    ] {
        let RawAnswer { head, body } = ask(&understudy, line, more).await;
        let text = String::from_utf8_lossy(&body);
        assert_eq!(head.status(), status, "{line}: {text}");
        let told = ["access-control-allow-origin", "access-control-allow-credentials", "vary"];
        let told = told.map(|name| head.header(name));
        assert_eq!(told, [Some(PAGE), Some("true"), Some("origin")], "{line}: {:?}", head.headers);
        let exposed = head.header("access-control-expose-headers").unwrap_or_default();
        assert!(exposed.contains("content-type"), "{line}: {exposed}");
        assert!(exposed.contains("x-understudy-source"), "{line}: {exposed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_a_preflight_is_never_refused() {
    let (understudy, _upstreams) = start("").await;
    for path in ["/open", "/open/none", "/closed", "/nowhere", "/silent", "/down"] {
        let asks = "access-control-request-method: PUT\r\naccess-control-request-headers: x-custom\r\n\r\n";
        let RawAnswer { head, body } = ask(&understudy, &format!("OPTIONS {path}"), asks).await;
        assert_eq!((head.status(), body.len()), (204, 0), "{path}: {:?}", head.headers);
        for (name, value) in [
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", "x-custom"),
            ("access-control-max-age", "600"),
        ] {
            assert_eq!(head.header(name), Some(value), "{path}: {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_the_setting_says_who_may_read() {
    for (cors, origin, vary) in [
        ("cors = \"reflect\"", Some(PAGE), Some("origin")),
        ("cors = \"*\"", Some("*"), None),
        ("cors = [\"http://*.example\"]", Some(PAGE), Some("origin")),
        ("cors = [\"https://other.example\"]", None, Some("origin")),
        ("cors = \"off\"", None, None),
    ] {
        let (understudy, _upstreams) = start(cors).await;
        for line in ["GET /open", "GET /open/none", "GET /closed", "GET /nowhere", "GET /down"] {
            let RawAnswer { head, .. } = ask(&understudy, line, "\r\n").await;
            let told = (head.header("access-control-allow-origin"), head.header("vary"));
            assert_eq!(told, (origin, vary), "{line} with {cors}");
        }
        let asks = "access-control-request-method: PUT\r\n\r\n";
        let RawAnswer { head, .. } = ask(&understudy, "OPTIONS /open", asks).await;
        assert_eq!((head.status(), head.header("access-control-allow-origin")), (204, origin), "{cors}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_the_answer_to_a_request_without_an_origin_varies_by_it() {
    let scene = Scene::start().await;
    for place in PLACES {
        let answer = scene.understudy.client.get(&format!("/{place}/none")).await;
        let told = (answer.header("access-control-allow-origin"), answer.header("vary"));
        assert_eq!((answer.status, told), (200, (None, Some("origin"))), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_miss_is_drawn_for_a_person_who_asks() {
    let scene = Scene::start().await;
    let request = scene.understudy.client.request(reqwest::Method::GET, "/mock/zzzzz");
    let drawn = send(request.header("x-understudy-explain", "text")).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (404, Some("text/plain; charset=utf-8")));
    let text = drawn.text();
    for part in ["request GET /mock /zzzzz", "example GET /mock /", "^^^^^"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
