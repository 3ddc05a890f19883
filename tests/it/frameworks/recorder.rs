//! A backend that writes down whatever it is asked. It has the item 1 and nothing else, and says so in one line of text
//! for everything else.

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{Body, Head};

/// How many connections it serves at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serving {
    OneConnection,
    AnyConnections,
}

/// A request that no client sent: a second one with the number of one that a client did send.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the path is shown where a test fails")]
pub(super) struct Probe {
    pub(super) method: String,
    path: String,
    pub(super) has_body: bool,
}

/// The backend; it stops when it is dropped.
pub(super) struct Recorder {
    address: SocketAddr,
    log: Arc<Log>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Log {
    clients: Mutex<HashSet<String>>,
    probes: Mutex<Vec<Probe>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Recorder {
    pub(super) async fn start(serving: Serving) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(Log::default());
        let task = tokio::spawn(serve(listener, serving, Arc::clone(&log)));
        Self { address, log, task }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn probes(&self) -> Vec<Probe> {
        self.log.probes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn most_probes_at_once(&self) -> usize {
        self.log.most_at_once.load(Ordering::SeqCst)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, serving: Serving, log: Arc<Log>) {
    while let Ok((stream, _)) = listener.accept().await {
        let served = converse(stream, Arc::clone(&log));
        match serving {
            // That a connection breaks is the business of who broke it.
            Serving::OneConnection => drop(served.await),
            Serving::AnyConnections => drop(tokio::spawn(served)),
        }
    }
}

async fn converse(stream: TcpStream, log: Arc<Log>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(head) = Head::read(&mut stream).await? {
        let body = Body::of_request(&head).rest(&mut stream).await?;
        let is_probe = log.knows(head.header("x-client").unwrap_or_default());
        if is_probe {
            log.begin(&head, &body);
        }
        // Lets other requests arrive that are on their way.
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        let written = stream.write_all(answer(&head).as_bytes()).await;
        if is_probe {
            log.at_once.fetch_sub(1, Ordering::SeqCst);
        }
        written?;
        if head.closes() {
            break;
        }
    }
    Ok(())
}

impl Log {
    /// Whether this number came before; from now on it did.
    fn knows(&self, number: &str) -> bool {
        !self.clients.lock().unwrap_or_else(PoisonError::into_inner).insert(number.to_owned())
    }

    fn begin(&self, head: &Head, body: &[u8]) {
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        let has_body = !body.is_empty() || head.header("content-length").is_some_and(|length| length != "0");
        let (method, path) = (head.word(0).to_owned(), head.word(1).to_owned());
        self.probes.lock().unwrap_or_else(PoisonError::into_inner).push(Probe { method, path, has_body });
    }
}

fn answer(head: &Head) -> String {
    let (method, path) = (head.word(0), head.word(1).split('?').next().unwrap_or_default());
    let (status, body) = match (method, path) {
        ("GET" | "HEAD", "/items") => ("200 OK", "[{\"id\":1}]"),
        ("GET" | "HEAD" | "PUT", "/items/1") => ("200 OK", "{\"id\":1}"),
        _ => ("404 Not Found", "Not Found"),
    };
    let kind = if body.starts_with('N') { "text/plain" } else { "application/json" };
    let shown = if method == "HEAD" { "" } else { body };
    format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{shown}", body.len())
}
