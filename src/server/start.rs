//! From a first snapshot to a server that answers.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pingora::server::Server;
use pingora::server::configuration::{Opt, ServerConf};
use pingora::services::background::background_service;
use pingora::services::listening::Service;
use tokio::sync::watch;

use super::address::{Address, listen};
use super::admin::AdminService;
use super::descriptors::Descriptors;
use super::drain::{Drain, Drained};
use super::front::Front;
use super::running::{Running, run};
use super::stop::{Signals, StopWatch, Succession};
use super::takeover::{self, Beginning};
use crate::admin::Admin;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::proxy::{Backstage, Gateway, Loaded, Understudy};

/// Starts a server with what was loaded.
///
/// # Errors
/// A listen address, a token, a store of usage or a file of calls that cannot be used.
pub fn start(loaded: Loaded<Gateway>, signals: Signals) -> Result<Running, Diagnostic> {
    begin(loaded, signals, Beginning::Afresh)
}

/// Starts a server on the listeners of a process that serves, which hands them on once it gets SIGQUIT. Where none
/// does within some seconds, this process ends (Pingora 0.9.1).
///
/// # Errors
/// As [`start`], and where the two have no socket between them.
pub fn take_over(loaded: Loaded<Gateway>, signals: Signals) -> Result<Running, Diagnostic> {
    takeover::socket(loaded.config())?;
    begin(loaded, signals, Beginning::TakingOver)
}

fn begin(loaded: Loaded<Gateway>, signals: Signals, beginning: Beginning) -> Result<Running, Diagnostic> {
    let config = loaded.config().clone();
    let claim = |address, setting| Address::claim(address, setting, beginning);
    let proxy = claim(config.server.listen, "server.listen")?;
    let tls = config.server.tls.as_ref();
    let tls = tls.map(|tls| claim(tls.listen, "server.tls.listen")).transpose()?;
    let listener = config.admin.enabled.then(|| listen(config.admin.listen, "admin.listen", beginning));
    let listener = listener.transpose()?;
    let admin = listener.as_ref().and_then(|listener| listener.local_addr().ok());

    let (middleware, backstage) = loaded.start()?;
    let socket = takeover::socket(&config).ok();
    let succession = if socket.is_some() { Succession::Possible } else { Succession::Impossible };
    let mut server = Server::new_with_opt_and_conf(opt(beginning), conf(&config, socket));
    server.bootstrap();
    let (ended, end) = channel();
    let drain = Drain::new(ended.clone());
    let descriptors = Arc::new(Descriptors::raise(Arc::clone(backstage.metrics())));
    let tls_listener =
        tls.as_ref().map(|tls| super::tls::listener(tls.address, backstage.live())).transpose()?;
    let front =
        Front::new(&server.configuration, middleware, &backstage, Arc::clone(&descriptors), tls_listener);
    add_proxy(&mut server, Drained::new(front, drain.clone()), descriptors, &proxy, tls.as_ref());
    let operator = listener.as_ref().map(|_| door(&config, &backstage, proxy.address)).transpose()?;
    if let Some((admin, listener)) = operator.clone().zip(listener) {
        let leaving = drain.leaving();
        server.add_service(background_service("admin", AdminService { admin, listener, leaving }));
    }

    let (stop, stopped) = watch::channel(None);
    let reload = backstage.reload().clone();
    let watch = StopWatch { stopped, signals, reload, drain, succession };
    let thread = run(server, watch, ended).map_err(|error| no_thread(&error))?;
    let running = {
        let (end, thread) = (Mutex::new(end), Some(thread));
        let tls = tls.map(|tls| tls.address);
        Running { proxy: proxy.address, tls, admin, stop, end, thread, backstage }
    };
    running.wait_until_it_answers()?;
    if let Some(operator) = operator {
        operator.tell_ready();
    }
    Ok(running)
}

/// What the operator sees and may ask for.
fn door(config: &Config, backstage: &Backstage, proxy: SocketAddr) -> Result<Admin, Diagnostic> {
    let (live, metrics) = (Arc::clone(backstage.live()), Arc::clone(backstage.metrics()));
    let (ledger, calls) = (Arc::clone(backstage.ledger()), Arc::clone(backstage.calls()));
    Admin::new(config, live, metrics, ledger, backstage.reload().clone(), calls, proxy)
}

/// The proxy, in the clear and with TLS: the front makes the handshake.
fn add_proxy(
    server: &mut Server,
    front: Drained<Front<Understudy<Gateway>>>,
    descriptors: Arc<Descriptors>,
    address: &Address,
    tls: Option<&Address>,
) {
    let mut service = Service::new("proxy".to_owned(), front);
    service.set_connection_filter(descriptors);
    address.listen(&mut service);
    if let Some(tls) = tls {
        tls.listen(&mut service);
    }
    server.add_service(service);
}

fn no_thread(error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot start a thread: {error}"))
        .hint("raise the limit of threads (`ulimit -u`)")
}

fn opt(beginning: Beginning) -> Opt {
    Opt { upgrade: beginning == Beginning::TakingOver, ..Opt::default() }
}

fn conf(config: &Config, upgrade_sock: Option<String>) -> ServerConf {
    let default = ServerConf::default();
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    ServerConf {
        threads: if config.server.threads == 0 { cores } else { config.server.threads },
        grace_period_seconds: Some(whole_seconds(config.server.grace_period)),
        graceful_shutdown_timeout_seconds: Some(1),
        upgrade_sock: upgrade_sock.unwrap_or(default.upgrade_sock.clone()),
        ..default
    }
}

/// At least as long: a grace that is cut off would be none.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
