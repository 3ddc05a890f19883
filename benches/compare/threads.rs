//! Two request threads beside one.

use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::drive::{Driven, drive};
use crate::rows::{Row, named};
use crate::start::{Start, upstream};
use crate::table::Table;

const ROUNDS: usize = 3;

/// Measures, and returns the text for the report.
pub(crate) fn run(folder: &Path) -> Result<String> {
    let mut table = Table::new(&[
        "row",
        "requests/s, 1 thread",
        "2 threads",
        "CPU s, 1 thread",
        "2 threads",
        "can serve",
    ]);
    for row in named(&["mock"])? {
        let [one, two] = measured(row, folder)?;
        table.line(vec![
            row.name.to_owned(),
            format!("{:.0}", one.per_second),
            format!("{:.0} ({:.2})", two.per_second, two.per_second / one.per_second),
            format!("{:.3}", one.cpu()),
            format!("{:.3} ({:.2})", two.cpu(), two.cpu() / one.cpu()),
            format!("{:.2} x, at least 1.80", 2.0 * one.cpu() / two.cpu()),
        ]);
    }
    Ok(format!(
        "wrk takes its share of the same cores. \"Can serve\": what two threads serve, of what one does, where \
         each has a core for itself; that is twice the ratio of the processor time a request takes.\n\n{}",
        table.render()
    ))
}

/// With one thread and with two, in turns.
fn measured(row: &Row, folder: &Path) -> Result<[Driven; 2]> {
    let upstream = upstream(folder, &[])?;
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (threads, rounds) in (1..).zip(&mut rounds) {
            let start = Start {
                wrapper: &[],
                folder,
                upstream: upstream.address,
                threads,
                most_examples: usize::MAX,
            };
            rounds.push(drive(&start.row(row)?, folder, Duration::from_secs(4))?);
        }
    }
    Ok(rounds.map(|rounds| Driven::median(&rounds)))
}
