//! `understudy keys hash`: the line for a key that exists. It is read from standard input, because other
//! users of the machine can see a command line.

use std::io::{IsTerminal, Read, stdin};

use super::Done;
use crate::access;
use crate::cli::exit::Exit;
use crate::cli::print;
use crate::diagnostic::Diagnostic;

/// More than any key has, in bytes.
const LONGEST: u64 = 64 * 1024;

pub(super) fn hash() -> Done {
    if stdin().is_terminal() {
        print::prompt("Type or paste the key, and end with Enter and Ctrl-D:");
    }
    let mut input = Vec::new();
    let read = stdin().lock().take(LONGEST).read_to_end(&mut input);
    read.map_err(|error| (Exit::Problem, Diagnostic::error(format!("cannot read standard input: {error}"))))?;
    let key = input.trim_ascii();
    if key.is_empty() {
        let problem =
            Diagnostic::error("standard input holds no key").hint("pipe one in: `keys hash < key.txt`");
        return Err((Exit::Usage, problem));
    }
    if key.iter().any(u8::is_ascii_control) {
        let problem = Diagnostic::error("standard input holds more than one line").hint("give one key alone");
        return Err((Exit::Usage, problem));
    }
    Ok(hash_line(key))
}

/// The setting by which the config knows this key.
pub(super) fn hash_line(key: &[u8]) -> String {
    let hex = access::hash(key).map(|byte| format!("{byte:02x}")).concat();
    format!("sha256 = \"{hex}\"\n")
}
