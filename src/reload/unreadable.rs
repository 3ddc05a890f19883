//! What to tell a person about a file or folder that the system does not give.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::diagnostic::Diagnostic;

/// Why `path` could not be read, and what to do about it.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => {
            ("there is no such file or folder".to_owned(), "create it, or correct its path")
        }
        ErrorKind::PermissionDenied => (
            "no permission to read it".to_owned(),
            "let the user that understudy runs as read it, and enter the folders above it",
        ),
        ErrorKind::IsADirectory => ("a folder, where a file is needed".to_owned(), "name a file"),
        _ => (format!("it cannot be read: {error}"), "make it readable, or correct its path"),
    };
    Diagnostic::error(message).in_file(path).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: impl Into<io::Error>, expected: &str) {
        assert_eq!(unreadable(Path::new("shop.json"), &error.into()).to_string(), expected);
    }

    #[test]
    fn each_with_the_path_and_what_to_do() {
        let missing = "shop.json: there is no such file or folder (create it, or correct its path)";
        check(ErrorKind::NotFound, missing);
        let forbidden = "shop.json: no permission to read it \
            (let the user that understudy runs as read it, and enter the folders above it)";
        check(ErrorKind::PermissionDenied, forbidden);
        check(ErrorKind::IsADirectory, "shop.json: a folder, where a file is needed (name a file)");
        let odd = "shop.json: it cannot be read: it is a pipe (make it readable, or correct its path)";
        check(io::Error::other("it is a pipe"), odd);
    }
}
