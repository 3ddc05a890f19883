//! `[server]` and `[admin]`, and the rules for the addresses of both.

use std::net::SocketAddr;

use crate::config::raw::{Report, Spot, Table};
use crate::config::{Admin, Invalid, Server, scalar};

/// More request threads than any machine has use for.
const MOST_THREADS: usize = 1024;

/// `[server]` and `[admin]`.
pub(super) fn server_and_admin(root: &mut Table<'_>, report: &Report<'_>) -> (Server, Admin) {
    let (server, server_spot) = root.table("server").map_or_else(Default::default, server);
    let (admin, admin_spot) = root.table("admin").map_or_else(Default::default, admin);
    let problem = |spot: Option<Spot>, invalid: Option<Invalid>| {
        if let (Some(spot), Some(invalid)) = (spot, invalid) {
            report.error(&spot, invalid);
        }
    };
    problem(admin_spot.clone(), not_loopback(&admin));
    problem(admin_spot.or(server_spot), same_address(server.listen, &admin));
    (server, admin)
}

fn server(mut table: Table<'_>) -> (Server, Option<Spot>) {
    let default = Server::default();
    let listen = table.get("listen");
    let server = Server {
        listen: listen.as_ref().and_then(|value| value.read(&scalar::ADDRESS)).unwrap_or(default.listen),
        threads: table.get("threads").and_then(|value| value.number(MOST_THREADS)).unwrap_or(default.threads),
        headers: table.flag("headers").unwrap_or(default.headers),
        max_body: table
            .get("max_body")
            .and_then(|value| value.read_or_number(&scalar::SIZE))
            .unwrap_or(default.max_body),
        grace_period: table.read("grace_period", &scalar::DURATION).unwrap_or(default.grace_period),
        access_log: table.flag("access_log").unwrap_or(default.access_log),
    };
    table.finish();
    (server, listen.map(|value| value.spot))
}

fn admin(mut table: Table<'_>) -> (Admin, Option<Spot>) {
    let default = Admin::default();
    let enabled = table.flag("enabled").unwrap_or(default.enabled);
    let value = table.get("listen");
    let listen = value.as_ref().and_then(|value| value.read(&scalar::ADDRESS)).unwrap_or(default.listen);
    table.finish();
    (Admin { enabled, listen }, value.map(|value| value.spot))
}

/// The admin API can change what is served and asks nobody who they are.
pub(in crate::config) fn not_loopback(admin: &Admin) -> Option<Invalid> {
    let is_open = admin.enabled && !admin.listen.ip().to_canonical().is_loopback();
    is_open.then(|| {
        Invalid::new(format!(
            "the admin API cannot listen on `{}`: other machines could reach it",
            admin.listen
        ))
        .hint(format!("listen on a loopback address, such as `127.0.0.1:{}`", admin.listen.port()))
    })
}

/// An unspecified address takes the port of every other; port 0 is a free one each time.
pub(in crate::config) fn same_address(server: SocketAddr, admin: &Admin) -> Option<Invalid> {
    let same_port = server.port() != 0 && server.port() == admin.listen.port();
    let same_ip = server.ip() == admin.listen.ip() || server.ip().is_unspecified();
    (admin.enabled && same_port && same_ip).then(|| {
        Invalid::new(format!(
            "the proxy (`{server}`) and the admin API (`{}`) would listen on one port",
            admin.listen
        ))
        .hint("give one of them another port")
    })
}
