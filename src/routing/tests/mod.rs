//! Routes and endpoints of requests, as tables.

mod endpoints;
mod guard;
mod table;
