//! From a first snapshot to a server that answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use pingora::server::configuration::ServerConf;
use pingora::server::{RunArgs, Server};
use pingora::services::background::background_service;
use tokio::sync::watch;

use super::address::{Address, listen};
use super::admin::AdminService;
use super::front;
use super::running::Running;
use super::stop::{Signals, StopWatch};
use crate::admin::Admin;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::proxy::{Backstage, Gateway, Loaded, Understudy};
use crate::reload::Live;

/// Starts a server with what was loaded.
///
/// # Errors
/// A listen address, a token, a store of usage or a file of calls that cannot be used.
pub fn start(loaded: Loaded<Gateway>, signals: Signals) -> Result<Running, Diagnostic> {
    let config = loaded.config().clone();
    let proxy = Address::claim(config.server.listen, "server.listen")?;
    let tls = config.server.tls.as_ref();
    let tls = tls.map(|tls| Address::claim(tls.listen, "server.tls.listen")).transpose()?;
    let listener =
        if config.admin.enabled { Some(listen(config.admin.listen, "admin.listen")?) } else { None };
    let admin = listener.as_ref().and_then(|listener| listener.local_addr().ok());

    let (middleware, backstage) = loaded.start()?;
    let mut server = Server::new_with_opt_and_conf(None, conf(&config));
    server.bootstrap();
    add_proxy(&mut server, middleware, &proxy, tls.as_ref(), backstage.live())?;
    if let Some(listener) = listener {
        let admin = door(&config, &backstage, proxy.address)?;
        server.add_service(background_service("admin", AdminService { admin, listener }));
    }

    let (stop, stopped) = watch::channel(None);
    let thread = Some(run(server, StopWatch { stopped, signals, reload: backstage.reload().clone() })?);
    let tls = tls.map(|tls| tls.address);
    let running = Running { proxy: proxy.address, tls, admin, stop, thread, backstage };
    running.wait_until_it_answers()?;
    Ok(running)
}

/// What the operator sees and may ask for.
fn door(config: &Config, backstage: &Backstage, proxy: SocketAddr) -> Result<Admin, Diagnostic> {
    let (live, metrics) = (Arc::clone(backstage.live()), Arc::clone(backstage.metrics()));
    let (ledger, calls) = (Arc::clone(backstage.ledger()), Arc::clone(backstage.calls()));
    Admin::new(config, live, metrics, ledger, backstage.reload().clone(), calls, proxy)
}

/// The proxy, in the clear and with TLS.
fn add_proxy(
    server: &mut Server,
    middleware: Understudy<Gateway>,
    address: &Address,
    tls: Option<&Address>,
    live: &Arc<Live>,
) -> Result<(), Diagnostic> {
    let mut service = front::service(&server.configuration, middleware);
    address.listen(&mut service);
    if let Some(tls) = tls {
        tls.listen_with_tls(&mut service, super::tls::settings(live)?);
    }
    server.add_service(service);
    Ok(())
}

fn run(server: Server, watch: StopWatch) -> Result<JoinHandle<()>, Diagnostic> {
    let run = move || server.run(RunArgs { shutdown_signal: Box::new(watch) });
    thread::Builder::new().name("server".to_owned()).spawn(run).map_err(|error| no_thread(&error))
}

fn no_thread(error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot start a thread: {error}"))
        .hint("raise the limit of threads (`ulimit -u`)")
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
