//! How backends are spoken to: TLS, certificates of both ends, and versions of HTTP.

use crate::support::{Authority, Behaviour, Http2Upstream, Issued, Understudy, Upstream, collection, item};

/// A route that falls back, to an upstream with this URL and these lines.
fn route(url: &str, lines: &str) -> String {
    format!(
        "[upstreams.shop]\nurl = \"{url}\"\n{lines}\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n"
    )
}

/// Understudy before an upstream with this URL and these lines, with these files beside its config.
async fn start(url: &str, lines: &str, files: &[(&str, &str)]) -> Understudy {
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let files = [files, &[("shop.json", shop.as_str())]].concat();
    Understudy::start(&route(url, lines), &files).await
}

/// Where `/books` is answered from, and why.
async fn source(understudy: &Understudy) -> String {
    let answer = understudy.client.get("/books").await;
    let header = |name: &str| answer.header(name).unwrap_or("-").to_owned();
    format!("{} {}", header("x-understudy-source"), header("x-understudy-reason"))
}

const NAMED: &str = "tls = { ca = \"ca.pem\", server_name = \"shop.internal\" }";

#[tokio::test]
async fn a_backend_has_to_show_a_certificate_that_is_trusted() {
    let (authority, other) = (Authority::new(), Authority::new());
    let issued = authority.issue(&["shop.internal", "127.0.0.1"]);
    let upstream = Upstream::start_with_tls(Behaviour::Echo, issued.server(&[], None));
    let url = format!("https://{}", upstream.address());
    let (ours, others) = (authority.pem(), other.pem());
    for (row, lines, ca, expected) in [
        ("by nobody the system trusts", "", &ours, "fallback connect"),
        ("by its authority", "tls = { ca = \"ca.pem\" }", &ours, "live -"),
        ("under another of its names", NAMED, &ours, "live -"),
        (
            "under a name it has not",
            "tls = { ca = \"ca.pem\", server_name = \"other\" }",
            &ours,
            "fallback connect",
        ),
        ("by another authority", NAMED, &others, "fallback connect"),
        ("not checked", "tls = { verify = false }", &ours, "live -"),
    ] {
        let understudy = start(&url, lines, &[("ca.pem", ca)]).await;
        assert_eq!(source(&understudy).await, expected, "{row}");
    }
}

fn client_files(issued: &Issued) -> [(&str, &str); 2] {
    [("us.pem", &issued.certificate), ("us.key", &issued.key)]
}

#[tokio::test]
async fn a_backend_is_shown_who_we_are() {
    let (authority, other) = (Authority::new(), Authority::new());
    let issued = authority.issue(&["127.0.0.1"]);
    let upstream = Upstream::start_with_tls(Behaviour::Echo, issued.server(&[], Some(&authority)));
    let url = format!("https://{}", upstream.address());
    let ca = authority.pem();
    let with = "tls = { ca = \"ca.pem\", client_certificate = \"us.pem\", client_key = \"us.key\" }";
    for (row, lines, us, expected) in [
        ("not at all", "tls = { ca = \"ca.pem\" }", authority.issue(&["us"]), false),
        ("by its authority", with, authority.issue(&["us"]), true),
        ("by another", with, other.issue(&["us"]), false),
    ] {
        let files = [&client_files(&us)[..], &[("ca.pem", ca.as_str())]].concat();
        let understudy = start(&url, lines, &files).await;
        assert_eq!(source(&understudy).await == "live -", expected, "{row}");
    }
}

/// The version that an upstream of either kind was spoken to in: one that speaks HTTP/2 tells an authority.
async fn version(url: &str, lines: &str, ca: &str) -> Option<&'static str> {
    let understudy = start(url, lines, &[("ca.pem", ca)]).await;
    let answer = understudy.client.get("/books?page=2").await;
    if answer.header("x-understudy-source") != Some("live") {
        return None;
    }
    let told = answer.json();
    assert_eq!(told["path"], "/books?page=2");
    let host = understudy.address().to_string();
    if told["authority"].is_null() {
        return Some("1.1");
    }
    assert_eq!(told["authority"], host.as_str(), "the host that the client asked for");
    Some("2")
}

