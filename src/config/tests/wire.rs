//! How backends are spoken to.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use super::{SHOP, config, in_route, problems, with_shop};
use crate::config::{
    CertificateFiles, ForwardedHeaders, HostHeader, PathChange, PathForm, Protocol, ResponseRewriting,
    UpstreamTls,
};

#[test]
fn what_is_written_is_what_counts() {
    let config = config(
        r#"
        [upstreams.shop]
        url = "https://10.0.0.7"
        protocol = "auto"
        host = "upstream"
        [upstreams.shop.tls]
        ca = "ca.pem"
        client_certificate = "us.pem"
        client_key = "/etc/ssl/us.key"
        verify = false
        server_name = "Shop.internal"
        [upstreams.plain]
        url = "http://plain"
        protocol = "http2"
        [[routes]]
        name = "shop"
        upstream = "shop"
        [[routes]]
        name = "plain"
        path = "/plain"
        upstream = "plain"
        "#,
    );
    let shop = &config.upstreams["shop"];
    assert_eq!((shop.protocol, &shop.host_header), (Protocol::Auto, &HostHeader::Upstream));
    let client = CertificateFiles {
        certificate: PathBuf::from("/etc/understudy/us.pem"),
        key: PathBuf::from("/etc/ssl/us.key"),
    };
    let tls = UpstreamTls {
        authority: Some(Path::new("/etc/understudy/ca.pem").into()),
        client: Some(client),
        verify: false,
        server_name: Some("shop.internal".to_owned()),
    };
    assert_eq!(shop.tls, tls);
    let plain = &config.upstreams["plain"];
    assert_eq!((plain.protocol, &plain.host_header), (Protocol::Http2, &HostHeader::Client));
    assert_eq!(plain.tls, UpstreamTls::default());
}

/// The problems of an upstream with this URL and these lines.
fn upstream(url: &str, lines: &str) -> String {
    problems(&format!(
        "[upstreams.shop]\nurl = \"{url}\"\n{lines}[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n"
    ))
}

