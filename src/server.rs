//! Assembles the services of Pingora from a loaded config: proxy, admin, reload. [`start`] returns
//! once both listeners answer; [`Running`] stops everything when it is dropped.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use async_trait::async_trait;
use pingora::listeners::TcpSocketOptions;
use pingora::proxy::http_proxy_service_with_name;
use pingora::server::configuration::ServerConf;
use pingora::server::{RunArgs, Server, ShutdownSignal, ShutdownSignalWatch, ShutdownWatch};
use pingora::services::background::{BackgroundService, background_service};
use socket2::{Domain, Socket, Type};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::admin::{self, Admin};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{CallLog, Metrics, Recorder, Settings};
use crate::proxy::{Gateway, Understudy};
use crate::reload::{Handle, Live, Loader, Reloader, Snapshot};

/// Whose wish ends the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// The process's signals: SIGINT at once, SIGTERM with grace, SIGHUP to reload.
    Process,
    /// None: only [`Running`] ends it, e.g. in tests and in programs that have signals of their own.
    Ignored,
}

/// A server that answers. Stops at once when dropped.
#[derive(Debug)]
pub struct Running {
    proxy: SocketAddr,
    admin: Option<SocketAddr>,
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    reload: Handle,
    stop: watch::Sender<Option<Stop>>,
    thread: Option<JoinHandle<()>>,
    _reloader: Reloader,
    _recorder: Recorder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    AtOnce,
    WithGrace,
}

/// Starts a server with what `loader` loaded first, `snapshot`.
///
/// # Errors
/// A listen address that cannot be used.
pub fn start(
    loader: Loader,
    snapshot: Snapshot,
    metrics: Arc<Metrics>,
    signals: Signals,
) -> Result<Running, Diagnostic> {
    let config = snapshot.serving.config.clone();
    let proxy = Address::claim(config.server.listen, "server.listen")?;
    let admin = if config.admin.enabled { Some(listen(config.admin.listen, "admin.listen")?) } else { None };
    let admin_address = admin.as_ref().and_then(|listener| listener.local_addr().ok());

    let live = Arc::new(Live::new(snapshot));
    let reloader = Reloader::start(loader, Arc::clone(&live), Arc::clone(&metrics))
        .map_err(|error| no_thread(&error))?;
    let reload = reloader.handle();
    let mut server = Server::new_with_opt_and_conf(None, conf(&config));
    server.bootstrap();
    let (calls, recorder) = CallLog::start(&settings(&config)).map_err(|error| no_log(&config, &error))?;
    let middleware = Understudy::new(Gateway, Arc::clone(&live), Arc::clone(&metrics));
    let middleware = middleware.recording(Arc::clone(&calls));
    let mut service = http_proxy_service_with_name(&server.configuration, middleware, "proxy");
    service.add_tcp_with_settings(&proxy.address.to_string(), proxy.options());
    server.add_service(service);
    if let Some(listener) = admin {
        let admin =
            Admin::new(&config.admin, Arc::clone(&live), Arc::clone(&metrics), reload.clone(), calls)?;
        server.add_service(background_service("admin", AdminService { admin, listener }));
    }

    let (stop, stopped) = watch::channel(None);
    let watch = StopWatch { stopped, signals, reload: reload.clone() };
    let thread = thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || server.run(RunArgs { shutdown_signal: Box::new(watch) }))
        .map_err(|error| no_thread(&error))?;
    let running = Running {
        proxy: proxy.address,
        admin: admin_address,
        live,
        metrics,
        reload,
        stop,
        thread: Some(thread),
        _reloader: reloader,
        _recorder: recorder,
    };
    running.wait_until_it_answers()?;
    Ok(running)
}

fn no_thread(error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot start a thread: {error}"))
        .hint("raise the limit of threads (`ulimit -u`)")
}

fn no_log(config: &Config, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::error(format!("calls cannot be recorded: {error}")).at_item("calls.file");
    let problem = problem.hint("choose a file that understudy may write, or remove the line");
    match &config.calls.file {
        Some(file) => problem.in_file(file),
        None => problem,
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        keep: config.calls.keep,
        max_bytes: config.calls.max_bytes,
        file: config.calls.file.clone(),
        rotate_at: config.calls.rotate_at,
        redact: config.admin.redact.clone(),
    }
}

fn conf(config: &Config) -> ServerConf {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    ServerConf {
        threads: if config.server.threads == 0 { cores } else { config.server.threads },
        grace_period_seconds: Some(config.server.grace_period.as_secs()),
        graceful_shutdown_timeout_seconds: Some(1),
        ..ServerConf::default()
    }
}

/// An address that nobody else has.
struct Address {
    address: SocketAddr,
    /// Holds a port that the system chose until Pingora listens on it.
    held: Option<Socket>,
}

