//! That every row starts and answers, with nothing measured.

use crate::Result;
use crate::rows::{ALL, Program};
use crate::start::{Start, upstream};

/// Starts each row, which then answers once. nginx, which a machine may lack, is left out.
pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let upstream = upstream(folder.path(), &[])?;
    let start = Start {
        wrapper: &[],
        folder: folder.path(),
        upstream: upstream.address,
        threads: 1,
        most_examples: 1_000,
    };
    ALL.iter()
        .filter(|row| !matches!(row.program, Program::Nginx(_)))
        .try_for_each(|row| start.row(row).map(drop))
}