#[test]
fn tls_of_an_upstream() {
    assert_snapshot!(upstream("http://shop", "[upstreams.shop.tls]\nca = \"ca.pem\"\n"), @r#"
    error: the upstream is not spoken to with TLS
     --> understudy.toml:3:1
      |
    3 | [upstreams.shop.tls]
      | ^
      |
      = note: in upstreams.shop.tls
      = help: write `https://` in its `url`, or remove this table
    "#);
    assert_snapshot!(upstream("https://shop", "tls = { client_certificate = \"us.pem\" }\n"), @r#"
    error: `client_key` is missing
     --> understudy.toml:3:30
      |
    3 | tls = { client_certificate = "us.pem" }
      |                              ^
      |
      = note: in upstreams.shop.tls.client_certificate
      = help: a certificate and its key go together; they may be in one file
    "#);
    assert_snapshot!(upstream("https://shop", "tls = { client_key = \"us.key\" }\n"), @r#"
    error: `client_certificate` is missing
     --> understudy.toml:3:22
      |
    3 | tls = { client_key = "us.key" }
      |                      ^
      |
      = note: in upstreams.shop.tls.client_key
      = help: a certificate and its key go together; they may be in one file
    "#);
    assert_snapshot!(upstream("https://shop", "tls = { server_name = \"a b\" }\n"), @r#"
    error: `a b` is not a name that a certificate can bear
     --> understudy.toml:3:23
      |
    3 | tls = { server_name = "a b" }
      |                       ^
      |
      = note: in upstreams.shop.tls.server_name
      = help: write it as in `"shop.internal"`
    "#);
}

#[test]
fn protocols_and_hosts() {
    assert_snapshot!(upstream("http://shop", "protocol = \"h2\"\n"), @r#"
    error: `h2` is not a version of HTTP
     --> understudy.toml:3:12
      |
    3 | protocol = "h2"
      |            ^
      |
      = note: in upstreams.shop.protocol
      = help: write `http1`, `http2` or `auto`
    "#);
    assert_snapshot!(upstream("http://shop", "host = \"http://shop\"\n"), @r#"
    error: `http://shop` is not a host
     --> understudy.toml:3:8
      |
    3 | host = "http://shop"
      |        ^
      |
      = note: in upstreams.shop.host
      = help: write `client`, `upstream` or a name such as `shop.internal:8080`
    "#);
}

#[test]
fn tls_of_the_server() {
    let config = config(
        r#"
        [server.tls]
        listen = "0.0.0.0:8443"
        certificates = [{ cert = "a.pem", key = "a.key" }, { cert = "/b.pem", key = "/b.pem" }]
        "#,
    );
    let tls = config.server.tls.unwrap();
    let files =
        |certificate: &str, key: &str| CertificateFiles { certificate: certificate.into(), key: key.into() };
    assert_eq!(tls.listen.to_string(), "0.0.0.0:8443");
    let expected = [files("/etc/understudy/a.pem", "/etc/understudy/a.key"), files("/b.pem", "/b.pem")];
    assert_eq!(tls.certificates, expected);
}

#[test]
fn what_tls_of_the_server_needs() {
    let one = "certificates = [{ cert = \"a.pem\", key = \"a.key\" }]\n";
    assert_snapshot!(with_shop(&format!("[server.tls]\n{one}")), @r#"
    error: `listen` is missing
     --> understudy.toml:1:1
      |
    1 | [server.tls]
      | ^
      |
      = note: in server.tls
      = help: add a line such as `listen = "127.0.0.1:9000"`
    "#);
    assert_snapshot!(with_shop("[server.tls]\nlisten = \"127.0.0.1:8443\"\n"), @r#"
    error: `certificates` is missing
     --> understudy.toml:1:1
      |
    1 | [server.tls]
      | ^
      |
      = note: in server.tls
      = help: add a line such as `certificates = [{ cert = "shop.pem", key = "shop.key" }]`
    "#);
    assert_snapshot!(with_shop("[server.tls]\nlisten = \"127.0.0.1:8443\"\ncertificates = []\n"), @r#"
    error: TLS needs a certificate
     --> understudy.toml:3:16
      |
    3 | certificates = []
      |                ^
      |
      = note: in server.tls.certificates
      = help: name one and its key: `{ cert = "shop.pem", key = "shop.key" }`
    "#);
    assert_snapshot!(with_shop("[server.tls]\nlisten = \"127.0.0.1:8443\"\ncertificates = [{ cert = \"a.pem\" }]\n"), @r#"
    error: `key` is missing
     --> understudy.toml:3:17
      |
    3 | certificates = [{ cert = "a.pem" }]
      |                 ^
      |
      = note: in server.tls.certificates[0]
      = help: add a line such as `key = "shop.pem"`
    "#);
    assert_snapshot!(with_shop(&format!("[server.tls]\nlisten = \"127.0.0.1:8080\"\n{one}")), @r#"
    error: the proxy with TLS (`127.0.0.1:8080`) and the proxy without TLS (`127.0.0.1:8080`) would listen on one port
     --> understudy.toml:1:2
      |
    1 | [server.tls]
      |  ^
      |
      = note: in server
      = help: give one of them another port
    "#);
    assert_snapshot!(with_shop(&format!("[server.tls]\nlisten = \"0.0.0.0:8081\"\n{one}")), @r#"
    error: the proxy with TLS (`0.0.0.0:8081`) and the admin API (`127.0.0.1:8081`) would listen on one port
     --> understudy.toml:1:2
      |
    1 | [server.tls]
      |  ^
      |
      = note: in server
      = help: give one of them another port
    "#);
}

#[test]
fn what_a_backend_is_told() {
    let config = config(
        r#"
        [server]
        forwarded = "both"
        trusted_proxies = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]
        [upstreams.shop]
        url = "http://shop"
        [[routes]]
        name = "shop"
        upstream = "shop"
        strip_prefix = "/api/"
        add_prefix = "/v2"
        rewrite_responses = false
        "#,
    );
    assert_eq!(config.server.forwarded, ForwardedHeaders::Both);
    let trusted: Vec<_> = config.server.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(trusted, ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]);
    let change = PathChange { strip: Some("/api".to_owned()), add: Some("/v2".to_owned()) };
    assert_eq!(config.routes[0].path_change, change);
    assert_eq!(config.routes[0].response_rewriting, ResponseRewriting::Off);
}

#[test]
fn headers_networks_and_prefixes() {
    assert_snapshot!(with_shop("[server]\nforwarded = \"on\"\n"), @r#"
    error: `on` is not a choice of headers
     --> understudy.toml:2:13
      |
    2 | forwarded = "on"
      |             ^
      |
      = note: in server.forwarded
      = help: write `x-forwarded`, `forwarded`, `both` or `off`
    "#);
    assert_snapshot!(with_shop("[server]\ntrusted_proxies = [\"10.0.0.0/33\"]\n"), @r#"
    error: `10.0.0.0/33` is not a network or an IP address
     --> understudy.toml:2:20
      |
    2 | trusted_proxies = ["10.0.0.0/33"]
      |                    ^
      |
      = note: in server.trusted_proxies[0]
      = help: write it as in `"10.0.0.0/8"`
    "#);
    assert_snapshot!(in_route("upstream = \"shop\"\nmock = \"shop\"\nstrip_prefix = \"api\"\n"), @r#"
    error: `api` is not a path
      --> understudy.toml:10:16
       |
    10 | strip_prefix = "api"
       |                ^
       |
       = note: in routes[0].strip_prefix
       = help: begin with a slash: `/api`
    "#);
    assert_snapshot!(problems(&format!("{SHOP}add_prefix = \"/v2\"\n")), @r#"
    warning: a prefix is changed for an upstream, and this route has none
     --> understudy.toml:4:1
      |
    4 | [[routes]]
      | ^
      |
      = note: in routes[0]
      = help: remove `strip_prefix` and `add_prefix`: examples see the path as it is sent
    "#);
}

#[test]
fn the_form_of_paths() {
    let of = |lines: &str, private: bool| {
        let text = format!(
            "[upstreams.shop]\nurl = \"http://10.0.0.7\"\n{lines}\n[[routes]]\nname = \"a\"\nupstream = \"shop\"\n\
             [[routes]]\nname = \"b\"\npath = \"/b\"\nupstream = \"shop\"\nprivate = {private}\n"
        );
        let config = config(&text);
        config.path_form(&config.routes[0])
    };
    for (row, lines, private, expected) in [
        ("by default", "", false, PathForm::AsSent),
        ("beside a private route", "", true, PathForm::Normalised),
        ("as said", "paths = \"as-sent\"", true, PathForm::AsSent),
        ("as said, without need", "paths = \"normalised\"", false, PathForm::Normalised),
    ] {
        assert_eq!(of(lines, private), expected, "{row}");
    }
    let told = problems("[upstreams.shop]\nurl = \"http://10.0.0.7\"\npaths = \"raw\"\n");
    assert!(told.contains("`raw` is not a form of paths"), "{told}");
    assert!(told.contains("write `as-sent` or `normalised`"), "{told}");
}
