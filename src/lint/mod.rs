//! What `understudy check` finds beside what loading finds: faults that serve, but not as their author meant.
//!
//! It looks at what was read ([`collection()`]) and at what was loaded ([`serving()`]), and changes nothing.
//! It never runs while anything serves, and decides no exit code. What is one fault in many places is told
//! once, with the first places.

mod answers;
mod away;
mod bodies;
mod collection;
mod elsewhere;
mod exposure;
mod gather;
mod indexed;
mod mocks;
mod not_modified;
mod pages;
mod placeholders;
mod prefixes;
mod reach;
mod readers;
mod rivals;
mod routes;
mod secrets;
mod serving;
#[cfg(test)]
mod tests;
mod unsaved;
mod variables;

pub use collection::collection;
pub use serving::serving;
