//! The integration tests: one binary, servers in this process, free ports.

mod support;
