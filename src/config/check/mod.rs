//! From raw values to a checked config: which settings there are, their defaults, and the rules
//! between them.
//!
//! A setting that is wrong is reported and takes its default for the rest of the checks, so that
//! one slip is one problem; nothing of a config with a problem is used.

mod cors;
mod endpoints;
mod health;
mod keys;
mod limits;
mod listen;
mod loops;
mod mock_hosts;
mod mocks;
mod names;
mod parties;
mod routes;
mod server_tls;
mod settings;
mod targets;
mod twins;
mod unbuilt;
mod upstream_tls;
mod upstreams;
mod warnings;

use std::path::Path;

pub(super) use listen::{open_to_all, same_address};
pub(super) use loops::leads_back;

use super::Config;
use super::raw::Document;
use names::Names;
use targets::Targets;

/// The config that `document` describes, resolved against the folder of `file`.
///
/// Only to be used if no error was reported.
pub(super) fn config(document: &Document<'_>, file: &Path) -> Config {
    let report = document.report();
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut root = document.root();
    let (server, admin) = listen::server_and_admin(&mut root, folder, report);
    let reload = settings::reload(&mut root);
    let state_dir = settings::state_dir(&mut root, folder);
    let calls = settings::calls(&mut root, folder);
    let usage = settings::usage(&mut root);
    let upstream_entries = targets::entries(&mut root, "upstreams", report);
    let mock_entries = targets::entries(&mut root, "mocks", report);
    let upstreams = upstreams::upstreams(&upstream_entries, folder, report);
    let mocks = mocks::mocks(&mock_entries, folder);
    let targets = Targets::new(&upstream_entries, &mock_entries);
    let mut route_names = Names::new("route");
    let routes = routes::routes(&mut root, report, &targets, &mut route_names, server.max_body);
    if server.mock_domain.is_some() {
        route_names.add_own(&mock_entries);
    }
    let keys = keys::keys(&mut root, &route_names, report);
    root.finish();
    let file = Some(file.to_owned());
    let config =
        Config { file, state_dir, server, admin, reload, calls, usage, keys, upstreams, mocks, routes };
    mock_hosts::mock_hosts(&config, &targets, report);
    loops::loops(&config, &targets, report);
    warnings::warn(&config, &targets, report);
    config
}
