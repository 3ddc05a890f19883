//! A look at several files that make one thing.

use std::path::Path;
use std::time::Duration;

use super::stamp::{Look, Seen, is_unchanged, read};
use super::unreadable::unreadable;
use crate::diagnostic::Diagnostic;

/// How each of the files was, in their order.
pub(super) type AllSeen = Vec<Seen>;

/// Reads all of them unless each is surely as it was seen `last`. One that was written to within the time of
/// `quiet` leaves all unread.
///
/// # Errors
/// One cannot be read.
pub(super) fn look_at_all(
    paths: &[impl AsRef<Path>],
    last: Option<&AllSeen>,
    quiet: Duration,
) -> Result<Look<AllSeen, Vec<Vec<u8>>>, Diagnostic> {
    let is_as_it_was = |last: &AllSeen| {
        paths.len() == last.len()
            && paths.iter().zip(last).all(|(path, last)| is_unchanged(path.as_ref(), *last))
    };
    if last.is_some_and(is_as_it_was) {
        return Ok(Look::Unchanged);
    }
    let read = |path: &_| {
        let path = AsRef::<Path>::as_ref(path);
        read(path, quiet).map_err(|error| unreadable(path, &error))
    };
    let all = paths.iter().map(read).collect::<Result<Option<Vec<_>>, _>>()?;
    Ok(all.map_or(Look::BeingWritten, |all| {
        let (content, seen) = all.into_iter().unzip();
        Look::Read { content, seen }
    }))
}
