//! The 118 dynamic variables (templates.md): one table, in a file for each group.
//!
//! Values look like the examples that Postman documents: kind, range and format. Names, companies,
//! places and the like are the `fake` crate's word lists; short lists of our own fill what it lacks.

mod business;
mod common;
mod database;
mod date;
mod domain;
mod file;
mod finance;
mod grammar;
mod iban;
mod image;
mod internet;
mod lorem;
mod names;
mod place;
mod profession;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub(super) use common::uuid;
pub(super) use grammar::noun;
pub(super) use table::{Generator, find};
