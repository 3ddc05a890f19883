//! Instructions per request, counted by valgrind's callgrind: the same on a busy machine as on a quiet one.
//!
//! Each server runs with one request thread and is asked over one connection that is kept. Instrumentation
//! begins once it is warm and at rest, so that loading is fast and not counted. A short and a long run are counted, and their
//! difference is told: what does not depend on requests cancels out. Instructions of the kernel are not seen.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;
use crate::client::Client;
use crate::rows::Row;
use crate::server::Server;
use crate::start::{Start, upstream};
use crate::table::Table;

/// Requests before anything is counted, with and without instrumentation.
const WARM_UP: usize = 200;

/// Requests of the short run and of the long one.
const RUNS: [usize; 2] = [500, 2_500];

/// Where the profiles of the long runs are left.
const PROFILES: &str = "target/callgrind";

/// Counts, leaves the profiles, and returns the text for the report.
#[expect(clippy::print_stderr, reason = "a bench tells how far it is")]
pub(crate) fn run(rows: &[&Row]) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let upstream = upstream(folder.path(), &[])?;
    let mut counts = HashMap::new();
    let mut table = Table::new(&["row", "instructions", "ratio", "at most"]);
    for row in rows {
        let count = count(row, folder.path(), &upstream)?;
        eprintln!("{}: {count} instructions per request", row.name);
        counts.insert(row.name, count);
        table.line(line(row, &counts));
    }
    Ok(format!(
        "By callgrind, the kernel's not included; one thread, one connection. `callgrind_annotate {PROFILES}/ROW` \
         shows where they go, in {} requests.\n\n{}",
        RUNS[1],
        table.render()
    ))
}

fn line(row: &Row, counts: &HashMap<&str, u64>) -> Vec<String> {
    let count = counts[row.name];
    let ratio = |of: &str| counts.get(of).map_or(f64::NAN, |&of| as_f64(count) / as_f64(of));
    let target =
        row.target.map(|target| format!("{:.3} of {:.2} x {}", ratio(target.of), target.times, target.of));
    let ratio = format!("{:.3} x {}", ratio(row.yardstick), row.yardstick);
    vec![row.name.to_owned(), count.to_string(), ratio, target.unwrap_or_default()]
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

fn count(row: &Row, folder: &Path, upstream: &Server) -> Result<u64> {
    let profile = std::path::absolute(PROFILES)?.join(row.name);
    std::fs::create_dir_all(PROFILES)?;
    let wrapper = [
        "valgrind".to_owned(),
        "--tool=callgrind".to_owned(),
        "--instr-atstart=no".to_owned(),
        "--fair-sched=try".to_owned(),
        format!("--callgrind-out-file={}", profile.display()),
    ];
    let start = Start {
        wrapper: &wrapper,
        folder,
        upstream: upstream.address,
        threads: 1,
        most_examples: usize::MAX,
    };
    let server = start.row(row)?;
    let mut client = Client::connect(server.address)?;
    client.ask_all(&server.requests, WARM_UP)?;
    server.wait_until_it_rests()?;
    control(&server, "--instr=on")?;
    client.ask_all(&server.requests, WARM_UP)?;
    control(&server, "--zero")?;
    let mut totals = [0; 2];
    for (number, (requests, total)) in (1..).zip(RUNS.into_iter().zip(&mut totals)) {
        client.ask_all(&server.requests, requests)?;
        control(&server, "--dump")?;
        *total = total_of(&profile.with_extension(number.to_string()))?;
    }
    std::fs::rename(profile.with_extension("2"), &profile)?;
    std::fs::remove_file(profile.with_extension("1"))?;
    Ok((totals[1] - totals[0]) / (RUNS[1] - RUNS[0]) as u64)
}

/// Tells callgrind, in the server's process, what to do.
fn control(server: &Server, what: &str) -> Result<()> {
    let mut command = Command::new("callgrind_control");
    command.arg(what).arg(server.process().to_string()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|error| format!("cannot start callgrind_control: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("callgrind_control {what}: {status}").into()) }
}

/// The instructions of a dump: its line `totals:`.
fn total_of(dump: &Path) -> Result<u64> {
    let text = std::fs::read_to_string(dump).map_err(|error| format!("{}: {error}", dump.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals:")).ok_or("a dump without totals")?;
    Ok(total.trim().parse()?)
}
