//! Programs that some tests need and a machine may lack.

use std::process::{Command, Stdio};

/// Whether the program is installed. Where it is not, that is told loudly, and in CI it is a failure.
pub(crate) fn is_there(program: &str) -> bool {
    let tried = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = tried.is_ok();
    if !is_there {
        eprintln!("SKIPPED: {program} is not installed (`make setup-e2e` installs it)");
        assert!(std::env::var_os("CI").is_none(), "{program} must be there in CI");
    }
    is_there
}
