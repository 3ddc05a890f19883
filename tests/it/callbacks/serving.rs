//! Any proxy, served on a free port.

use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

use async_trait::async_trait;
use pingora::listeners::TcpSocketOptions;
use pingora::proxy::{ProxyHttp, http_proxy_service};
use pingora::server::configuration::ServerConf;
use pingora::server::{RunArgs, Server, ShutdownSignal, ShutdownSignalWatch};
use socket2::{Domain, Socket, Type};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::support::eventually;

/// A server of one proxy; it stops when it is dropped.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Holds the port, which the server shares.
    _socket: Socket,
}

struct Stopped(watch::Receiver<()>);

#[async_trait]
impl ShutdownSignalWatch for Stopped {
    async fn recv(&self) -> ShutdownSignal {
        while self.0.clone().changed().await.is_ok() {}
        ShutdownSignal::FastShutdown
    }
}

impl Served {
    pub(crate) async fn start<P>(proxy: P) -> Self
    where
        P: ProxyHttp + Send + Sync + 'static,
        P::CTX: Send + Sync,
    {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_reuse_port(true).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();

        let conf = ServerConf { threads: 1, grace_period_seconds: Some(0), ..ServerConf::default() };
        let mut server = Server::new_with_opt_and_conf(None, conf);
        server.bootstrap();
        let mut service = http_proxy_service(&server.configuration, proxy);
        let mut options = TcpSocketOptions::default();
        options.so_reuseport = Some(true);
        service.add_tcp_with_settings(&address.to_string(), options);
        server.add_service(service);
        let (stop, stopped) = watch::channel(());
        let thread =
            thread::spawn(move || server.run(RunArgs { shutdown_signal: Box::new(Stopped(stopped)) }));
        eventually("the listener", async || TcpStream::connect(address).await.ok()).await;
        Self { address, stop: Some(stop), thread: Some(thread), _socket: socket }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
