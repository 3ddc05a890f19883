//! How one path can be spelt, and how a backend may read a spelling.
//!
//! Everything is decided on the [`normal`] form (proxy.md, "Paths, routes and loops"). A backend that decodes more,
//! or less, may read another path out of the same request: [`Readings`] are those paths. They matter only beside
//! private routes, and only where a path has something in it that can be read in two ways.

mod dots;
mod normal;
mod readings;

pub use dots::climbs;
pub use normal::normal;
pub(super) use readings::{Readings, Sent, fold, has_one_reading, lenient_keys};
