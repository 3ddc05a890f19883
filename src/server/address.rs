//! Listen addresses: claimed before anybody relies on them, and told in words where they cannot be used.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use pingora::apps::ServerApp;
use pingora::listeners::TcpSocketOptions;
use pingora::services::listening::Service;
use socket2::{Domain, Socket, Type};

use super::takeover::Beginning;
use crate::diagnostic::Diagnostic;

/// How many of the operator's connections may wait to be accepted.
const BACKLOG: i32 = 128;

/// An address that nobody else has.
pub(super) struct Address {
    pub(super) address: SocketAddr,
    /// Holds a port that the system chose until Pingora listens on it.
    held: Option<Socket>,
}

impl Address {
    /// Makes sure that `address` can be listened on; port 0 is one that the system chooses.
    ///
    /// # Errors
    /// It is in use, or not for us; `setting` is where that is told.
    pub(super) fn claim(
        address: SocketAddr,
        setting: &str,
        beginning: Beginning,
    ) -> Result<Self, Diagnostic> {
        if address.port() != 0 {
            // Tried beforehand, because Pingora panics where an address is in use. Who takes over may find it so.
            return match TcpListener::bind(address) {
                Err(error) if !is_handed_on(&error, beginning) => Err(unusable(address, setting, &error)),
                _ => Ok(Self { address, held: None }),
            };
        }
        hold(address).map_err(|error| unusable(address, setting, &error))
    }

    /// Has the service listen on it.
    pub(super) fn listen<A: ServerApp + Send + Sync + 'static>(&self, service: &mut Service<A>) {
        service.add_tcp_with_settings(&self.address.to_string(), self.options());
    }

    /// What Pingora needs to listen beside the socket that holds the port.
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

/// Listens on `address`, without blocking; in a way that leaves room for who takes over, and for nobody else.
///
/// # Errors
/// As [`Address::claim`].
pub(super) fn listen(
    address: SocketAddr,
    setting: &str,
    beginning: Beginning,
) -> Result<TcpListener, Diagnostic> {
    let free = TcpListener::bind(address);
    let found = match free {
        Err(error) if !is_handed_on(&error, beginning) => Err(error),
        Err(_) => Ok(address),
        Ok(free) => free.local_addr(),
    };
    found.and_then(share).map_err(|error| unusable(address, setting, &error))
}

fn share(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn is_handed_on(error: &io::Error, beginning: Beginning) -> bool {
    beginning == Beginning::TakingOver && error.kind() == io::ErrorKind::AddrInUse
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

/// The address under which a listener on any interface is reached from here.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    let mut reachable = address;
    if address.ip().is_unspecified() {
        reachable.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    reachable
}
