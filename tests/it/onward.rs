//! What a backend gets to see of a request's way: who asked, for which path, and to become what.

use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{
    Behaviour, Http2Client, Http2Upstream, LISTENERS, RawClient, Understudy, Upstream, within,
};

/// Before an upstream at this address; lines of the server, of the upstream and of the route.
async fn start(address: std::net::SocketAddr, server: &str, upstream: &str, route: &str) -> Understudy {
    let listeners = LISTENERS.replace("[server]\n", &format!("[server]\n{server}\n"));
    let config = format!(
        "{listeners}[upstreams.shop]\nurl = \"http://{address}\"\n{upstream}\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\n{route}"
    );
    Understudy::try_start(&config, &[]).await.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// What the upstream saw of `X-Forwarded-For`, `-Proto`, `-Host` and `Forwarded`.
fn seen(upstream: &Upstream) -> String {
    let request = upstream.last().expect("a request");
    let names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"];
    names.map(|name| request.header(name).unwrap_or("-").to_owned()).join(" ")
}

#[tokio::test]
async fn what_is_for_one_hop_ends_here() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(upstream.address(), "", "", "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    for (row, said, expected) in [
        ("nothing of the kind", "x-own: 1\r\n", "x-own"),
        ("a nomination", "x-own: 1\r\nconnection: keep-alive, x-own\r\n", ""),
        ("by name", "te: trailers\r\nkeep-alive: timeout=5\r\nx-own: 1\r\n", "x-own"),
        ("to a proxy", "proxy-authorization: Basic eA==\r\nproxy-connection: keep-alive\r\n", ""),
        ("an upgrade of HTTP", "upgrade: h2c\r\nhttp2-settings: AA\r\nconnection: upgrade\r\n", ""),
    ] {
        client.exchange(&format!("GET /books HTTP/1.1\r\nhost: shop\r\n{said}\r\n")).await;
        let request = upstream.last().expect("a request");
        let names = [
            "x-own",
            "connection",
            "te",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "upgrade",
            "http2-settings",
        ];
        let passed = names.into_iter().filter(|name| request.header(name).is_some());
        assert_eq!(passed.collect::<Vec<_>>().join(" "), expected, "{row}");
    }
}

#[tokio::test]
async fn a_backend_is_told_who_asked() {
    let upstream = Upstream::start(Behaviour::Echo);
    let said = "x-forwarded-for: 192.0.2.1\r\nx-forwarded-proto: https\r\nforwarded: for=192.0.2.1\r\n";
    for (row, server, said, expected) in [
        ("by default", "", "", "127.0.0.1 http shop:81 -"),
        ("what anybody says", "", said, "127.0.0.1 http shop:81 -"),
        (
            "what a proxy says",
            "trusted_proxies = [\"127.0.0.0/8\"]",
            said,
            "192.0.2.1, 127.0.0.1 https shop:81 for=192.0.2.1",
        ),
        (
            "in the other way",
            "forwarded = \"forwarded\"",
            said,
            "- - - for=127.0.0.1;host=\"shop:81\";proto=http",
        ),
        ("not at all", "forwarded = \"off\"", said, "192.0.2.1 https - for=192.0.2.1"),
    ] {
        let understudy = start(upstream.address(), server, "", "").await;
        let mut client = RawClient::connect(understudy.address()).await;
        client.exchange(&format!("GET /books HTTP/1.1\r\nhost: shop:81\r\n{said}\r\n")).await;
        assert_eq!(seen(&upstream), expected, "{row}");
        let client = Http2Client::connect(understudy.address()).await;
        let mut request = Request::get("http://shop:81/books");
        for line in said.lines() {
            let (name, value) = line.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        client.send(request.body(()).unwrap(), "").await;
        assert_eq!(seen(&upstream), expected, "{row}, HTTP/2");
    }
}

#[tokio::test]
async fn the_path_that_a_backend_is_asked_for() {
    let first = Upstream::start(Behaviour::Echo);
    let second = Http2Upstream::start(None).await;
    let route = "strip_prefix = \"/api\"\nadd_prefix = \"/v2\"";
    for (address, lines) in [(first.address(), ""), (second.address(), "protocol = \"http2\"")] {
        let understudy = start(address, "", lines, route).await;
        for (target, expected) in [
            ("/api/books?page=2", "/v2/books?page=2"),
            ("/api", "/v2"),
            ("/apis", "/v2/apis"),
            ("http://shop/api/books", "/v2/books"),
        ] {
            let mut client = RawClient::connect(understudy.address()).await;
            let answer = client.exchange(&format!("GET {target} HTTP/1.1\r\nhost: shop\r\n\r\n")).await;
            let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(told["path"], expected, "{lines} {target}");
        }
        let client = Http2Client::connect(understudy.address()).await;
        let told = client.get("http://shop:81/api/books?page=2").await.json();
        assert_eq!(told["path"], "/v2/books?page=2", "{lines}");
        let host = told["authority"].as_str().map(str::to_owned);
        let host = host.or_else(|| first.last()?.header("host").map(str::to_owned));
        assert_eq!(host.as_deref(), Some("shop:81"), "{lines}");
    }
}

#[tokio::test]
async fn a_connection_becomes_what_both_ends_agree_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let understudy = start(listener.local_addr().unwrap(), "", "", "").await;
    let backend = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(b"HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: shout\r\n\r\n").await.unwrap();
        let mut word = [0; 5];
        for _ in 0..2 {
            stream.read_exact(&mut word).await.unwrap();
            stream.write_all(&word.to_ascii_uppercase()).await.unwrap();
        }
        String::from_utf8(request).unwrap().to_ascii_lowercase()
    });
    let mut client = RawClient::connect(understudy.address()).await;
    client.write("GET /shout HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: shout\r\n\r\n").await;
    let head = client.try_head().await.unwrap();
    assert_eq!((head.status(), head.header("upgrade")), (101, Some("shout")));
    for (said, expected) in [("hello", b"HELLO"), ("again", b"AGAIN")] {
        client.write(said).await;
        assert_eq!(client.read_exactly(5).await, expected, "one word after the other");
    }
    let request = within("the backend", backend).await.unwrap();
    assert!(
        request.contains("\r\nupgrade: shout\r\n") && request.contains("\r\nconnection: upgrade\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn cookies_of_http2_are_one_header_for_http1() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(upstream.address(), "", "", "").await;
    let client = Http2Client::connect(understudy.address()).await;
    let request = Request::get("http://shop/books");
    let request = request.header("cookie", "a=1").header("cookie", "b=2; c=3").header("cookie", "d=4");
    client.send(request.body(()).unwrap(), "").await;
    let seen = upstream.last().expect("a request").headers;
    let cookies: Vec<_> = seen.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).collect();
    assert_eq!(cookies.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), ["a=1; b=2; c=3; d=4"]);
}
