//! Real web frameworks behind Understudy: what they have not built is the mock's, what they have not got is theirs to
//! deny.
//!
//! The programs are our own, a few lines each, in `apps`; what they stand on comes from npm and `PyPI` in the versions
//! that stand there (`make setup-e2e`). Without them the tests say so, and fail in CI.

mod caller;
mod calls;
mod cookies;
mod matrix;
mod probes;
mod program;
mod recorder;
mod setups;
mod special;
