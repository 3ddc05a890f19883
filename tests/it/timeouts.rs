//! Clients that are silent, slow or take nothing: each is waited for only so long.

use std::net::SocketAddr;

use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{
    Authority, Behaviour, Http2Client, LISTENERS, RawClient, Understudy, Upstream, collection, drip, item,
    within,
};

const IMPATIENT: &str = "idle_timeout = \"300ms\"\nheader_timeout = \"200ms\"\nread_timeout = \"150ms\"\n\
                         write_timeout = \"200ms\"";
/// An idle connection stays.
const HURRIED: &str = "header_timeout = \"200ms\"\nread_timeout = \"150ms\"\nwrite_timeout = \"200ms\"";

/// The preface of HTTP/2 and empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// A frame HEADERS of stream 1 that does not end its headers: `:method: GET`.
const HALF_HEADERS: &[u8] = b"\0\0\x01\x01\0\0\0\0\x01\x82";

struct Started {
    understudy: Understudy,
    authority: Authority,
    _upstream: Upstream,
}

async fn start(server: &str) -> Started {
    let (upstream, authority) = (Upstream::start(Behaviour::Echo), Authority::new());
    let issued = authority.issue(&["shop"]);
    let listeners = LISTENERS.replace("access_log = false", &format!("access_log = false\n{server}"));
    let config = format!(
        "{listeners}[server.tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [{{ cert = \"a.pem\", key = \"a.key\" }}]\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n",
        upstream.address()
    );
    let shop = collection(&[
        item("list", "GET", "/books", 200, "{}"),
        item("large", "GET", "/large", 200, &"x".repeat(16 * 1024 * 1024)),
        item("order", "POST", "/orders", 201, "{}"),
    ]);
    let files = [("shop.json", &*shop), ("a.pem", &*issued.certificate), ("a.key", &*issued.key)];
    match Understudy::try_start(&config, &files).await {
        Ok(understudy) => Started { understudy, authority, _upstream: upstream },
        Err(problems) => panic!("{problems:#?}"),
    }
}

impl Started {
    fn tls(&self) -> SocketAddr {
        self.understudy.running.tls().unwrap()
    }

    /// Waits until nobody is connected any more.
    async fn empties(&self) {
        self.understudy.counts("understudy_connections", 0).await;
    }
}

/// Reads until the server ends the connection.
async fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    // A reset is an end too.
    let _ = within("the end of the connection", stream.read_to_end(&mut all)).await;
    all
}

