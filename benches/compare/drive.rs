//! A server at full load, and what it takes of the processor meanwhile.

use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::load;
use crate::median::median;
use crate::process::Cpu;
use crate::server::Server;

/// What came of it. Times of the processor are in seconds per 100,000 requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Driven {
    pub(crate) per_second: f64,
    pub(crate) user: f64,
    pub(crate) system: f64,
}

impl Driven {
    /// User and system time together.
    pub(crate) fn cpu(self) -> f64 {
        self.user + self.system
    }

    /// The medians of several rounds, each figure for itself.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        let of = |figure: fn(Self) -> f64| median(rounds.iter().copied().map(figure).collect());
        Self { per_second: of(|one| one.per_second), user: of(|one| one.user), system: of(|one| one.system) }
    }
}

/// Drives a server with all that it can take, for so long.
pub(crate) fn drive(server: &Server, folder: &Path, length: Duration) -> Result<Driven> {
    let before = Cpu::of(server.process())?;
    let throughput = load::throughput(server, folder, length)?;
    let after = Cpu::of(server.process())?;
    let per_100_000 = |after: Duration, before: Duration| {
        after.saturating_sub(before).as_secs_f64() / throughput.requests * 100_000.0
    };
    Ok(Driven {
        per_second: throughput.per_second,
        user: per_100_000(after.user, before.user),
        system: per_100_000(after.system, before.system),
    })
}
