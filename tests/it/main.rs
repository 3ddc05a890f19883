//! The integration tests: one binary, servers in this process, free ports.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod calls;
mod cli;
mod failures;
mod modes;
mod newman;
mod outage;
mod own_requests;
mod page;
mod readme;
mod streaming;
mod support;
mod toggling;
