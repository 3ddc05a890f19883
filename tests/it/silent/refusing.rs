//! Backends of HTTP/2 that refuse a stream: however often it is tried again, one timeout bounds all of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::stage::{Timeouts, shop};
use crate::support::send;

const PREFACE: usize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len();
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const REFUSED_STREAM: u32 = 7;

/// What it does instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// Resets the stream, so late after it began.
    Reset(Duration),
    /// Leaves, so late after the stream began.
    GoAway(Duration),
    /// Allows no stream at all.
    NoStream,
    /// Allows nothing of a body.
    NoBody,
}

/// A backend in this process; it stops when it is dropped.
struct Refusing {
    address: SocketAddr,
    streams: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Refusing {
    async fn start(refusal: Refusal) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, streams) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
        let counter = Arc::clone(&streams);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counter = Arc::clone(&counter);
                tokio::spawn(async move {
                    // A client that goes away ends it.
                    let _ = refuse(stream, refusal, &counter).await;
                });
            }
        });
        Self { address, streams, task }
    }
}

impl Drop for Refusing {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn frame(kind: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, 0], &stream.to_be_bytes(), payload].concat()
}

fn settings(refusal: Refusal) -> Vec<u8> {
    let (max_concurrent_streams, initial_window_size) = ([0, 3], [0, 4]);
    let name = match refusal {
        Refusal::NoStream => max_concurrent_streams,
        Refusal::NoBody => initial_window_size,
        Refusal::Reset(_) | Refusal::GoAway(_) => return frame(SETTINGS, 0, &[]),
    };
    frame(SETTINGS, 0, &[&name[..], &[0; 4]].concat())
}

async fn refuse(mut stream: TcpStream, refusal: Refusal, streams: &AtomicUsize) -> std::io::Result<()> {
    stream.read_exact(&mut [0; PREFACE]).await?;
    stream.write_all(&settings(refusal)).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let stream_id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        stream.read_exact(&mut payload).await?;
        if head[3] != HEADERS {
            continue;
        }
        streams.fetch_add(1, Ordering::Relaxed);
        match refusal {
            Refusal::Reset(late) => {
                tokio::time::sleep(late).await;
                let reset = frame(RST_STREAM, stream_id, &REFUSED_STREAM.to_be_bytes());
                stream.write_all(&reset).await?;
            }
            Refusal::GoAway(late) => {
                tokio::time::sleep(late).await;
                return stream.write_all(&frame(GOAWAY, 0, &[0; 8])).await;
            }
            Refusal::NoStream | Refusal::NoBody => {}
        }
    }
}

const LATE: Duration = Duration::from_millis(700);

#[tokio::test]
async fn one_timeout_bounds_all_attempts() {
    let rows = [
        (Refusal::Reset(LATE), Method::GET, "/books", ""),
        (Refusal::Reset(LATE), Method::PUT, "/whole/orders", "body"),
        (Refusal::GoAway(LATE), Method::GET, "/books", ""),
        (Refusal::GoAway(LATE), Method::PUT, "/whole/orders", "body"),
        (Refusal::NoStream, Method::GET, "/books", ""),
        (Refusal::NoStream, Method::POST, "/whole/orders", "body"),
        (Refusal::NoBody, Method::POST, "/whole/orders", "body"),
    ];
    let rows = rows.map(|(refusal, method, path, body)| async move {
        let backend = Refusing::start(refusal).await;
        let timeouts = Timeouts { client: "60s", upstream: "1s" };
        let understudy = shop(backend.address, timeouts, "protocol = \"http2\"").await;
        let row = format!("{refusal:?}, {method}");
        let answer = send(understudy.client.request(method, path).body(body)).await;
        let told = (answer.status, answer.header("x-understudy-reason"));
        assert_eq!(told, (200, Some("timeout")), "{row}");
        let streams = backend.streams.load(Ordering::Relaxed);
        assert!(streams <= 2, "{row}: a second has room for one attempt and the next, not for {streams}");
    });
    futures_util::future::join_all(rows).await;
}