#[tokio::test]
async fn a_connection_without_a_request() {
    let started = start(IMPATIENT).await;
    let admin = started.understudy.running.admin().unwrap();
    for (row, address, bytes) in [
        ("nothing", started.understudy.address(), &b""[..]),
        ("an empty line", started.understudy.address(), b"\r\n"),
        ("no handshake", started.tls(), b""),
        ("half a handshake", started.tls(), b"\x16\x03\x01\x02\x00\x01"),
        ("half a preface", started.understudy.address(), PREFACE.split_at(20).0),
        ("HTTP/2 without a stream", started.understudy.address(), PREFACE),
        ("half the headers of a stream", started.understudy.address(), &[PREFACE, HALF_HEADERS].concat()),
        ("the operator's door", admin, b""),
        ("half a head at the operator's door", admin, b"GET /healthz HTTP/1.1\r\nhost: loc"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let told = String::from_utf8_lossy(&read_all(&mut stream).await).into_owned();
        assert!(!told.contains(" 200 "), "{row}: {told}");
    }
    started.empties().await;
}

/// A list of headers that does not end, beside a stream whose answer does not come either.
#[tokio::test]
async fn half_the_headers_of_a_stream_beside_another_stream() {
    let started = start(HURRIED).await;
    let mut stream = TcpStream::connect(started.understudy.address()).await.unwrap();
    // A whole `GET http://shop/books` that asks to be answered in ten minutes, in literals that are not indexed.
    let literal = |name: &str, value: &str| {
        let length = |text: &str| u8::try_from(text.len()).unwrap();
        [&[0, length(name)], name.as_bytes(), &[length(value)], value.as_bytes()].concat()
    };
    let headers = [
        literal(":method", "GET"),
        literal(":scheme", "http"),
        literal(":authority", "shop"),
        literal(":path", "/books"),
        literal("x-mock-response-delay", "60000"),
    ]
    .concat();
    let head = [0, 0, u8::try_from(headers.len()).unwrap(), 1, 5, 0, 0, 0, 1];
    let half = b"\0\0\x01\x01\0\0\0\0\x03\x82";
    stream.write_all(&[PREFACE, &head, &headers, half].concat()).await.unwrap();
    read_all(&mut stream).await;
}

/// Whoever has not asked for anything yet does not hold up the end of the server.
#[tokio::test]
async fn who_has_not_asked_yet_does_not_hold_up_the_end() {
    let hour = "grace_period = \"1h\"\nidle_timeout = \"1h\"\nheader_timeout = \"1h\"";
    let started = start(hour).await;
    let (clear, tls) = (started.understudy.address(), started.tls());
    let mut open = Vec::new();
    for (address, bytes) in [
        (clear, &b""[..]),
        (clear, b"GET /bo"),
        (clear, PREFACE.split_at(3).0),
        (clear, PREFACE.split_at(20).0),
        (clear, PREFACE),
        (tls, b""),
        (tls, b"\x16\x03\x01\x02\0\x01"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        open.push(stream);
    }
    let secure = started.authority.connect(tls, "shop", &["h2"]).await;
    let running = started.understudy.running;
    let stopped = tokio::task::spawn_blocking(move || running.stop_with_grace());
    within("the end", stopped).await.unwrap();
    drop((open, secure));
}

#[tokio::test]
async fn half_a_head_is_told_that_it_was_too_slow() {
    let started = start(HURRIED).await;
    for (row, half) in [
        ("a word", "GET"),
        ("a line", "GET /books HTTP/1.1\r\n"),
        ("a header", "GET /books HTTP/1.1\r\nhost: sh"),
        ("all but the empty line", "GET /books HTTP/1.1\r\nhost: shop\r\n"),
        ("behind a request", "GET /books HTTP/1.1\r\nhost: shop\r\n\r\nGET /books"),
    ] {
        for secure in [false, true] {
            let mut client = if secure {
                let offered = &["http/1.1"];
                RawClient::over(started.authority.connect(started.tls(), "shop", offered).await.stream)
            } else {
                RawClient::connect(started.understudy.address()).await
            };
            client.write(half).await;
            if row == "behind a request" {
                let head = client.try_head().await.unwrap();
                client.read_body(&head, "GET").await;
            }
            let head = client.try_head().await.unwrap();
            assert_eq!(head.status(), 408, "{row}, TLS: {secure}");
            assert!(head.closes() && head.header("x-understudy-source") == Some("none"), "{row}: {head:?}");
            client.read_body(&head, "GET").await;
            assert!(client.is_closed().await, "{row}");
        }
    }
    started.empties().await;
}

#[tokio::test]
async fn a_head_that_drips_has_no_more_time_than_one_that_does_not() {
    let started = start(HURRIED).await;
    let head = "GET /books HTTP/1.1\r\nhost: shop\r\na: ";
    assert_eq!(drip(started.understudy.address(), head).await, "HTTP/1.1 408");
    started.empties().await;
}

#[tokio::test]
async fn the_operator_s_door() {
    let started = start(HURRIED).await;
    let admin = started.understudy.running.admin().unwrap();
    let mut client = RawClient::connect(admin).await;
    let half = "POST /api/explain HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                content-length: 100\r\n\r\n{";
    let answer = client.exchange(half).await;
    let told = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.head.status(), 408, "{told}");
    assert!(told.contains("server.read_timeout"), "{told}");
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn the_operator_s_door_has_room_for_so_many() {
    let started = start(HURRIED).await;
    let admin = started.understudy.running.admin().unwrap();
    let mut open = Vec::new();
    for _ in 0..300 {
        open.push(TcpStream::connect(admin).await.unwrap());
    }
    let mut last = open.pop().unwrap();
    assert_eq!(read_all(&mut last).await, b"", "it is closed at once");
    drop((open, last));
    let client = &started.understudy.admin;
    let answered = crate::support::eventually("room again", async || {
        let asked = crate::support::try_send(client.request(reqwest::Method::GET, "/healthz")).await;
        asked.ok().filter(|answer| answer.status == 200)
    });
    answered.await;
}

#[tokio::test]
async fn what_connections_may_hold_is_shown() {
    let started = start("[server.limits]\nstreams = 3\nsend_buffer = \"32KiB\"").await;
    let client = Http2Client::connect(started.understudy.address()).await;
    assert_eq!(client.get("http://shop/books").await.status, 200);
    let status = started.understudy.admin.get("/api/status").await.json();
    assert_eq!(status["connections"]["open"], 1, "{status}");
    assert_eq!(status["connections"]["may_hold_bytes"], 3 * 32 * 1024, "{status}");
}

#[tokio::test]
async fn between_two_requests() {
    let started = start(IMPATIENT).await;
    let mut client = RawClient::connect(started.understudy.address()).await;
    let answer = client.exchange("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    assert!(answer.head.status() == 200 && !answer.head.closes());
    assert!(client.is_closed().await);
    let client = Http2Client::connect(started.understudy.address()).await;
    assert_eq!(client.get("http://shop/books").await.status, 200);
    started.empties().await;
}

#[tokio::test]
async fn a_body_that_never_comes_over_http_2() {
    let started = start(HURRIED).await;
    let client = Http2Client::connect(started.understudy.address()).await;
    for path in ["/orders", "/live"] {
        for half in ["", "half"] {
            let request = Request::post(format!("http://shop{path}")).body(()).unwrap();
            let (mut body, response) = client.begin(request).await;
            body.send_data(half.into(), false).unwrap();
            let answer = within("an answer", response).await.unwrap();
            assert_eq!(answer.status(), 408, "{path}, {half}");
        }
    }
    assert_eq!(client.get("http://shop/books").await.status, 200, "the connection goes on");
}

#[tokio::test]
async fn a_client_that_takes_nothing() {
    let started = start(HURRIED).await;
    let get = b"GET /large HTTP/1.1\r\nhost: shop\r\n\r\n";
    let mut clear = TcpStream::connect(started.understudy.address()).await.unwrap();
    clear.write_all(get).await.unwrap();
    let mut secure = started.authority.connect(started.tls(), "shop", &["http/1.1"]).await.stream;
    secure.write_all(get).await.unwrap();
    secure.flush().await.unwrap();
    started.empties().await;
    drop((clear, secure));
}

#[tokio::test]
async fn a_window_of_http_2_that_never_opens() {
    let started = start(HURRIED).await;
    let client = Http2Client::connect(started.understudy.address()).await;
    let (mut body, response) = client.begin(Request::get("http://shop/large").body(()).unwrap()).await;
    body.send_data("".into(), true).unwrap();
    let (head, mut stream) = within("a head", response).await.unwrap().into_parts();
    assert_eq!(head.status, 200);
    let end = within("the end of the stream", async {
        // What is taken is not given back, so that the window stays closed.
        loop {
            match stream.data().await {
                Some(Ok(_)) => {}
                end => return end,
            }
        }
    });
    assert!(end.await.is_some_and(|end| end.is_err()), "it is reset");
    assert_eq!(started.understudy.metric("understudy_connections").await, 1, "the connection stays");
}
