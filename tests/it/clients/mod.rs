//! Real clients before mocks of their vendors: what they get is what they would get from the vendor, in types, statuses
//! and ids.
//!
//! The collections are our own, small, each in the style of a vendor's. The programs in `apps` are a few lines a client
//! and print what it gave them; the clients come from npm and `PyPI` in the versions that stand there (`make setup-e2e`).
//! Without them the tests say so, and fail in CI. No client gets further than this machine: its sockets refuse.

mod bodies;
mod chat;
mod forge;
mod graphql;
mod json_rpc;
mod library;
mod outcome;
mod own_network;
mod program;
mod soap;
