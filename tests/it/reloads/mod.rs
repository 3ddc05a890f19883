//! What a change of files comes to while requests are served.
//!
//! In the storm, files change under load, again and again, in every way programs write them, and half the time for
//! the worse: no request fails, none sees a mixture, every good change serves, every broken one is told.
//!
//! Each version writes its number into everything that one answer can show, so that a mixture gives
//! itself away.

mod clients;
mod one_change;
mod storm;
mod stuck;
mod versions;
mod writing;
