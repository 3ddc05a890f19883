//! A server that runs on a thread of its own.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pingora::server::{RunArgs, Server};
use tokio::sync::watch;

use super::address::reachable;
use super::drain::End;
use super::stop::{Stop, StopWatch};
use crate::diagnostic::Diagnostic;
use crate::observe::Metrics;
use crate::proxy::Backstage;
use crate::reload::{Handle, Live};

/// A server that answers. Stops at once when dropped.
#[derive(Debug)]
pub struct Running {
    pub(super) proxy: SocketAddr,
    pub(super) tls: Option<SocketAddr>,
    pub(super) admin: Option<SocketAddr>,
    pub(super) stop: watch::Sender<Option<Stop>>,
    /// Locked by the only one who waits.
    pub(super) end: Mutex<Receiver<End>>,
    pub(super) thread: Option<JoinHandle<()>>,
    /// Ends after the server: by then no request is left to count or to record.
    pub(super) backstage: Backstage,
}

impl Running {
    /// Where clients connect.
    pub fn proxy(&self) -> SocketAddr {
        self.proxy
    }

    /// Where clients that speak TLS connect, if there is a listener for them.
    pub fn tls(&self) -> Option<SocketAddr> {
        self.tls
    }

    /// Where the operator connects, unless that is switched off.
    pub fn admin(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// What serves.
    pub fn live(&self) -> &Arc<Live> {
        self.backstage.live()
    }

    /// Every metric.
    pub fn metrics(&self) -> &Arc<Metrics> {
        self.backstage.metrics()
    }

    /// Asks for reloads.
    pub fn reload(&self) -> &Handle {
        self.backstage.reload()
    }

    /// Waits until a signal ends the server.
    pub fn wait(mut self) {
        self.join();
    }

    /// Ends the server once requests in flight are answered, within the grace period.
    pub fn stop_with_grace(mut self) {
        self.stop.send_replace(Some(Stop::WithGrace));
        self.join();
    }

    /// Waits for the end. Of a server that has drained nothing is left but Pingora's sleep, and nobody waits for that.
    fn join(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        let end = self.end.get_mut().unwrap_or_else(PoisonError::into_inner).recv();
        if end != Ok(End::Drained) && thread.join().is_err() {
            tracing::error!("The server ended with a panic");
        }
    }

    /// Pingora tells nobody when its listeners are there, so they are asked.
    pub(super) fn wait_until_it_answers(&self) -> Result<(), Diagnostic> {
        wait_for(self.proxy, "server.listen")?;
        self.tls.map_or(Ok(()), |tls| wait_for(tls, "server.tls.listen"))
    }
}

fn wait_for(address: SocketAddr, setting: &str) -> Result<(), Diagnostic> {
    const TRIES: u32 = 1_000;
    let reachable = reachable(address);
    for _ in 0..TRIES {
        if TcpStream::connect_timeout(&reachable, Duration::from_secs(1)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(5));
    }
    Err(Diagnostic::error(format!("the listener at {address} does not answer")).at_item(setting))
}

/// Runs the server on a thread of its own, which tells when it has ended.
pub(super) fn run(server: Server, watch: StopWatch, ended: Sender<End>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("server".to_owned()).spawn(move || {
        server.run(RunArgs { shutdown_signal: Box::new(watch) });
        let _ = ended.send(End::Stopped);
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_if_modified(|stop| stop.is_none() && stop.replace(Stop::AtOnce).is_none());
        self.join();
    }
}
