//! Input as it comes: what is awkward is read, and what is bad is told, at the start and while serving.

mod awkward;
mod bad;
mod forbidden;
mod huge;
