//! Clients that leave at any moment or fall silent: the log says nothing of it.

use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{
    Behaviour, Http2Client, RawClient, Serving, Upstream, collection, command, eventually, item, within,
};

/// An answer that does not fit into the buffers of a connection.
const LARGE: usize = 8 * 1024 * 1024;

/// The beginning of HTTP/2: the preface and empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// Serves with a log of everything above debug in this folder, and these lines under `[server]`.
async fn serve(folder: &Path, upstream: &Upstream, lines: &str) -> Serving {
    let shop = collection(&[item("large", "GET", "/mock", 200, &"x".repeat(LARGE))]);
    std::fs::write(folder.join("shop.json"), shop).unwrap();
    let config = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n{lines}\n[admin]\nlisten = \"127.0.0.1:0\"\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"mock\"\nmock = \"shop\"\n",
        upstream.address()
    );
    std::fs::write(folder.join("understudy.toml"), config).unwrap();
    let config = folder.join("understudy.toml").display().to_string();
    let mut command = command(&["run", "--log", "info,access=off", "--config", &config]);
    command.stderr(std::fs::File::create(folder.join("log")).unwrap());
    Serving::start(command).await
}

/// A request of HTTP/2 by a list of header fields of HPACK: method (2 GET, 3 POST), `http`, path, authority.
fn http2(method: u8, path: &str, flags: u8) -> Vec<u8> {
    let length = u8::try_from(path.len()).unwrap();
    let fields = [&[0x80 | method, 0x86, 0x44, length], path.as_bytes(), &[0x41, 1, b'a']].concat();
    let length = u8::try_from(fields.len()).unwrap();
    [PREFACE, &[0, 0, length, 1, flags, 0, 0, 0, 1], &fields].concat()
}

#[tokio::test]
async fn no_departure_is_told_above_debug() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(Behaviour::fixed(200, &[], &"x".repeat(LARGE)));
    let serving = serve(folder.path(), &upstream, "").await;
    let address = serving.client("proxy").address();
    let open = async || {
        let text = serving.client("admin").get("/metrics").await.text();
        let open = text.lines().find_map(|line| line.strip_prefix("process_open_fds "));
        open.expect("process_open_fds").parse::<f64>().unwrap()
    };
    let log = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    let (before, open_before) = (log(), open().await);
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").into_bytes();
    let post = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\nabc").into_bytes()
    };
    // Where an answer begins, its first bytes are waited for.
    for (row, sent, waits) in [
        ("with nothing said", Vec::new(), false),
        ("in a head", b"GET /mo".to_vec(), false),
        ("in a mock's answer", get("/mock"), true),
        ("in a live answer", get("/live"), true),
        ("in a body for a mock", post("/mock"), false),
        ("in a body for a backend", post("/live"), false),
        ("in HTTP/2 with nothing said", PREFACE.to_vec(), true),
        ("in a mock's answer of HTTP/2", http2(2, "/mock", 5), true),
        ("in a live answer of HTTP/2", http2(2, "/live", 5), true),
        ("in a body of HTTP/2 for a mock", http2(3, "/mock", 4), true),
        ("in a body of HTTP/2 for a backend", http2(3, "/live", 4), true),
    ] {
        for abruptly in [false, true] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(&sent).await.unwrap();
            if waits {
                stream.read_u8().await.unwrap();
            }
            // Then the connection is reset, as that of a client that crashed.
            if abruptly {
                socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO)).unwrap();
            }
            drop(stream);
            assert_eq!(serving.client("proxy").get("/none").await.status, 404, "{row}");
        }
    }
    // A few stay open: those of the test's own clients.
    eventually("all connections end", async || (open().await < open_before + 6.0).then_some(())).await;
    assert_eq!(log().strip_prefix(&before), Some(""));
}

#[tokio::test]
async fn no_silence_is_told_above_debug() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(Behaviour::Status(200));
    let serving = serve(folder.path(), &upstream, "read_timeout = \"200ms\"").await;
    let address = serving.client("proxy").address();
    let log = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    let before = log();
    for path in ["/mock", "/live"] {
        let mut client = RawClient::connect(address).await;
        client.write(format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc")).await;
        assert_eq!(client.try_head().await.unwrap().status(), 408, "{path}");
        let client = Http2Client::connect(address).await;
        let request = http::Request::post(format!("http://a{path}")).body(()).unwrap();
        let (_body, response) = client.begin(request).await;
        assert_eq!(within("an answer", response).await.unwrap().status(), 408, "{path}, HTTP/2");
    }
    assert_eq!(serving.client("proxy").get("/none").await.status, 404);
    assert_eq!(log().strip_prefix(&before), Some(""));
}