impl Address {
    fn claim(address: SocketAddr, setting: &str) -> Result<Self, Diagnostic> {
        if address.port() != 0 {
            // Tried beforehand, because Pingora panics where an address is in use.
            return listen(address, setting).map(|_| Self { address, held: None });
        }
        hold(address).map_err(|error| unusable(address, setting, &error))
    }

    fn options(&self) -> TcpSocketOptions {
        let mut options = TcpSocketOptions::default();
        options.so_reuseport = self.held.as_ref().map(|_| true);
        options
    }
}

fn hold(address: SocketAddr) -> io::Result<Address> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_port(true)?;
    socket.bind(&address.into())?;
    let chosen = socket.local_addr()?.as_socket().unwrap_or(address);
    Ok(Address { address: chosen, held: Some(socket) })
}

fn listen(address: SocketAddr, setting: &str) -> Result<std::net::TcpListener, Diagnostic> {
    let listener = std::net::TcpListener::bind(address);
    let listener = listener.and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    listener.map_err(|error| unusable(address, setting, &error))
}

fn unusable(address: SocketAddr, setting: &str, error: &io::Error) -> Diagnostic {
    let (message, hint) = match error.kind() {
        io::ErrorKind::AddrInUse => {
            (format!("the address {address} is in use"), "stop the other program, or choose another address")
        }
        io::ErrorKind::PermissionDenied => {
            (format!("the address {address} is not for this user"), "choose a port above 1023")
        }
        _ => (format!("cannot listen on {address}: {error}"), "choose an address of this machine"),
    };
    Diagnostic::error(message).at_item(setting).hint(hint)
}

struct AdminService {
    admin: Admin,
    listener: std::net::TcpListener,
}

#[async_trait]
impl BackgroundService for AdminService {
    async fn start(&self, mut shutdown: ShutdownWatch) {
        let listener = self.listener.try_clone().and_then(tokio::net::TcpListener::from_std);
        let stopped = async move {
            let _ = shutdown.changed().await;
        };
        let served = match listener {
            Ok(listener) => admin::serve(self.admin.clone(), listener, stopped).await,
            Err(error) => Err(error),
        };
        if let Err(error) = served {
            tracing::error!(%error, "The admin listener stopped");
        }
    }
}

struct StopWatch {
    stopped: watch::Receiver<Option<Stop>>,
    signals: Signals,
    reload: Handle,
}

#[async_trait]
impl ShutdownSignalWatch for StopWatch {
    async fn recv(&self) -> ShutdownSignal {
        let mut stopped = self.stopped.clone();
        let asked = async {
            match stopped.wait_for(Option::is_some).await.map(|stop| *stop) {
                Ok(Some(Stop::WithGrace)) => ShutdownSignal::GracefulTerminate,
                _ => ShutdownSignal::FastShutdown,
            }
        };
        match self.signals {
            Signals::Ignored => asked.await,
            Signals::Process => tokio::select! {
                signal = asked => signal,
                signal = self.process_signal() => signal,
            },
        }
    }
}

impl StopWatch {
    async fn process_signal(&self) -> ShutdownSignal {
        let kinds = (SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup());
        let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)) =
            (signal(kinds.0), signal(kinds.1), signal(kinds.2))
        else {
            return std::future::pending().await;
        };
        loop {
            tokio::select! {
                _ = interrupt.recv() => return ShutdownSignal::FastShutdown,
                _ = terminate.recv() => return ShutdownSignal::GracefulTerminate,
                _ = hangup.recv() => self.reload.request(),
            }
        }
    }
}

impl Running {
    /// Where clients connect.
    pub fn proxy(&self) -> SocketAddr {
        self.proxy
    }

    /// Where the operator connects, unless that is switched off.
    pub fn admin(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// What serves.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Every metric.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Asks for reloads and modes.
    pub fn reload(&self) -> &Handle {
        &self.reload
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

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("The server ended with a panic");
        }
    }

    /// Pingora tells nobody when its listener is there, so it is asked.
    fn wait_until_it_answers(&self) -> Result<(), Diagnostic> {
        const TRIES: u32 = 1_000;
        let reachable = reachable(self.proxy);
        for _ in 0..TRIES {
            if TcpStream::connect_timeout(&reachable, Duration::from_secs(1)).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(Diagnostic::error(format!("the listener at {} does not answer", self.proxy))
            .at_item("server.listen"))
    }
}

/// The address under which a listener on any interface is reached from here.
fn reachable(address: SocketAddr) -> SocketAddr {
    let mut reachable = address;
    if address.ip().is_unspecified() {
        reachable.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    reachable
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_if_modified(|stop| stop.is_none() && stop.replace(Stop::AtOnce).is_none());
        self.join();
    }
}
