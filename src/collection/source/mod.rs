//! From bytes to a JSON tree that still knows where in the text each piece stands.
//!
//! Encodings, JSON's own oddities and the placing of warnings end here.
//! Nothing in this folder knows what a collection is, but for `kind`, which tells it from other files.

mod decode;
mod json;
mod kind;
mod parse;
mod places;
mod rows;
mod warnings;

pub(crate) use decode::decode;
pub(crate) use json::Json;
pub(crate) use kind::{Kind, not_a_collection, not_an_environment};
pub(crate) use parse::parse;
pub(crate) use rows::{Row, is_disabled, rows};
pub(crate) use warnings::Warnings;
