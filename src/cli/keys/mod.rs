//! `understudy keys`: new keys, hashes of existing ones, and who used how much.

mod hash;
mod list;
mod new;

use super::args::KeysCommand;
use super::exit::Exit;
use super::print;
use crate::diagnostic::Diagnostic;

pub(super) fn keys(command: &KeysCommand) -> Exit {
    let done = match command {
        KeysCommand::New(args) => new::new(args),
        KeysCommand::Hash => hash::hash(),
        KeysCommand::List(args) => list::list(args),
    };
    match done {
        Ok(text) => {
            print::text(text);
            Exit::Success
        }
        Err((exit, problem)) => {
            print::problems(&[problem]);
            exit
        }
    }
}

/// What is printed, or how it failed.
type Done = Result<String, (Exit, Diagnostic)>;
