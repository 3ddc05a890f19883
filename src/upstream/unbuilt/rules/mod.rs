//! The rules U1 to U10 (proxy.md, "Not built yet"): what is known goes in, and a decision or the next question comes
//! out. Nothing here does I/O; whoever asks the question comes back with its answer.

mod case;
mod decide;
mod decision;
mod literal;
mod method;
mod options;
mod parent;
mod question;
#[cfg(test)]
mod tests;
mod thing;
mod unknown;

pub(crate) use case::{Case, Fresh};
pub(crate) use decide::{Step, decide, is_known};
pub(crate) use decision::{Decision, Rule, Verdict};
pub(crate) use question::{Form, Question};
