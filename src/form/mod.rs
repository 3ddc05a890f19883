//! The fields of a form that a request sends, urlencoded or as `multipart/form-data`.
//!
//! Matching compares them, templates read them. A body is a form only where its content type says so;
//! nothing here does I/O or waits: the whole body is at hand.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod media_type;
mod multipart;
mod urlencoded;

pub(crate) use media_type::is_of_type;
pub(crate) use multipart::multipart;
pub(crate) use urlencoded::urlencoded;
