//! Whether a file needs to be read again, asked of its metadata before its content.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::patience::Progress;

/// How much is read at once, in bytes.
const PIECE: u64 = 1024 * 1024;

/// A write this soon after a read may leave the times as they were: some file systems count in whole seconds, or in
/// two.
const RACY: Duration = Duration::from_secs(2);

/// What changes when a file is written or another takes its place. Of a link, it is its target's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// The time of the last change, also of its metadata: whoever writes in place can set the other one back, but not
    /// this one. In seconds and nanoseconds.
    changed: (i64, i64),
    inode: u64,
    device: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            device: metadata.dev(),
        }
    }

    fn changed(self) -> Option<SystemTime> {
        let (seconds, nanoseconds) = self.changed;
        let since = Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
        UNIX_EPOCH.checked_add(since)
    }
}

/// How a file was when its content was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// An equal stamp means equal content.
    Settled(Stamp),
    /// It had only just been written: it could change again under the same stamp.
    Racy,
}

impl Seen {
    /// How a file with this stamp is, read at `now`. A time in the future is not trusted.
    fn at(now: SystemTime, stamp: Stamp) -> Self {
        let is_old = |time: Option<SystemTime>| {
            time.and_then(|time| now.duration_since(time).ok()).is_some_and(|age| age >= RACY)
        };
        if is_old(stamp.modified) && is_old(stamp.changed()) { Self::Settled(stamp) } else { Self::Racy }
    }

    fn vouches_for(self, stamp: Stamp) -> bool {
        self == Self::Settled(stamp)
    }
}

/// What a look at a file, or at several, found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look<S = Seen, C = Vec<u8>> {
    /// It is as it was seen last.
    Unchanged,
    /// It was written to so recently that there may be more to come.
    BeingWritten,
    /// It may have changed.
    Read {
        /// What is in it.
        content: C,
        /// To be given to the next look.
        seen: S,
    },
}

/// Reads the file unless it is surely as it was seen `last`, or was written to within the time of `quiet`.
///
/// # Errors
/// It cannot be read, or it is no file.
pub(super) fn look(
    path: &Path,
    last: Option<Seen>,
    quiet: Duration,
    progress: &Progress,
) -> io::Result<Look> {
    if last.is_some_and(|last| is_unchanged(path, last)) {
        return Ok(Look::Unchanged);
    }
    let read = read(path, quiet, progress)?;
    Ok(read.map_or(Look::BeingWritten, |(content, seen)| Look::Read { content, seen }))
}

/// Whether a file is surely as it was seen `last`.
pub(super) fn is_unchanged(path: &Path, last: Seen) -> bool {
    let metadata = fs::metadata(path);
    metadata.is_ok_and(|metadata| metadata.is_file() && last.vouches_for(Stamp::of(&metadata)))
}

/// Its content, and how it was then; none if it was written to within the time of `quiet`.
///
/// # Errors
/// It cannot be read, or it is no file.
pub(super) fn read(path: &Path, quiet: Duration, progress: &Progress) -> io::Result<Option<(Vec<u8>, Seen)>> {
    read_at(path, quiet, progress, SystemTime::now)
}

/// As [`read`], by this clock.
fn read_at(
    path: &Path,
    quiet: Duration,
    progress: &Progress,
    now: fn() -> SystemTime,
) -> io::Result<Option<(Vec<u8>, Seen)>> {
    // Asked before it is opened, as opening a pipe would wait for its writer.
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is neither a file nor a folder"));
    }
    let mut file = File::open(path)?;
    // The stamp is older than the content: what is written meanwhile makes the next stamp another.
    let stamp = Stamp::of(&file.metadata()?);
    let seen = Seen::at(now(), stamp);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(stamp.length).unwrap_or(usize::MAX))?;
    while file.by_ref().take(PIECE).read_to_end(&mut bytes)? > 0 {
        progress.step();
    }
    let after = Stamp::of(&file.metadata()?);
    let is_quiet = quiet.is_zero() || after == stamp && is_left_alone(now(), after, quiet);
    Ok(is_quiet.then_some((bytes, seen)))
}

