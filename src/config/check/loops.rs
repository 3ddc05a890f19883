//! Upstreams that lead back to a listener of the same process.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::mpsc::channel;
use std::thread::Builder;
use std::time::Duration;

use super::targets::Targets;
use crate::config::raw::Report;
use crate::config::{Admin, Config, Invalid, Server, ServerUrl, Target};

/// How long a name may take to be looked up. One that takes longer leads to no listener, as far as anybody knows.
const LOOK_UP: Duration = Duration::from_secs(2);

/// What is asked of the machine.
#[derive(Clone, Copy)]
struct Machine {
    /// Whether an address is one of its own.
    is_own: fn(IpAddr) -> bool,
    /// The addresses of a name.
    look_up: fn(&str) -> Vec<IpAddr>,
}

/// Reports upstreams that lead back here.
pub(super) fn loops(config: &Config, targets: &Targets<'_>, report: &Report<'_>) {
    for (name, upstream) in &config.upstreams {
        let Some(spot) = targets.all(Target::Upstream).get(name) else { continue };
        for server in &upstream.servers {
            if let Some(invalid) = leads_back(server, &config.server, &config.admin) {
                report.error(spot, invalid);
            }
        }
    }
}

/// What is wrong with a server that is one of the listeners.
pub(in crate::config) fn leads_back(url: &ServerUrl, server: &Server, admin: &Admin) -> Option<Invalid> {
    let tls = server.tls.as_ref().map(|tls| tls.listen);
    let admin = admin.enabled.then_some(admin.listen);
    let listeners =
        [("server.listen", Some(server.listen)), ("server.tls.listen", tls), ("admin.listen", admin)];
    let machine = Machine { is_own, look_up };
    let is_hit = |listener: &SocketAddr| is_at(url, *listener, machine);
    let (setting, listener) = listeners
        .into_iter()
        .find_map(|(setting, listener)| listener.filter(is_hit).map(|listener| (setting, listener)))?;
    let message = format!("`{url}` is the address of this process itself (`{setting}`, `{listener}`)");
    Some(
        Invalid::new(message)
            .hint("write the address of the backend, or let one of the two have another port"),
    )
}

/// Whether an address is one of this machine's: only then can it be bound.
fn is_own(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// The addresses of a name as the system has them, which is how connections find them: `127.1` is one of those names.
fn look_up(name: &str) -> Vec<IpAddr> {
    let (sender, found) = channel();
    let name = name.to_owned();
    let ask = move || {
        let addresses = (name.as_str(), 0).to_socket_addrs();
        // Who asked may have given up.
        let _ = sender.send(addresses.map(|found| found.map(|address| address.ip()).collect()));
    };
    let asked = Builder::new().name("look-up".to_owned()).spawn(ask);
    asked.ok().and_then(|_| found.recv_timeout(LOOK_UP).ok()?.ok()).unwrap_or_default()
}

/// Whether connections to a server end at a listener; port 0 is one that nobody knows yet. A name is looked up only
/// where the port is the same.
fn is_at(url: &ServerUrl, listener: SocketAddr, machine: Machine) -> bool {
    if listener.port() == 0 || listener.port() != url.port {
        return false;
    }
    let ip = listener.ip().to_canonical();
    let is_here = |host: IpAddr| is_to(host.to_canonical(), ip, machine.is_own);
    match url.host.parse::<IpAddr>() {
        Ok(host) => is_here(host),
        Err(_) if is_localhost(&url.host) => ip.is_unspecified() || ip.is_loopback(),
        Err(_) => (machine.look_up)(&url.host).into_iter().any(is_here),
    }
}

/// An unspecified address stands for every one of this machine; to connect to it is to connect to the loopback.
fn is_to(host: IpAddr, listener: IpAddr, is_own: fn(IpAddr) -> bool) -> bool {
    let is_same_family = host.is_ipv4() == listener.is_ipv4();
    let is_here = host.is_loopback() || host.is_unspecified();
    if listener.is_unspecified() {
        return (is_same_family || listener.is_ipv6()) && (is_here || is_own(host));
    }
    host == listener || (host.is_unspecified() && listener.is_loopback() && is_same_family)
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, listener: &str, expected: bool) {
        let url: ServerUrl = url.parse().unwrap();
        let machine = Machine {
            is_own: |address| address.to_string() == "198.51.100.7",
            look_up: |name| match name {
                "127.1" | "0x7f.1" | "2130706433" => vec![[127, 0, 0, 1].into()],
                "vm" => vec![[127, 0, 1, 1].into()],
                "both.example" => vec![[192, 0, 2, 1].into(), [198, 51, 100, 7].into()],
                _ => Vec::new(),
            },
        };
        assert_eq!(is_at(&url, listener.parse().unwrap(), machine), expected, "{url} {listener}");
    }

    #[test]
    fn addresses_that_end_at_a_listener() {
        check("http://127.0.0.1:8080", "127.0.0.1:8080", true);
        check("https://127.0.0.1:8080", "127.0.0.1:8080", true);
        check("http://127.0.0.1:8081", "127.0.0.1:8080", false);
        check("http://127.0.0.2:8080", "127.0.0.1:8080", false);
        check("http://localhost:8080", "127.0.0.1:8080", true);
        check("http://LOCALHOST:8080", "127.0.0.1:8080", true);
        check("http://shop.localhost:8080", "127.0.0.1:8080", true);
        check("http://localhost:8080", "[::1]:8080", true);
        check("http://localhost:8080", "192.0.2.1:8080", false);
        check("http://[::1]:8080", "[::1]:8080", true);
        check("http://[::1]:8080", "127.0.0.1:8080", false);
        check("http://[::ffff:127.0.0.1]:8080", "127.0.0.1:8080", true);
        check("http://0.0.0.0:8080", "127.0.0.1:8080", true);
        check("http://127.0.0.1:8080", "0.0.0.0:8080", true);
        check("http://127.9.9.9:8080", "0.0.0.0:8080", true);
        check("http://localhost:8080", "0.0.0.0:8080", true);
        check("http://localhost:8080", "[::]:8080", true);
        check("http://127.0.0.1:8080", "[::]:8080", true);
        check("http://[::1]:8080", "0.0.0.0:8080", false);
        check("http://192.0.2.1:8080", "0.0.0.0:8080", false);
        check("http://198.51.100.7:8080", "0.0.0.0:8080", true);
        check("http://198.51.100.7:8080", "[::]:8080", true);
        check("http://198.51.100.7:8080", "127.0.0.1:8080", false);
        check("http://192.0.2.1:8080", "192.0.2.1:8080", true);
        check("http://shop.example:8080", "127.0.0.1:8080", false);
        check("http://localhost.:8080", "127.0.0.1:8080", true);
        check("http://127.1:8080", "127.0.0.1:8080", true);
        check("http://127.1:8081", "127.0.0.1:8080", false);
        check("http://0x7f.1:8080", "127.0.0.1:8080", true);
        check("http://2130706433:8080", "0.0.0.0:8080", true);
        check("http://127.0.0.2:8080", "0.0.0.0:8080", true);
        check("http://vm:8080", "0.0.0.0:8080", true);
        check("http://vm:8080", "127.0.0.1:8080", false);
        check("http://both.example:8080", "[::]:8080", true);
        check("http://both.example:8080", "198.51.100.7:8080", true);
        check("http://both.example:8080", "127.0.0.1:8080", false);
        check("http://localhost", "127.0.0.1:80", true);
        check("http://127.0.0.1:1", "127.0.0.1:0", false);
    }
}
