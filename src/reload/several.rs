//! A look at several files that make one thing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::patience::Progress;
use super::reading::Reading;
use super::stamp::{Look, Seen, is_unchanged, read};
use super::unreadable::unreadable;
use crate::diagnostic::Diagnostic;

/// How each of the files was, in their order.
pub(super) type AllSeen = Vec<Seen>;

/// Looks at all of them as [`look_at_all`] does; what is stuck is remembered under `name`.
///
/// # Errors
/// One cannot be read, or not now.
pub(super) fn look_at_all_in_time(
    name: &Path,
    paths: Vec<PathBuf>,
    last: Option<&AllSeen>,
    reading: &Reading,
) -> Result<Look<AllSeen, Vec<Vec<u8>>>, Diagnostic> {
    let (last, quiet) = (last.cloned(), reading.quiet);
    let look =
        reading.patience.wait(name, move |progress| look_at_all(&paths, last.as_ref(), quiet, progress));
    look.unwrap_or_else(|stuck| Err(stuck.problem()))
}

/// Reads all of them unless each is surely as it was seen `last`. One that was written to within the time of
/// `quiet` leaves all unread.
///
/// # Errors
/// One cannot be read.
fn look_at_all(
    paths: &[PathBuf],
    last: Option<&AllSeen>,
    quiet: Duration,
    progress: &Progress,
) -> Result<Look<AllSeen, Vec<Vec<u8>>>, Diagnostic> {
    let is_as_it_was = |last: &AllSeen| {
        paths.len() == last.len()
            && paths.iter().zip(last).all(|(path, last)| {
                progress.at(path);
                is_unchanged(path, *last)
            })
    };
    if last.is_some_and(is_as_it_was) {
        return Ok(Look::Unchanged);
    }
    let read = |path: &PathBuf| {
        progress.at(path);
        read(path, quiet, progress).map_err(|error| unreadable(path, &error))
    };
    let all = paths.iter().map(read).collect::<Result<Option<Vec<_>>, _>>()?;
    Ok(all.map_or(Look::BeingWritten, |all| {
        let (content, seen) = all.into_iter().unzip();
        Look::Read { content, seen }
    }))
}
