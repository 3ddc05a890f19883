//! curl in every version of HTTP, in the clear and with TLS.

use super::program::printed;
use crate::support::{Authority, Behaviour, LISTENERS, Understudy, Upstream, collection, is_there, item};

async fn start(authority: &Authority, upstream: &Upstream) -> Understudy {
    let issued = authority.issue(&["shop.example"]);
    let config = format!(
        "{LISTENERS}[server.tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [{{ cert = \"a.pem\", key = \"a.key\" }}]\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"mock\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n",
        upstream.address()
    );
    let shop =
        collection(&[item("list", "GET", "/books", 200, "[1]"), item("add", "POST", "/books", 201, "[2]")]);
    let ca = authority.pem();
    let files = [
        ("shop.json", shop.as_str()),
        ("a.pem", &issued.certificate),
        ("a.key", &issued.key),
        ("ca.pem", &ca),
    ];
    Understudy::try_start(&config, &files).await.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[tokio::test]
async fn every_version_in_the_clear_and_with_tls() {
    if !is_there("curl") {
        return;
    }
    let (authority, upstream) = (Authority::new(), Upstream::start(Behaviour::fixed(200, &[], "live")));
    let understudy = start(&authority, &upstream).await;
    let plain = format!("http://{}", understudy.address());
    let tls = understudy.running.tls().expect("a listener for TLS");
    let secure = format!("https://shop.example:{}", tls.port());
    let resolve = format!("shop.example:{}:127.0.0.1", tls.port());
    let ca = understudy.path("ca.pem");
    let ca = ca.to_str().expect("a path");
    for (row, url, options, expected) in [
        ("HTTP/1.0", &plain, &["--http1.0"][..], "[1] 1.1 200"),
        ("HTTP/1.1", &plain, &["--http1.1"], "[1] 1.1 200"),
        ("an upgrade to HTTP/2, not taken", &plain, &["--http2"], "[1] 1.1 200"),
        ("HTTP/2, known beforehand", &plain, &["--http2-prior-knowledge"], "[1] 2 200"),
        ("HTTP/1.1 and TLS", &secure, &["--http1.1"], "[1] 1.1 200"),
        ("HTTP/2 and TLS", &secure, &["--http2"], "[1] 2 200"),
        ("TLS 1.2", &secure, &["--tls-max", "1.2"], "[1] 2 200"),
        ("a body", &secure, &["--data", "hello"], "[2] 2 201"),
        ("a head", &secure, &["--head", "--output", "/dev/null"], " 2 200"),
    ] {
        let url = format!("{url}/books");
        let common = [
            "-sS",
            "--noproxy",
            "*",
            "--resolve",
            &resolve,
            "--cacert",
            ca,
            "-w",
            " %{http_version} %{http_code}",
        ];
        let printed = printed("curl", &[&common[..], options, &[&url]].concat()).await;
        assert_eq!(printed, expected, "{row}");
        let live = url.replace("/books", "/live");
        let options = [options, &["-o", "/dev/null"]].concat();
        let printed = super::program::printed("curl", &[&common[..], &options, &[&live]].concat()).await;
        let version = expected.split(' ').nth(1).expect("a version");
        assert_eq!(printed, format!(" {version} 200"), "{row}, live");
    }
}

#[tokio::test]
async fn a_large_body_that_waits_to_be_asked_for() {
    if !is_there("curl") {
        return;
    }
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&Authority::new(), &upstream).await;
    let body = understudy.path("body");
    std::fs::write(&body, "0123456789".repeat(200_000)).unwrap();
    let data = format!("@{}", body.display());
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let url = format!("http://{}/live", understudy.address());
        let options = ["-sS", "--noproxy", "*", version, "-H", "expect: 100-continue", "-o", "/dev/null"];
        let rest = ["-w", "%{http_code} %{size_upload}", "--data-binary", &data, &url];
        assert_eq!(printed("curl", &[&options[..], &rest].concat()).await, "200 2000000", "{version}");
        assert_eq!(upstream.last().unwrap().body.len(), 2_000_000, "{version}");
    }
}
