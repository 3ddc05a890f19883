//! A reverse proxy that answers from a Postman collection's examples.

pub mod access;
pub mod collection;
pub mod config;
pub mod diagnostic;
pub mod matching;
pub mod mock;
pub mod observe;
pub mod proxy;
pub mod reload;
pub mod routing;
pub mod upstream;
