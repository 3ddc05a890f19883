//! The page, as a person with a browser meets it.
//!
//! Chromium and its driver are Debian's, axe-core is npm's (`make setup-e2e`). Without them the tests say so,
//! and fail in CI. Screenshots go to `target/screenshots`.

mod browser;
mod looks;
mod tests;

pub(crate) use browser::Browser;
