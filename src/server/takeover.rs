//! Taking over from a process that serves: the socket over which it hands on its listeners.
//!
//! Both ends are Pingora's. It waits for them with its own patience, removes what lies where the socket is to be and
//! panics on a path that cannot be one, so that is looked at before.

use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::owner_only;

/// How a server comes to its listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// It listens itself.
    Afresh,
    /// A process that serves hands them on, once it is told to (SIGQUIT).
    TakingOver,
}

/// The longest path of a socket, in bytes (`unix(7)`), without the zero at its end.
const LONGEST_PATH: usize = 107;

/// The path of the socket.
///
/// # Errors
/// There is none, or it cannot be one.
pub(super) fn socket(config: &Config) -> Result<String, Diagnostic> {
    let Some(path) = config.upgrade_sock() else {
        let problem =
            Diagnostic::error("there is no socket over which another process could hand on its listeners");
        return Err(problem.hint("set `state_dir`, or `upgrade_sock` under `[server]`, in both processes"));
    };
    let refuse = |why: &str| {
        let problem = Diagnostic::error(format!("`{}` cannot be a socket: {why}", path.display()));
        problem.at_item("server.upgrade_sock").hint("choose another path, in a folder that is there")
    };
    let text = path.to_str().ok_or_else(|| refuse("it is not UTF-8"))?;
    if text.len() > LONGEST_PATH {
        return Err(refuse("it is longer than 107 bytes"));
    }
    if path.symlink_metadata().is_ok_and(|there| !there.file_type().is_socket()) {
        return Err(refuse("something else is there"));
    }
    if config.server.upgrade_sock.is_none() {
        // What becomes of a state folder that cannot be made is told where it is used.
        let _ = config.state_dir.as_deref().map(owner_only::make_folder);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    match tempfile::tempfile_in(folder) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(refuse(&format!("nothing can be made in its folder: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[track_caller]
    fn check(row: &str, path: &Path, expected: Option<&str>) {
        let mut config = Config::default();
        config.server.upgrade_sock = Some(path.to_owned());
        let message = socket(&config).err().map(|problem| problem.message).unwrap_or_default();
        match expected {
            None => assert_eq!(message, "", "{row}"),
            Some(expected) => assert!(message.contains(expected), "{row}: {message}"),
        }
    }

    #[test]
    fn where_a_socket_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        check("nothing is there", &path("new.sock"), None);
        let _listener = UnixListener::bind(path("old.sock")).unwrap();
        check("a socket is there", &path("old.sock"), None);
        std::fs::write(path("file"), "").unwrap();
        check("a file is there", &path("file"), Some("something else is there"));
        check("no folder", &path("gone/new.sock"), Some("nothing can be made in its folder"));
        check("a long path", &path(&"a".repeat(120)), Some("longer than 107 bytes"));
        assert!(socket(&Config::default()).is_err(), "nothing is set");
    }
}
