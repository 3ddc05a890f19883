//! The command line: arguments, printing, exit codes. Whatever it does is done by the library.
//!
//! Standard output is for what was asked for, standard error for problems and the log. Only this
//! module prints.

mod args;
mod check;
mod client;
mod demo;
mod door;
mod exit;
mod explain;
mod forget;
mod keys;
mod logging;
mod mode;
mod overview;
mod print;
mod report;
mod run;

use std::ffi::OsString;

use clap::Parser;

pub use exit::Exit;

use args::{Args, Command};

/// Runs the command that `arguments` say, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    match Args::try_parse_from(arguments) {
        Ok(Args { command: Command::Run(args) }) => run::run(args),
        Ok(Args { command: Command::Check(args) }) => check::check(&args),
        Ok(Args { command: Command::Explain(args) }) => explain::explain(&args),
        Ok(Args { command: Command::Mode(args) }) => mode::mode(&args),
        Ok(Args { command: Command::Forget(args) }) => forget::forget(&args),
        Ok(Args { command: Command::Keys(args) }) => keys::keys(&args.command),
        Ok(Args { command: Command::Demo(args) }) => demo::demo(&args),
        Err(error) => {
            // Help and version are asked for as errors, too; only printing can fail here.
            let _ = error.print();
            if error.use_stderr() { Exit::Usage } else { Exit::Success }
        }
    }
}
