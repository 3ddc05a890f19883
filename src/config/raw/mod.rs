//! TOML as it was written: values with their places, and the problems found among them.
//!
//! Read by hand rather than through derived structs, because those stop at the first problem.
//! Unknown names are refused all the same: every table reports what nobody asked it for.
//! This module knows no setting by name but `keys`, whose values it hides.

mod document;
mod report;
mod secrets;
mod table;
mod value;

pub(super) use document::Document;
pub(super) use report::{Report, Spot};
pub(super) use table::{Entry, Table};
pub(super) use value::Value;
