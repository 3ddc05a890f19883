//! Fuzz targets: what holds for every input, whoever wrote it.
//!
//! Each takes any bytes and panics where something does not hold. Here they run as tests, on the corpus in
//! `fuzz/corpus` and on inputs made of it ([`tests`]); `make fuzz` runs them for longer, led by coverage. What that finds
//! becomes a test beside the code, then is mended.

mod body;
mod choice;
mod coding;
mod collection;
mod config;
mod environment;
mod folder;
mod head;
mod onward;
mod parts;
mod path;
mod places;
mod request;
mod template;
#[cfg(test)]
mod tests;

pub use body::body;
pub use choice::choice;
pub use coding::coding;
pub use collection::collection;
pub use config::config;
pub use environment::environment;
pub use folder::folder;
pub use head::head;
pub use onward::onward;
pub use path::path;
pub use template::template;
