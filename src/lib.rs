//! A reverse proxy that answers from a Postman collection's examples.

pub mod collection;
pub mod config;
pub mod diagnostic;
pub mod routing;
