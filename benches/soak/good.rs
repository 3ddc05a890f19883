//! Clients that do nothing wrong: each of their requests has to be answered with 200.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use h2::client::SendRequest;
use http::Request;
use reqwest::Client;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Result;

/// How many requests a connection of HTTP/2 serves before the client makes another.
const REQUESTS: usize = 1_000;

/// The most failures that are told.
const TOLD: usize = 5;

/// What became of all requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    answered: AtomicU64,
    failed: AtomicU64,
    misbehaved: AtomicU64,
    failures: Mutex<Vec<String>>,
}

impl Tally {
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// A bad client has come and gone.
    pub(crate) fn misbehaved(&self) {
        self.misbehaved.fetch_add(1, Ordering::Relaxed);
    }

    /// What failed first.
    pub(crate) fn failures(&self) -> Vec<String> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, answer: Result<u16>) {
        let failure = match answer {
            Ok(200) => {
                self.answered.fetch_add(1, Ordering::Relaxed);
                return;
            }
            Ok(status) => format!("a good request was answered with {status}"),
            Err(error) => format!("a good request failed: {error:?}"),
        };
        self.failed.fetch_add(1, Ordering::Relaxed);
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() < TOLD {
            failures.push(failure);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [answered, failed, misbehaved] =
            [&self.answered, &self.failed, &self.misbehaved].map(|count| count.load(Ordering::Relaxed));
        write!(f, "{answered} answered, {failed} failed, {misbehaved} misbehaved")
    }
}

/// Asks again and again on one connection.
pub(crate) async fn over_http1(proxy: SocketAddr, tally: Arc<Tally>, stopped: watch::Receiver<bool>) {
    let client = Client::builder().no_proxy().build().expect("a client");
    while !*stopped.borrow() {
        tally.note(ask(&client, proxy).await);
    }
}

async fn ask(client: &Client, proxy: SocketAddr) -> Result<u16> {
    let answer = client.get(format!("http://{proxy}/books")).send().await?;
    let status = answer.status().as_u16();
    answer.bytes().await?;
    Ok(status)
}

/// Asks again and again, on a new connection from time to time.
pub(crate) async fn over_http2(proxy: SocketAddr, tally: Arc<Tally>, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let connected = connect(proxy, &h2::client::Builder::new()).await;
        let (mut requests, connection) = match connected {
            Ok(connected) => connected,
            Err(error) => {
                tally.note(Err(error));
                continue;
            }
        };
        for _ in 0..REQUESTS {
            if *stopped.borrow() {
                break;
            }
            tally.note(ask_over(&mut requests, proxy).await);
        }
        drop(requests);
        // It ends by itself once nobody asks any more.
        let _ = connection.await;
    }
}

/// A connection of HTTP/2 in the clear, and the task that drives it.
pub(crate) async fn connect(
    proxy: SocketAddr,
    builder: &h2::client::Builder,
) -> Result<(SendRequest<Bytes>, JoinHandle<()>)> {
    let stream = TcpStream::connect(proxy).await?;
    stream.set_nodelay(true)?;
    let (requests, connection) = builder.handshake(stream).await?;
    let connection = tokio::spawn(async move {
        // That it ends is seen by whoever waits for an answer.
        let _ = connection.await;
    });
    Ok((requests, connection))
}

async fn ask_over(requests: &mut SendRequest<Bytes>, proxy: SocketAddr) -> Result<u16> {
    let request = Request::get(format!("http://{proxy}/books")).body(())?;
    let mut ready = requests.clone().ready().await?;
    let (answer, _) = ready.send_request(request, true)?;
    let answer = answer.await?;
    let (status, mut body) = (answer.status().as_u16(), answer.into_body());
    while let Some(piece) = body.data().await {
        body.flow_control().release_capacity(piece?.len())?;
    }
    Ok(status)
}
