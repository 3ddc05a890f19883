//! A backend's answer for what it has not built gives the mock's (`unbuilt` in `fallback_on`).
//!
//! A 405 or 501 for what the collection documents is plain. A 404 may also mean a missing thing: it is held back until
//! the rules have decided (proxy.md, "Not built yet").

mod client;
mod inquiry;
mod note;
mod settle;
mod signs;

pub(super) use inquiry::Inquiry;
pub(super) use note::note_answer;
pub(super) use signs::{Sign, sign};