/// Whether nobody wrote to the file for that long. Of a time in the future nothing can be told.
fn is_left_alone(now: SystemTime, stamp: Stamp, quiet: Duration) -> bool {
    let age = stamp.modified.and_then(|modified| now.duration_since(modified).ok());
    age.is_none_or(|age| age >= quiet)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn look_now(path: &Path, last: Option<Seen>, quiet: Duration) -> io::Result<Look> {
        look(path, last, quiet, &Progress::default())
    }

    fn in_a_minute() -> SystemTime {
        SystemTime::now() + MINUTE
    }

    /// Changes a file that was read then.
    #[track_caller]
    fn check(name: &str, then: fn() -> SystemTime, change: impl FnOnce(&Path), expected: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        let (_, seen) = read_at(&path, Duration::ZERO, &Progress::default(), then).unwrap().unwrap();
        change(&path);
        let bytes = match look_now(&path, Some(seen), Duration::ZERO).unwrap() {
            Look::Unchanged | Look::BeingWritten => None,
            Look::Read { content, .. } => Some(String::from_utf8(content).unwrap()),
        };
        assert_eq!(bytes.as_deref(), expected, "{name}");
    }

    /// Writes as much as there was, and sets the time of modification back.
    fn in_place(path: &Path) {
        let before = fs::metadata(path).unwrap();
        // The clock of a file system moves in steps.
        while Stamp::of(&fs::metadata(path).unwrap()).changed == Stamp::of(&before).changed {
            fs::write(path, "BEFORE").unwrap();
            let file = File::options().write(true).open(path).unwrap();
            file.set_modified(before.modified().unwrap()).unwrap();
        }
    }

    /// As [`in_place`], so soon that the clock of the file system may not have moved.
    fn in_place_at_once(path: &Path) {
        let modified = fs::metadata(path).unwrap().modified().unwrap();
        fs::write(path, "BEFORE").unwrap();
        File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
    }

    fn replace(path: &Path) {
        let modified = fs::metadata(path).unwrap().modified().unwrap();
        let other = path.with_extension("new");
        fs::write(&other, "BEFORE").unwrap();
        File::options().write(true).open(&other).unwrap().set_modified(modified).unwrap();
        fs::rename(other, path).unwrap();
    }

    #[test]
    fn read_again_only_when_the_stamp_changed_or_is_racy() {
        check("untouched", in_a_minute, |_| {}, None);
        check("another length", in_a_minute, |path| fs::write(path, "after").unwrap(), Some("after"));
        check("another inode", in_a_minute, replace, Some("BEFORE"));
        check("in place, with the same length and time", in_a_minute, in_place, Some("BEFORE"));
        check("a racy stamp is not believed", SystemTime::now, in_place_at_once, Some("BEFORE"));
        check("nor where nothing happened", SystemTime::now, |_| {}, Some("before"));
    }

    #[test]
    fn stamps_that_are_not_believed() {
        let now = SystemTime::now();
        let stamp = |modified, changed: SystemTime| {
            let changed = changed.duration_since(UNIX_EPOCH).unwrap();
            let changed = (changed.as_secs().try_into().unwrap(), changed.subsec_nanos().into());
            Stamp { length: 1, modified, changed, inode: 1, device: 1 }
        };
        let table = [
            ("old", Some(now - MINUTE), false),
            ("two seconds old", Some(now - RACY), false),
            ("less than that", Some(now - RACY + Duration::from_millis(1)), true),
            ("from the future", Some(now + MINUTE), true),
            ("unknown", None, true),
        ];
        for (name, modified, racy) in table {
            assert_eq!(Seen::at(now, stamp(modified, now - MINUTE)) == Seen::Racy, racy, "{name}");
            if let Some(changed) = modified {
                let stamp = stamp(Some(now - MINUTE), changed);
                assert_eq!(Seen::at(now, stamp) == Seen::Racy, racy, "changed: {name}");
            }
        }
    }

    #[test]
    fn what_was_just_written_may_not_be_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let now = SystemTime::now();
        for (name, modified, expected) in [
            ("just now", now, false),
            ("a minute ago", now - MINUTE, false),
            ("ten minutes ago", now - 10 * MINUTE, true),
            ("in an hour", now + 60 * MINUTE, true),
        ] {
            fs::write(&path, "half").unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
            let is_read = |quiet| matches!(look_now(&path, None, quiet), Ok(Look::Read { .. }));
            assert_eq!(is_read(5 * MINUTE), expected, "{name}");
            assert!(is_read(Duration::ZERO), "{name}, by hand");
        }
    }

    #[test]
    fn through_a_link_the_target_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, link] = ["one", "two", "link"].map(|name| folder.path().join(name));
        fs::write(&one, "1").unwrap();
        fs::write(&two, "2").unwrap();
        std::os::unix::fs::symlink(&one, &link).unwrap();
        let Look::Read { seen, .. } = look_now(&link, None, Duration::ZERO).unwrap() else {
            panic!("not read")
        };
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink(&two, &link).unwrap();
        assert!(
            matches!(look_now(&link, Some(seen), Duration::ZERO), Ok(Look::Read { content, .. }) if content == b"2")
        );
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let kind = |path: &Path| look_now(path, None, Duration::ZERO).unwrap_err().kind();
        assert_eq!(kind(folder.path()), io::ErrorKind::IsADirectory);
        assert_eq!(kind(&folder.path().join("none")), io::ErrorKind::NotFound);
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(kind(&socket), io::ErrorKind::InvalidInput);
    }
}
