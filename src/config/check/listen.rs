//! `[server]` and `[admin]`, and the rules for the addresses of both.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use http::HeaderName;
use ipnet::IpNet;

use super::server_tls::{self, is_one_port, shared_port};
use super::{cors, limits};
use crate::config::raw::{Report, Spot, Table, Value};
use crate::config::scalar::Form;
use crate::config::{Admin, ForwardedHeaders, Invalid, MockDomain, Server, TOKEN_VARIABLE, scalar};

const HOST: Form<String> =
    Form { what: "a host name", example: "\"understudy.internal\"", parse: parse_host };

/// More request threads than any machine has use for.
const MOST_THREADS: usize = 1024;

const KEY_HEADER: Form<HeaderName> =
    Form { what: "a header name", example: "\"x-api-key\"", parse: parse_key_header };
const ME: Form<Option<String>> =
    Form { what: "a path or `none`", example: "\"/_understudy/me\"", parse: parse_me };
const MOCK_DOMAIN: Form<MockDomain> =
    Form { what: "a domain", example: "\"mock.localhost\"", parse: str::parse };

const FORWARDED: Form<ForwardedHeaders> =
    Form { what: "a choice of headers", example: "\"x-forwarded\"", parse: str::parse };
const NETWORK: Form<IpNet> =
    Form { what: "a network or an IP address", example: "\"10.0.0.0/8\"", parse: parse_network };

/// `[server]` and `[admin]`.
pub(super) fn server_and_admin(root: &mut Table<'_>, folder: &Path, report: &Report<'_>) -> (Server, Admin) {
    let (server, server_spot) =
        root.table("server").map_or_else(Default::default, |table| server(table, folder, report));
    let (admin, admin_spot) = root.table("admin").map_or_else(Default::default, |table| admin(table, folder));
    let problem = |spot: Option<Spot>, invalid: Option<Invalid>| {
        if let (Some(spot), Some(invalid)) = (spot, invalid) {
            report.error(&spot, invalid);
        }
    };
    problem(admin_spot.clone(), open_to_all(&admin));
    problem(admin_spot.clone().or(server_spot.clone()), same_address(server.listen, &admin));
    let tls = server.tls.as_ref();
    problem(server_spot.or(admin_spot), tls.and_then(|tls| shared_port(tls.listen, server.listen, &admin)));
    (server, admin)
}

fn server(mut table: Table<'_>, folder: &Path, report: &Report<'_>) -> (Server, Option<Spot>) {
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
        cors: table.get("cors").and_then(|value| cors::readers(&value)).unwrap_or_default(),
        key_header: table.read("key_header", &KEY_HEADER).unwrap_or(default.key_header),
        me: table.read("me", &ME).unwrap_or(default.me),
        mock_domain: table.read("mock_domain", &MOCK_DOMAIN),
        upgrade_sock: table.read("upgrade_sock", &scalar::FILE).map(|file| folder.join(file)),
        limits: limits::limits(&mut table),
        timeouts: limits::timeouts(&mut table),
        forwarded: table.read("forwarded", &FORWARDED).unwrap_or_default(),
        trusted_proxies: texts(table.get("trusted_proxies").as_ref(), &NETWORK),
        tls: server_tls::tls(&mut table, folder, report),
    };
    let spot = listen.map_or_else(|| table.spot.clone(), |value| value.spot);
    table.finish();
    (server, Some(spot))
}

fn admin(mut table: Table<'_>, folder: &Path) -> (Admin, Option<Spot>) {
    let default = Admin::default();
    let enabled = table.flag("enabled").unwrap_or(default.enabled);
    let value = table.get("listen");
    let listen = value.as_ref().and_then(|value| value.read(&scalar::ADDRESS)).unwrap_or(default.listen);
    let token_file = table.read("token_file", &scalar::FILE).map(|file| folder.join(file));
    let hosts = texts(table.get("hosts").as_ref(), &HOST);
    let redact = texts(table.get("redact").as_ref(), &scalar::HEADER_NAME);
    table.finish();
    (Admin { enabled, listen, token_file, hosts, redact }, value.map(|value| value.spot))
}

fn parse_key_header(text: &str) -> Result<HeaderName, Invalid> {
    let name = (scalar::HEADER_NAME.parse)(text)?;
    HeaderName::try_from(name).map_err(|error| Invalid::new(error.to_string()))
}

/// A path of its own, lest it hides the backend's.
fn parse_me(text: &str) -> Result<Option<String>, Invalid> {
    let is_plain = |character: char| character.is_ascii_graphic() && !matches!(character, '?' | '#');
    match text {
        "none" => Ok(None),
        _ if text.len() > 1 && text.starts_with('/') && text.chars().all(is_plain) => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(Invalid::new(format!("`{text}` is not a path"))
            .hint("write one such as `/_understudy/me`, or `none` to switch it off")),
    }
}

/// `10.0.0.0/8`, or an address, which is a network of one.
fn parse_network(text: &str) -> Result<IpNet, Invalid> {
    let network = text.parse::<IpNet>().ok();
    let network =
        network.or_else(|| text.parse::<IpAddr>().ok().map(|address| address.to_canonical().into()));
    network.ok_or_else(|| Invalid::new(format!("`{text}` is not {}", NETWORK.what)).hint(NETWORK.advice()))
}

fn texts<T>(value: Option<&Value<'_>>, form: &Form<T>) -> Vec<T> {
    let list = value.and_then(Value::list).unwrap_or_default();
    list.iter().filter_map(|text| text.read(form)).collect()
}

/// A name without scheme, port and path, lower case.
fn parse_host(text: &str) -> Result<String, Invalid> {
    match text.parse::<http::uri::Authority>() {
        Ok(authority) if authority.as_str() == authority.host() => Ok(text.to_ascii_lowercase()),
        _ => Err(Invalid::new(format!("`{text}` is not a host name")).hint(HOST.advice())),
    }
}

/// The admin API can change what is served, so that other machines need a token. The variable is read
/// here, so that a check finds what starting would.
pub(in crate::config) fn open_to_all(admin: &Admin) -> Option<Invalid> {
    let has_token = admin.token_file.is_some() || std::env::var_os(TOKEN_VARIABLE).is_some();
    let is_open = admin.enabled && !has_token && !admin.is_on_loopback();
    is_open.then(|| {
        Invalid::new(format!(
            "the admin API cannot listen on `{}` without a token: other machines could reach it",
            admin.listen
        ))
        .hint(format!(
            "listen on a loopback address, such as `127.0.0.1:{}`, or set `admin.token_file` or {TOKEN_VARIABLE}",
            admin.listen.port()
        ))
    })
}

pub(in crate::config) fn same_address(server: SocketAddr, admin: &Admin) -> Option<Invalid> {
    (admin.enabled && is_one_port(server, admin.listen)).then(|| {
        Invalid::new(format!(
            "the proxy (`{server}`) and the admin API (`{}`) would listen on one port",
            admin.listen
        ))
        .hint("give one of them another port")
    })
}
