//! A Redis of the test's own: Debian's `redis-server` on a free port, which stops and starts on command.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{eventually, signal_to};

/// A Redis; it is killed when it is dropped.
pub(crate) struct Redis {
    address: SocketAddr,
    folder: TempDir,
    child: Option<Child>,
}

impl Redis {
    /// One that answers. What it is told is on its disk within a second.
    pub(crate) async fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let mut redis = Self { address, folder: tempfile::tempdir().expect("a folder"), child: None };
        redis.revive().await;
        redis
    }

    /// Its URL, as the config has it.
    pub(crate) fn url(&self) -> String {
        format!("redis://{}/3", self.address)
    }

    /// Ends it as an operator would: what it was told is kept.
    pub(crate) async fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        signal_to(child.id(), "TERM");
        eventually("the end of Redis", async || child.try_wait().expect("a process")).await;
    }

    /// Kills it (-9): its last moments are lost.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Has it stand still: it accepts, and answers nothing.
    pub(crate) fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub(crate) fn resume(&self) {
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        signal_to(self.child.as_ref().expect("a Redis that runs").id(), signal);
    }

    /// Forgets all that it was told; it must be down.
    pub(crate) fn wipe(&mut self) {
        assert!(self.child.is_none(), "a Redis that is down");
        self.folder = tempfile::tempdir().expect("a folder");
    }

    /// Starts it again on the same port.
    pub(crate) async fn revive(&mut self) {
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--databases", "4"])
            .args(["--port", &self.address.port().to_string(), "--dir"])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server runs");
        self.child = Some(child);
        let address = self.address;
        eventually("a Redis that answers", async || pong(address).await).await;
    }
}

/// Something, once Redis answers that it has loaded what it knows.
async fn pong(address: SocketAddr) -> Option<()> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(b"PING\r\n").await.ok()?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).await.ok()?;
    (&answer == b"+PONG").then_some(())
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
