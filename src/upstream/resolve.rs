//! The addresses behind a host name, looked up off the request threads' way as seldom as can be.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

/// How long an answer is used before the name is looked up again.
const FRESH: Duration = Duration::from_secs(10);

/// Where an upstream is.
#[derive(Debug)]
pub(super) enum Host {
    /// An address needs no looking up.
    Address(SocketAddr),
    /// A name, and what it last stood for.
    Name { name: String, port: u16, known: ArcSwapOption<Known> },
}

#[derive(Debug)]
pub(super) struct Known {
    addresses: Vec<SocketAddr>,
    at: Instant,
}

impl Host {
    pub(super) fn new(host: &str, port: u16) -> Self {
        match host.parse::<IpAddr>() {
            Ok(address) => Self::Address(SocketAddr::new(address, port)),
            Err(_) => Self::Name { name: host.to_owned(), port, known: ArcSwapOption::empty() },
        }
    }

    /// The addresses that are known without looking anything up.
    pub(super) fn known(&self) -> Vec<SocketAddr> {
        match self {
            Self::Address(address) => vec![*address],
            Self::Name { known, .. } => {
                known.load().as_ref().map(|known| known.addresses.clone()).unwrap_or_default()
            }
        }
    }

    /// The address for the attempt of this number, counted from 0, and how many there are, unless the name has to be
    /// looked up for that.
    pub(super) fn address_at_hand(&self, attempt: usize) -> Option<(SocketAddr, usize)> {
        match self {
            Self::Address(address) => Some((*address, 1)),
            Self::Name { known, .. } => {
                let known = known.load();
                let known = known.as_ref().filter(|known| known.serves(attempt))?;
                Some(known.address(attempt))
            }
        }
    }

    /// The address for the attempt of this number, counted from 0, and how many there are. A name whose
    /// lookup fails keeps the addresses it had.
    pub(super) async fn address(
        &self,
        attempt: usize,
        patience: Duration,
    ) -> io::Result<(SocketAddr, usize)> {
        match self {
            Self::Address(address) => Ok((*address, 1)),
            Self::Name { name, port, known } => {
                let last = known.load_full();
                let known = match last {
                    Some(last) if last.serves(attempt) => last,
                    last => match lookup(name, *port, patience).await {
                        Ok(found) => {
                            let found = Arc::new(found);
                            known.store(Some(Arc::clone(&found)));
                            found
                        }
                        Err(error) => last.ok_or(error)?,
                    },
                };
                Ok(known.address(attempt))
            }
        }
    }
}

impl Known {
    /// Whether the attempt of this number, from 0, needs no other: only the first asks for what is fresh.
    fn serves(&self, attempt: usize) -> bool {
        attempt > 0 || self.at.elapsed() < FRESH
    }

    fn address(&self, attempt: usize) -> (SocketAddr, usize) {
        let count = self.addresses.len();
        (self.addresses[attempt % count], count)
    }
}

async fn lookup(name: &str, port: u16, patience: Duration) -> io::Result<Known> {
    let found = tokio::time::timeout(patience, tokio::net::lookup_host((name, port))).await;
    let addresses: Vec<_> = found.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??.collect();
    if addresses.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    }
    Ok(Known { addresses, at: Instant::now() })
}
