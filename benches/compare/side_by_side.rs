//! Every row's server under the same load: requests a second, percentiles, processor time, memory.
//!
//! All servers run at once with one request thread each, and are driven in turn, for several rounds; each
//! figure is the median of its rounds. Processor time is that of the server's process while wrk drives it; what
//! it is of another row's is told from the two of the same round, as a machine is not the same a minute later.
//! Servers have one core and what drives them another: where they share one is chance, and costs more than rows differ.

use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::cores;
use crate::drive::{Driven, drive};
use crate::load;
use crate::median::{median, percentiles};
use crate::process::Memory;
use crate::rows::Row;
use crate::server::Server;
use crate::start::{Start, upstream};
use crate::table::Table;

const ROUNDS: usize = 7;

/// How long each load lasts.
const LENGTH: Duration = Duration::from_secs(3);

/// Requests a second for the percentiles.
const RATE: u32 = 4_000;

/// A row with what its rounds gave.
struct Measured {
    row: &'static Row,
    server: Server,
    rounds: Vec<Round>,
}

struct Round {
    driven: Driven,
    /// p50, p99 and p99.9, in microseconds.
    percentiles: [f64; 3],
}

/// The medians of a row.
struct Figures {
    driven: Driven,
    /// The processor time of each round.
    cpu: Vec<f64>,
    percentiles: [f64; 3],
    memory: Memory,
}

impl Figures {
    /// How many times the processor time of another row.
    fn cpu_of(&self, other: &Self) -> f64 {
        median(self.cpu.iter().zip(&other.cpu).map(|(own, other)| own / other).collect())
    }
}

/// Measures, and returns the text for the report.
#[expect(clippy::print_stderr, reason = "a bench tells how far it is")]
pub(crate) fn run(rows: &[&'static Row]) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let upstream = upstream(folder.path(), &cores::for_load())?;
    let start = Start {
        wrapper: &cores::for_server(),
        folder: folder.path(),
        upstream: upstream.address,
        threads: 1,
        most_examples: usize::MAX,
    };
    let measured = |row: &&'static Row| Ok(Measured { row, server: start.row(row)?, rounds: Vec::new() });
    let mut all: Vec<_> = rows.iter().map(measured).collect::<Result<_>>()?;
    all.iter().try_for_each(|one| one.server.wait_until_it_rests())?;
    for number in 1..=ROUNDS {
        for one in &mut all {
            eprintln!("round {number} of {ROUNDS}: {}", one.row.name);
            one.rounds.push(round(&one.server, folder.path())?);
        }
    }
    let figures: Vec<_> = all.iter().map(|one| Ok((one.row, one.figures()?))).collect::<Result<_>>()?;
    Ok(report(&figures))
}

fn round(server: &Server, folder: &Path) -> Result<Round> {
    let driven = drive(server, folder, LENGTH)?;
    let times = load::at_rate(server, folder, RATE, LENGTH)?.iter().map(|timed| timed.took).collect();
    Ok(Round { driven, percentiles: percentiles(times, [0.5, 0.99, 0.999]) })
}

impl Measured {
    fn figures(&self) -> Result<Figures> {
        let of = |figure: &dyn Fn(&Round) -> f64| median(self.rounds.iter().map(figure).collect());
        Ok(Figures {
            driven: Driven::median(&self.rounds.iter().map(|round| round.driven).collect::<Vec<_>>()),
            cpu: self.rounds.iter().map(|round| round.driven.cpu()).collect(),
            percentiles: [0, 1, 2].map(|place| of(&|round| round.percentiles[place])),
            memory: Memory::of(self.server.process())?,
        })
    }
}

const HEAD: &[&str] = &[
    "row",
    "requests/s",
    "p50 us",
    "p99 us",
    "p99.9 us",
    "user s",
    "system s",
    "CPU s",
    "MiB",
    "peak MiB",
    "CPU, at most",
];

fn report(all: &[(&Row, Figures)]) -> String {
    let find = |name: &str| all.iter().find(|(row, _)| row.name == name).map(|(_, figures)| figures);
    let mut table = Table::new(HEAD);
    for (row, figures) in all {
        let Some(bare) = find(row.yardstick) else { continue };
        let target = row.target.and_then(|target| {
            let ratio = figures.cpu_of(find(target.of)?);
            Some(format!("{ratio:.2} of {:.2} x {}", target.times, target.of))
        });
        table.line(cells(row, figures, bare, target.unwrap_or_default()));
    }
    let (wrk, h2load) = commands();
    let cores = cores::told();
    format!(
        "One request thread a server, {ROUNDS} rounds in turns, medians. In parentheses: the ratio to the bare \
         server of the same kind. CPU: seconds of the server's process per 100,000 requests, while wrk drives \
         it. Percentiles at {RATE} requests a second. {cores}\n\n{}\n```text\n{wrk}\n{h2load}\n```\n",
        table.render()
    )
}

fn cells(row: &Row, figures: &Figures, bare: &Figures, target: String) -> Vec<String> {
    let ratio = |value: f64, bare: f64, digits: usize| format!("{value:.digits$} ({:.2})", value / bare);
    let mut cells = vec![row.name.to_owned(), ratio(figures.driven.per_second, bare.driven.per_second, 0)];
    cells.extend([0, 1, 2].map(|place| ratio(figures.percentiles[place], bare.percentiles[place], 0)));
    cells.extend([
        ratio(figures.driven.user, bare.driven.user, 3),
        ratio(figures.driven.system, bare.driven.system, 3),
    ]);
    cells.push(format!("{:.3} ({:.2})", figures.driven.cpu(), figures.cpu_of(bare)));
    cells.push(ratio(figures.memory.now, bare.memory.now, 1));
    cells.push(ratio(figures.memory.peak, bare.memory.peak, 1));
    cells.push(target);
    cells
}

/// The exact commands, with names for what differs by row.
fn commands() -> (String, String) {
    let wrk = load::wrk_command(LENGTH, "SCRIPT", "http://ADDRESS");
    (wrk.join(" "), load::h2load_command(RATE, LENGTH, "URIS", "LOG").join(" "))
}
