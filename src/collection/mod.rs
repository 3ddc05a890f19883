//! From the text of a Postman collection or environment to checked examples (matching.md, section 1).
//!
//! Everything peculiar to Postman's files ends here: what leaves this module is filled in,
//! decoded and checked, and a problem is a [`Diagnostic`](crate::diagnostic::Diagnostic).
//! It is given bytes and reads no file; it knows nothing of how examples are matched or answered.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod model;
mod path;
mod variables;

pub use model::{
    Body, Collection, Endpoint, Example, FormField, FormValue, Header, Param, ParamValue, PathPattern,
    Response, Segment,
};
pub use path::decode_segment;
pub use variables::{unresolved, whole_variable};
