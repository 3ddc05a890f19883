//! Everything that is printed, for a person.
//!
//! A reader may stop reading (`understudy check | head`): what can no longer be printed is not, and nothing
//! else is different for it.

use std::fmt::Display;
use std::io::{IsTerminal, Write as _, stderr, stdout};

use crate::diagnostic::{Diagnostic, Finding, Level, gather};

/// Prints a line to standard output.
pub(super) fn line(text: impl Display) {
    self::text(format_args!("{text}\n"));
}

/// Prints text that has its own line breaks to standard output.
pub(super) fn text(text: impl Display) {
    let mut stdout = stdout().lock();
    let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
}

/// Prints what is to be typed to standard error.
pub(super) fn prompt(text: &str) {
    let _ = writeln!(stderr().lock(), "{text}");
}

/// Prints those of one kind as one, and says how they are all printed where that left any out.
pub(super) fn findings(problems: &[Diagnostic]) {
    let findings = gather(problems);
    self::problems(&findings.iter().map(Finding::told).collect::<Vec<_>>());
    if findings.len() < problems.len() {
        let (few, all) = (findings.len(), problems.len());
        let _ = writeln!(
            stderr().lock(),
            "{few} findings stand for {all} problems: `understudy check --verbose` tells each.\n"
        );
    }
}

/// Prints each to standard error, with a blank line between.
pub(super) fn problems(problems: &[Diagnostic]) {
    let colored = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for problem in problems {
        let _ = writeln!(stderr().lock(), "{}\n", problem.render(colored));
    }
}

/// `2 errors and 1 warning`; none where there is nothing to count.
pub(super) fn tally(problems: &[Diagnostic]) -> Option<String> {
    let count = |level, noun: &str| match problems.iter().filter(|problem| problem.level == level).count() {
        0 => None,
        1 => Some(format!("1 {noun}")),
        count => Some(format!("{count} {noun}s")),
    };
    let counts = [count(Level::Error, "error"), count(Level::Warning, "warning"), count(Level::Hint, "hint")];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    let (last, others) = counts.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallied_by_level() {
        let [error, warning] = [Diagnostic::error("e"), Diagnostic::warning("w")];
        let hint = Diagnostic::new(Level::Hint, "h");
        for (problems, expected) in [
            (vec![], None),
            (vec![error.clone()], Some("1 error")),
            (vec![warning.clone(), warning.clone()], Some("2 warnings")),
            (vec![warning.clone(), error.clone()], Some("1 error and 1 warning")),
            (vec![warning, error, hint], Some("1 error, 1 warning and 1 hint")),
        ] {
            assert_eq!(tally(&problems).as_deref(), expected);
        }
    }
}
