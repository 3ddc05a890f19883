//! From the text of a Postman collection or environment to checked examples (matching.md, section 1).
//!
//! Everything peculiar to Postman's files ends here: what leaves this module is filled in,
//! decoded and checked, and a problem is a [`Diagnostic`](crate::diagnostic::Diagnostic).
//! It is given bytes and reads no file; it knows nothing of how examples are matched or answered.
//!
//! The way of a file: `source` makes a tree of it, `v1` and `v3` turn older and newer formats into format 2,
//! `item` walks the tree and makes [`Example`]s with what `request`, `response` and `variables` read.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod algorithm;
mod example;
mod inspection;
mod item;
mod model;
mod read;
mod request;
mod response;
mod source;
mod status;
#[cfg(test)]
mod tests;
mod v1;
mod v3;
mod variables;

pub use algorithm::Algorithm;
pub use inspection::{Finding, Inspection, Subject};
pub use model::{
    Body, Collection, Endpoint, Example, FormField, FormValue, Header, OwnRequest, Param, ParamValue,
    PathPattern, Piece, Response, Segment,
};
pub use read::{Read, ReadOptions, inspect_collection, kind, read_collection, read_environment};
pub use request::{decode_form, decode_segment, path_pattern};
pub use response::says_json;
pub use source::Kind;
pub use v3::{FolderFile, inspect_collection_folder, is_collection_folder, read_collection_folder};
pub(crate) use variables::{JsonState, is_json_document, is_json_text, with_values};
pub use variables::{
    Placeholder, Reference, References, Variables, as_placeholder, references, unresolved, whole_variable,
    with_placeholders,
};
#[cfg(any(test, fuzzing))]
pub(crate) use {read::inspect_whole_collection, source::decode::decode};
