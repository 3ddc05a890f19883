//! Files that nobody but their owner may read: they name keys and routes, and tell who called what.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

/// The rights of such a file.
pub(crate) const MODE: u32 = 0o600;

/// The rights of a folder for such files.
const FOLDER_MODE: u32 = 0o700;

/// What others may do, of the rights of a file.
const OTHERS: u32 = 0o077;

/// Makes a folder that nobody else may look into, and those above it, where they are missing. One that is there stays
/// as somebody made it.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path)
}

/// Takes from a file what others may do with it. Where that cannot be done, the log says so: the file is of use
/// all the same.
pub(crate) fn mend(path: &Path) {
    if let Err(error) = try_mend(path) {
        let file = path.display();
        tracing::warn!(%file, %error, "Others may read this file: let it belong to the user that understudy runs as");
    }
}

fn try_mend(path: &Path) -> io::Result<()> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mode = metadata.permissions().mode();
    // A pipe or a device, such as `/dev/stdout`, is not ours to change.
    if !metadata.is_file() || mode & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mode: u32, expected: u32) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::set_permissions(file.path(), Permissions::from_mode(mode)).unwrap();
        mend(file.path());
        let mended = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mended & 0o777, expected, "{mode:o}");
    }

    #[test]
    fn what_others_may_do_is_taken_away() {
        check(0o644, 0o600);
        check(0o666, 0o600);
        check(0o640, 0o600);
        check(0o600, 0o600);
        check(0o400, 0o400);
    }

    #[test]
    fn a_folder_is_made_for_the_owner_alone_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (above, state) = (folder.path().join("a"), folder.path().join("a/state"));
        make_folder(&state).unwrap();
        assert_eq!([mode(&above), mode(&state)], [0o700, 0o700]);
        fs::set_permissions(&state, Permissions::from_mode(0o750)).unwrap();
        make_folder(&state).unwrap();
        assert_eq!(mode(&state), 0o750);
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        mend(folder.path());
        assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o755);
        mend(&folder.path().join("nothing"));
    }
}
