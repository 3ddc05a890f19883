//! Routes and endpoints of requests, as tables.

mod endpoints;
mod table;
