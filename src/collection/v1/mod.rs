//! Format 1 becomes format 2 as Postman's own converter has it, so that one walk reads both.
//!
//! Only what examples are made of is carried over: no scripts, no authentication, no descriptions.
//! Texts are moved, so that warnings still know their places.

mod body;
mod document;
mod folder;
mod items;
mod request;
mod requests;
mod response;

pub(crate) use document::convert;
