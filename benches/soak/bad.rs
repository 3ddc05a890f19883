//! Clients that are silent, slow or gone. What becomes of their requests is nobody's business, as long as it costs the
//! others nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::Result;
use super::good::{Tally, connect};

/// How long a bad client has patience with itself: longer than any of the product's timeouts.
const LONGEST: Duration = Duration::from_secs(6);

const PAUSE: Duration = Duration::from_millis(40);

/// What a client does wrong.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It says this, and nothing more.
    SaysOnly(&'static [u8]),
    /// It says this byte by byte.
    Drips(&'static [u8]),
    /// It says this, and goes without a word.
    Leaves(&'static [u8]),
    /// It asks for much and takes little.
    TakesLittle,
    /// It opens a connection of HTTP/2, and asks for nothing.
    AsksNothing,
    /// The body of its request over HTTP/2 never ends.
    NeverEnds,
    /// It asks for much over HTTP/2, and takes none of it.
    TakesNothing,
    /// It resets its streams as soon as they are open.
    Resets,
    /// It opens many streams, and goes.
    LeavesMany,
}

const HALF_A_HEAD: &[u8] = b"GET /bad/large HTTP/1.1\r\nhost: shop\r\nx-half: ";
const HALF_A_BODY: &[u8] =
    b"POST /bad/upload HTTP/1.1\r\nhost: shop\r\ncontent-length: 5000\r\n\r\nthe beginning";
const WHOLE: &[u8] = b"GET /bad/large HTTP/1.1\r\nhost: shop\r\n\r\n";
const UPLOAD: &[u8] =
    b"POST /bad/upload HTTP/1.1\r\nhost: shop\r\ncontent-length: 20\r\nconnection: close\r\n\r\n01234567890123456789";

const FAULTS: &[Fault] = &[
    Fault::SaysOnly(b""),
    Fault::SaysOnly(HALF_A_HEAD),
    Fault::SaysOnly(HALF_A_BODY),
    Fault::SaysOnly(b"PRI * HTTP/2.0\r\n\r\nSM"),
    Fault::Drips(HALF_A_HEAD),
    Fault::Drips(UPLOAD),
    Fault::Leaves(HALF_A_HEAD),
    Fault::Leaves(HALF_A_BODY),
    Fault::Leaves(WHOLE),
    Fault::TakesLittle,
    Fault::AsksNothing,
    Fault::NeverEnds,
    Fault::TakesNothing,
    Fault::Resets,
    Fault::LeavesMany,
];

/// Does one thing wrong after the other.
pub(crate) async fn misbehave(proxy: SocketAddr, tally: Arc<Tally>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let Some(fault) = fastrand::choice(FAULTS) else { return };
        tokio::select! {
            // That it comes to nothing is what it is for.
            _ = timeout(LONGEST, fault.commit(proxy)) => tally.misbehaved(),
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    }
}

impl Fault {
    async fn commit(self, proxy: SocketAddr) -> Result<()> {
        match self {
            Self::SaysOnly(bytes) => {
                let mut stream = TcpStream::connect(proxy).await?;
                stream.write_all(bytes).await?;
                until_closed(stream).await
            }
            Self::Drips(bytes) => {
                let mut stream = TcpStream::connect(proxy).await?;
                for byte in bytes {
                    stream.write_all(&[*byte]).await?;
                    sleep(PAUSE).await;
                }
                until_closed(stream).await
            }
            Self::Leaves(bytes) => {
                let mut stream = TcpStream::connect(proxy).await?;
                stream.write_all(bytes).await?;
                sleep(PAUSE * fastrand::u32(0..3)).await;
                Ok(())
            }
            Self::TakesLittle => take_little(proxy).await,
            Self::AsksNothing => {
                let (_requests, connection) = connect(proxy, &h2::client::Builder::new()).await?;
                Ok(connection.await?)
            }
            Self::NeverEnds => {
                let (mut requests, connection) = connect(proxy, &h2::client::Builder::new()).await?;
                let request = Request::post(format!("http://{proxy}/bad/upload")).body(())?;
                let (_answer, mut body) = requests.send_request(request, false)?;
                body.send_data(Bytes::from_static(b"the beginning"), false)?;
                Ok(connection.await?)
            }
            Self::TakesNothing => {
                let mut builder = h2::client::Builder::new();
                let (mut requests, connection) = connect(proxy, builder.initial_window_size(0)).await?;
                let (answer, _) = requests.send_request(large(proxy)?, true)?;
                let _answer = answer.await?;
                Ok(connection.await?)
            }
            Self::Resets => reset(proxy).await,
            Self::LeavesMany => {
                let (mut requests, connection) = connect(proxy, &h2::client::Builder::new()).await?;
                let mut answers = Vec::new();
                for _ in 0..20 {
                    requests = requests.ready().await?;
                    answers.push(requests.send_request(large(proxy)?, true)?.0);
                }
                sleep(PAUSE).await;
                connection.abort();
                Ok(())
            }
        }
    }
}

fn large(proxy: SocketAddr) -> Result<Request<()>> {
    Ok(Request::get(format!("http://{proxy}/bad/large")).body(())?)
}

async fn until_closed(mut stream: TcpStream) -> Result<()> {
    let mut taken = [0; 4096];
    while stream.read(&mut taken).await? > 0 {}
    Ok(())
}

async fn take_little(proxy: SocketAddr) -> Result<()> {
    let mut stream = TcpStream::connect(proxy).await?;
    stream.write_all(WHOLE).await?;
    let mut taken = [0; 512];
    while stream.read(&mut taken).await? > 0 {
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn reset(proxy: SocketAddr) -> Result<()> {
    let (mut requests, connection) = connect(proxy, &h2::client::Builder::new()).await?;
    for _ in 0..20 {
        requests = requests.ready().await?;
        let (answer, mut stream) = requests.send_request(large(proxy)?, true)?;
        stream.send_reset(h2::Reason::CANCEL);
        drop(answer);
        sleep(PAUSE / 10).await;
    }
    connection.abort();
    Ok(())
}
