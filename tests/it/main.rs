//! The integration tests: one binary, servers in this process, free ports.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod agreement;
mod cli;
mod connections;
mod failures;
mod modes;
mod newman;
mod outage;
mod own_requests;
mod readme;
mod reload;
mod sent;
mod streaming;
mod support;
mod targets;
mod templates;
