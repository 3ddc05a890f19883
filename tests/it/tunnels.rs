//! Connections that become something else, opened back to back: not one ends without a byte.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::support::{Authority, Backlogged, Head, LISTENERS, RawClient, Stream, Understudy, within};

const UPGRADE: &str = "GET /chat HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
const PLAIN: &str = "GET /chat HTTP/1.1\r\nhost: shop\r\n\r\n";
const SWITCHED: &str =
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";

/// How many are opened of each kind, and by how many clients at once.
const OF_EACH: usize = 1500;
const CLIENTS: usize = 10;

/// What a client does before it asks for an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// Leaves a connection to the backend that other requests use again.
    Plain,
}

/// A backend that switches where it is asked to, and then sends back what it is sent.
async fn backend(tls: Option<Arc<ServerConfig>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, tls.clone()));
        }
    });
    address
}

async fn serve(stream: TcpStream, tls: Option<Arc<ServerConfig>>) {
    stream.set_nodelay(true).unwrap();
    let stream: Stream = match tls {
        None => Box::new(stream),
        Some(config) => match TlsAcceptor::from(config).accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(_) => return,
        },
    };
    let mut stream = BufReader::new(stream);
    while let Ok(Some(head)) = Head::read(&mut stream).await {
        if head.header("upgrade").is_none() {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            continue;
        }
        let _ = stream.write_all(SWITCHED.as_bytes()).await;
        let mut bytes = [0; 4];
        while stream.read_exact(&mut bytes).await.is_ok() {
            let _ = stream.write_all(&bytes).await;
        }
        return;
    }
}

/// Understudy before it, with two threads.
async fn before(url: &str, files: &[(&str, &str)], more: &str) -> Understudy {
    let listeners = LISTENERS.replace("[server]", "[server]\nthreads = 2");
    let config = format!(
        "{listeners}[upstreams.chat]\nurl = \"{url}\"\n{more}\n[[routes]]\nname = \"chat\"\nupstream = \"chat\"\n"
    );
    Understudy::try_start(&config, files).await.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Whether a tunnel carries bytes there and back.
async fn carries(address: SocketAddr, before: Before) -> bool {
    let mut client = RawClient::connect(address).await;
    if before == Before::Plain {
        assert_eq!(client.exchange(PLAIN).await.head.status(), 204);
    }
    client.write(UPGRADE).await;
    let head = client.try_head().await.expect("an answer to the upgrade");
    assert_eq!(head.status(), 101);
    client.write("ping").await;
    client.try_read_exactly(4).await.is_ok_and(|bytes| bytes == b"ping")
}

/// How many of [`OF_EACH`] do.
async fn carried(address: SocketAddr, before: Before) -> usize {
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(async move {
            let mut carried = 0;
            for _ in 0..OF_EACH / CLIENTS {
                carried += usize::from(carries(address, before).await);
            }
            carried
        });
    }
    clients.join_all().await.into_iter().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_one_of_6000_opened_back_to_back_carries_bytes() {
    let authority = Authority::new();
    let tls = authority.issue(&["127.0.0.1"]).server(&["http/1.1"], None);
    let clear = before(&format!("http://{}", backend(None).await), &[], "").await;
    let pem = authority.pem();
    let trust = "tls = { ca = \"ca.pem\" }";
    let secure = format!("https://{}", backend(Some(tls)).await);
    let secure = before(&secure, &[("ca.pem", &pem)], trust).await;
    for (row, understudy) in [("in the clear", &clear), ("with TLS", &secure)] {
        for before in [Before::Nothing, Before::Plain] {
            assert_eq!(carried(understudy.address(), before).await, OF_EACH, "{row}, before it: {before:?}");
        }
    }
}

#[tokio::test]
async fn connecting_has_its_timeout() {
    let backlogged = Backlogged::start().await;
    let url = format!("http://{}", backlogged.address());
    let understudy = before(&url, &[], "connect_timeout = \"50ms\"").await;
    let mut client = RawClient::connect(understudy.address()).await;
    client.write(UPGRADE).await;
    let head = within("an answer", client.try_head()).await.unwrap();
    assert_eq!(head.status(), 504);
}
