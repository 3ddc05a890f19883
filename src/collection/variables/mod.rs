//! Variables: how they are written, where their values come from, and how they are filled in (matching.md 1.6).
//!
//! What is filled in per request (captures, helpers, dynamic variables) is not known here: it stays as written.

mod environment;
mod graph;
mod json_state;
mod notice;
mod placeholder;
mod reference;
mod scope;
#[cfg(test)]
mod tests;
mod valued;
mod values;

pub(crate) use environment::read as environment;
pub(crate) use json_state::JsonState;
pub(crate) use placeholder::placeholder_name;
pub use placeholder::{Placeholder, as_placeholder, with_placeholders};
pub use reference::{Reference, References, references, unresolved, whole_variable};
pub(crate) use reference::{find_outside, split_outside};
pub(crate) use scope::Scope;
pub(crate) use valued::{is_json_document, is_json_text, with_values};
pub use values::Variables;
