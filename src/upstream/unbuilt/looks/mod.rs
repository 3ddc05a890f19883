//! What an answer looks like, whatever was asked for (proxy.md, "Looks").
//!
//! A framework's answer for an unknown path prints what was asked for, and some print times and ids. All of that is
//! taken out, so that two answers of one origin are alike. Nothing here does I/O.

mod asked;
mod headings;
mod look;
mod structure;
#[cfg(test)]
mod tests;
mod trace;
mod unescape;
mod words;

pub(crate) use asked::Asked;
pub(crate) use look::{Look, Seen};
