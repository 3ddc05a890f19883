//! From a first snapshot to a server that answers.

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use pingora::proxy::http_proxy_service_with_name;
use pingora::server::configuration::ServerConf;
use pingora::server::{RunArgs, Server};
use pingora::services::background::background_service;
use tokio::sync::watch;

use super::address::{Address, listen};
use super::admin::AdminService;
use super::running::Running;
use super::stop::{Signals, StopWatch};
use crate::access::Keeper;
use crate::admin::Admin;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{CallLog, Metrics, Settings};
use crate::proxy::{Gateway, Understudy};
use crate::reload::{Live, Loader, Reloader, Snapshot};

/// Starts a server with what `loader` loaded first, `snapshot`.
///
/// # Errors
/// A listen address, a token, a store of usage or a file of calls that cannot be used.
pub fn start(
    loader: Loader,
    snapshot: Snapshot,
    metrics: Arc<Metrics>,
    signals: Signals,
) -> Result<Running, Diagnostic> {
    let config = snapshot.serving.config.clone();
    let proxy = Address::claim(config.server.listen, "server.listen")?;
    let listener =
        if config.admin.enabled { Some(listen(config.admin.listen, "admin.listen")?) } else { None };
    let admin = listener.as_ref().and_then(|listener| listener.local_addr().ok());

    let ledger = Arc::clone(loader.ledger());
    let keeper = Keeper::start(Arc::clone(&ledger), &config, Arc::clone(&metrics))?;
    let live = Arc::new(Live::new(snapshot));
    let reloader = Reloader::start(loader, Arc::clone(&live), Arc::clone(&metrics));
    let reloader = reloader.map_err(|error| no_thread(&error))?;
    let reload = reloader.handle();
    let mut server = Server::new_with_opt_and_conf(None, conf(&config));
    server.bootstrap();
    let (calls, recorder) = CallLog::start(&settings(&config)).map_err(|error| no_log(&config, &error))?;
    let middleware = Understudy::new(Gateway, Arc::clone(&live), Arc::clone(&metrics));
    add_proxy(&mut server, middleware.recording(Arc::clone(&calls)), &proxy);
    if let Some(listener) = listener {
        let (live, metrics) = (Arc::clone(&live), Arc::clone(&metrics));
        let admin = Admin::new(&config, live, metrics, ledger, reload.clone(), calls, proxy.address)?;
        server.add_service(background_service("admin", AdminService { admin, listener }));
    }

    let (stop, stopped) = watch::channel(None);
    let thread = Some(run(server, StopWatch { stopped, signals, reload: reload.clone() })?);
    let running = Running {
        proxy: proxy.address,
        admin,
        live,
        metrics,
        reload,
        stop,
        thread,
        _reloader: reloader,
        _keeper: keeper,
        _recorder: recorder,
    };
    running.wait_until_it_answers()?;
    Ok(running)
}

fn add_proxy(server: &mut Server, middleware: Understudy<Gateway>, address: &Address) {
    let mut service = http_proxy_service_with_name(&server.configuration, middleware, "proxy");
    service.add_tcp_with_settings(&address.address.to_string(), address.options());
    server.add_service(service);
}

fn run(server: Server, watch: StopWatch) -> Result<JoinHandle<()>, Diagnostic> {
    let run = move || server.run(RunArgs { shutdown_signal: Box::new(watch) });
    thread::Builder::new().name("server".to_owned()).spawn(run).map_err(|error| no_thread(&error))
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
    let key_header = config.server.key_header.as_str().to_owned();
    Settings {
        keep: config.calls.keep,
        max_bytes: config.calls.max_bytes,
        file: config.calls.file.clone(),
        rotate_at: config.calls.rotate_at,
        redact: config.admin.redact.iter().cloned().chain([key_header]).collect(),
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
