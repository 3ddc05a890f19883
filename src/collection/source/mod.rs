//! From bytes to a JSON tree that still knows where in the text each piece stands.
//!
//! Encodings, the oddities of JSON and YAML and the placing of warnings end here.
//! Nothing in this folder knows what a collection is, but for `kind`, which tells it from other files.

pub(super) mod decode;
mod document;
mod foreign;
mod json;
mod kind;
mod members;
mod notation;
mod parse;
mod places;
mod rows;
mod scalar;
mod surrogates;
mod text;
mod warnings;
mod yaml;
mod yaml_error;
#[cfg(test)]
mod yaml_tests;

pub(crate) use document::Document;
pub(crate) use json::Json;
pub use kind::Kind;
pub(crate) use kind::{is_list_of_rows, not_a_collection, not_an_environment};
pub(crate) use notation::Notation;
pub(crate) use parse::{parse, parse_piece};
pub(crate) use rows::{Row, is_disabled, rows};
pub(crate) use text::Text;
pub(crate) use warnings::{Spot, Warnings};
