//! Making the file of usage: a kill or a full disk at any moment leaves no file or a whole one, and never keeps a
//! later start from its work.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::owner_only;

/// Ends the name of a file that is not whole yet.
const UNFINISHED: &str = ".unfinished";

/// Ends the name of a file that never became whole, and that an earlier version made in its place.
const ASIDE: &str = ".aside";

/// How a whole file begins: with as many bytes as these, which are not all zero. They are written last.
const BEGINNING: usize = 9;

/// What is found in the file's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// A file that was begun. Nothing was ever counted in it.
    Begun,
    Whole,
}

/// Has a whole file at `path`. Where there is none, it is made by `make` under another name, and renamed.
pub(super) fn ensure(path: &Path, make: impl FnOnce(&Path) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let folder = path.parent().unwrap_or(Path::new("."));
    owner_only::make_folder(folder).map_err(passing)?;
    match found(path).map_err(passing)? {
        Found::Whole => return Ok(()),
        Found::Begun => put_aside(path).map_err(passing)?,
        Found::Nothing => {}
    }
    sweep(path).map_err(passing)?;
    let unfinished = tempfile::Builder::new()
        .prefix(&named(path, "."))
        .suffix(UNFINISHED)
        .permissions(Permissions::from_mode(owner_only::MODE))
        .tempfile_in(folder)
        .map_err(passing)?;
    make(unfinished.path())?;
    match unfinished.persist_noclobber(path) {
        Ok(_) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(passing),
        // Another process was faster, and its file is whole.
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(passing(error.error)),
    }
}

fn found(path: &Path) -> io::Result<Found> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        file => file?,
    };
    let mut beginning = Vec::new();
    file.take(BEGINNING as u64).read_to_end(&mut beginning)?;
    let is_whole = beginning.len() == BEGINNING && beginning.iter().any(|byte| *byte != 0);
    Ok(if is_whole { Found::Whole } else { Found::Begun })
}

fn put_aside(path: &Path) -> io::Result<()> {
    let aside = path.with_file_name(named(path, ASIDE));
    fs::rename(path, &aside)?;
    let aside = aside.display();
    tracing::warn!(%aside, "The file of usage was never finished: it is put aside, and another is made");
    Ok(())
}

/// Removes what starts left that were ended in the middle; what a process still works on is locked.
fn sweep(path: &Path) -> io::Result<()> {
    let (folder, prefix) = (path.parent().unwrap_or(Path::new(".")), named(path, "."));
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let bytes = name.as_encoded_bytes();
        if bytes.starts_with(prefix.as_encoded_bytes()) && bytes.ends_with(UNFINISHED.as_bytes()) {
            remove_unless_locked(&folder.join(name));
        }
    }
    Ok(())
}

fn remove_unless_locked(unfinished: &PathBuf) {
    let is_locked = File::open(unfinished).is_ok_and(|file| file.try_lock().is_err());
    // One that stays is no harm: it is in nobody's way.
    if !is_locked && fs::remove_file(unfinished).is_ok() {
        let file = unfinished.display();
        tracing::info!(%file, "Removed what a start left unfinished");
    }
}

fn named(path: &Path, ending: &str) -> OsString {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    name
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped with it")]
fn passing(error: io::Error) -> Trouble {
    Trouble::Passing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a file of this content.
    fn whole(path: &Path) -> Result<(), Trouble> {
        fs::write(path, "a whole file").map_err(passing)
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// With these files in the folder: what is in it once there is a whole one.
    #[track_caller]
    fn check(row: &str, there: &[(&str, &[u8])], expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in there {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let path = folder.path().join("usage.redb");
        ensure(&path, whole).unwrap();
        assert_eq!(names(folder.path()), expected, "{row}");
        assert_eq!(found(&path).unwrap(), Found::Whole, "{row}");
    }

    #[test]
    fn whatever_is_left_there_is_a_whole_file_then() {
        check("nothing", &[], &["usage.redb"]);
        check("a whole one", &[("usage.redb", b"it has counts")], &["usage.redb"]);
        check("an empty one", &[("usage.redb", b"")], &["usage.redb", "usage.redb.aside"]);
        check(
            "one without its beginning",
            &[("usage.redb", &[0; 4096])],
            &["usage.redb", "usage.redb.aside"],
        );
        check("one of two starts", &[("usage.redb.a1.unfinished", b"x")], &["usage.redb"]);
        let others = [("toggles.json", &b"{}"[..]), ("b.unfinished", b"")];
        check("files of others", &others, &["b.unfinished", "toggles.json", "usage.redb"]);
    }

    #[test]
    fn a_start_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("usage.redb");
        let full = |path: &Path| {
            fs::write(path, "half").unwrap();
            Err(Trouble::Passing("no space".to_owned()))
        };
        assert_eq!(ensure(&path, full), Err(Trouble::Passing("no space".to_owned())));
        assert_eq!(names(folder.path()), [""; 0]);
        ensure(&path, whole).unwrap();
        assert_eq!(names(folder.path()), ["usage.redb"]);
    }

    #[test]
    fn the_file_of_a_faster_process_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("usage.redb");
        let slow = |unfinished: &Path| {
            fs::write(&path, "made by another").unwrap();
            whole(unfinished)
        };
        ensure(&path, slow).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"made by another");
        assert_eq!(names(folder.path()), ["usage.redb"]);
    }

    #[test]
    fn what_a_process_works_on_stays() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("usage.redb.a1.unfinished");
        let database = redb::Database::create(&theirs).unwrap();
        ensure(&folder.path().join("usage.redb"), whole).unwrap();
        assert_eq!(names(folder.path()), ["usage.redb", "usage.redb.a1.unfinished"]);
        drop(database);
    }

    #[test]
    fn nobody_but_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("usage.redb");
        ensure(&path, |path| Ok(redb::Database::create(path)?.close()?)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
