//! What the exit codes mean.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: as asked.
    Success,
    /// 1: a file, a setting or a step has a problem, which was told.
    Problem,
    /// 2: the command line itself is wrong.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Problem => 1,
            Exit::Usage => 2,
        })
    }
}
