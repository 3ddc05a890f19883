//! What the servers are told: Understudy as users run it, and nginx.
//!
//! Metrics, headers, counting of keys and the record of calls are on, as they are by default.

use std::net::SocketAddr;
use std::path::Path;

use crate::collection::{BODY, body};
use crate::key;
use crate::rows::{AccessLog, Door, Mode, Setup};

/// Understudy's config for a row. Collections and state are in its folder.
pub(crate) fn understudy(
    setup: &Setup,
    collections: &str,
    address: SocketAddr,
    upstream: SocketAddr,
    threads: usize,
) -> String {
    let access_log = setup.access_log == AccessLog::On;
    let private = setup.door == Door::Private;
    let mode = match setup.mode {
        Mode::Mock => "mock",
        Mode::Live => "live",
        Mode::Fallback | Mode::Unbuilt | Mode::Down => "fallback",
    };
    // Nobody listens at port 1, and nobody asks it a second time.
    let (upstream, breaker) = match setup.mode {
        Mode::Down => {
            ("127.0.0.1:1".to_owned(), "{ failures = 1, cooldown = \"1h\", longest_cooldown = \"1h\" }")
        }
        Mode::Mock | Mode::Live | Mode::Fallback | Mode::Unbuilt => (upstream.to_string(), "{}"),
    };
    format!(
        r#"
state_dir = "state"
[server]
listen = "{address}"
threads = {threads}
access_log = {access_log}
[admin]
listen = "127.0.0.1:0"
[[keys]]
name = "bench"
sha256 = "{hash}"
monthly_limit = 1000000000000
rate_limit = 1000000000
[upstreams.bench]
url = "http://{upstream}"
breaker = {breaker}
[mocks.bench]
collections = ["{collections}"]
private = {private}
[[routes]]
name = "bench"
upstream = "bench"
mock = "bench"
mode = "{mode}"
"#,
        hash = key::hash()
    )
}

/// What an nginx of one worker does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Nginx {
    /// Answers everything with the same body.
    Answers,
    /// Passes everything on.
    Forwards,
}

/// nginx's config, with its files in `folder`.
pub(crate) fn nginx(role: Nginx, folder: &Path, address: SocketAddr, upstream: SocketAddr) -> String {
    let folder = folder.display();
    let location = match role {
        Nginx::Answers => format!("default_type application/json; return 200 '{}';", body(0)),
        Nginx::Forwards => {
            "proxy_pass http://upstream; proxy_http_version 1.1; proxy_set_header Connection '';".to_owned()
        }
    };
    debug_assert_eq!(body(0).len(), BODY);
    format!(
        r"
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream upstream {{ server {upstream}; keepalive 256; keepalive_requests 1000000000; }}
    server {{
        listen {address} reuseport;
        location / {{ {location} }}
    }}
}}
"
    )
}