#[tokio::test]
async fn versions_of_http() {
    let authority = Authority::new();
    let (issued, ca) = (authority.issue(&["127.0.0.1"]), authority.pem());
    let first = Upstream::start(Behaviour::Echo);
    let second = Http2Upstream::start(None).await;
    let secure_first = Upstream::start_with_tls(Behaviour::Echo, issued.server(&["http/1.1"], None));
    let secure_second = Http2Upstream::start(Some(issued.server(&["h2"], None))).await;
    let tls = |protocol: &str| format!("protocol = \"{protocol}\"\ntls = {{ ca = \"ca.pem\" }}");
    let plain = |protocol: &str| format!("protocol = \"{protocol}\"");
    for (row, url, lines, expected) in [
        ("http1", format!("http://{}", first.address()), plain("http1"), Some("1.1")),
        ("auto", format!("http://{}", first.address()), plain("auto"), Some("1.1")),
        ("http2 known beforehand", format!("http://{}", second.address()), plain("http2"), Some("2")),
        ("http1 to who speaks the other", format!("http://{}", second.address()), plain("http1"), None),
        ("http1, TLS", format!("https://{}", secure_first.address()), tls("http1"), Some("1.1")),
        ("auto, TLS, what there is", format!("https://{}", secure_first.address()), tls("auto"), Some("1.1")),
        (
            "auto, TLS, what is preferred",
            format!("https://{}", secure_second.address()),
            tls("auto"),
            Some("2"),
        ),
        ("http2, TLS", format!("https://{}", secure_second.address()), tls("http2"), Some("2")),
        (
            "http1, TLS, to who speaks the other",
            format!("https://{}", secure_second.address()),
            tls("http1"),
            None,
        ),
    ] {
        assert_eq!(version(&url, &lines, &ca).await, expected, "{row}");
    }
}

#[tokio::test]
async fn the_host_that_a_backend_is_told() {
    let first = Upstream::start(Behaviour::Echo);
    let second = Http2Upstream::start(None).await;
    for (row, lines, expected) in [
        ("as the client asked", "", None),
        ("the URL's", "host = \"upstream\"", Some("{address}")),
        ("another", "host = \"shop.internal:81\"", Some("shop.internal:81")),
    ] {
        for (address, protocol) in [(first.address(), "http1"), (second.address(), "http2")] {
            let lines = format!("protocol = \"{protocol}\"\n{lines}");
            let understudy = start(&format!("http://{address}"), &lines, &[]).await;
            let asked = understudy.address().to_string();
            let expected = expected.map_or(asked, |host| host.replace("{address}", &address.to_string()));
            let told = understudy.client.get("/books").await.json();
            let header = first.last().and_then(|request| request.header("host").map(str::to_owned));
            let host = told["authority"].as_str().map(str::to_owned).or(header);
            assert_eq!(host, Some(expected), "{row}, {protocol}");
        }
    }
}

#[tokio::test]
async fn requests_share_a_connection_of_http2() {
    let upstream = Http2Upstream::start(None).await;
    let understudy = start(&format!("http://{}", upstream.address()), "protocol = \"http2\"", &[]).await;
    for _ in 0..5 {
        assert_eq!(source(&understudy).await, "live -");
    }
    assert_eq!(upstream.connections(), 1);
}

#[tokio::test]
async fn a_changed_authority_counts_for_the_next_connection() {
    let (authority, other) = (Authority::new(), Authority::new());
    let issued = authority.issue(&["127.0.0.1"]);
    let upstream = Upstream::start_with_tls(Behaviour::Echo, issued.server(&[], None));
    let url = format!("https://{}", upstream.address());
    let understudy = start(&url, "tls = { ca = \"ca.pem\" }", &[("ca.pem", &authority.pem())]).await;
    assert_eq!(source(&understudy).await, "live -");
    understudy.change("ca.pem", &other.pem()).await;
    assert_eq!(source(&understudy).await, "fallback connect", "also where a connection was open");
    understudy.change("ca.pem", &authority.pem()).await;
    assert_eq!(source(&understudy).await, "live -");
}

#[tokio::test]
async fn without_a_certificate_it_does_not_start() {
    let shop = collection(&[item("list", "GET", "/books", 200, "{}")]);
    let config =
        format!("{}{}", crate::support::LISTENERS, route("https://127.0.0.1:1", "tls = { ca = \"ca.pem\" }"));
    for (files, expected) in [
        (vec![("shop.json", shop.as_str())], "there is no such file or folder"),
        (vec![("shop.json", &shop), ("ca.pem", "ca")], "no certificate in this file"),
    ] {
        let Err(problems) = Understudy::try_start(&config, &files).await else { panic!("{expected}") };
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!(problem.message, expected);
        assert!(problem.file.as_ref().is_some_and(|file| file.ends_with("ca.pem")));
    }
}
