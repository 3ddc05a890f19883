//! Programs that others wrote, on either side: what they are used to has to go through.
//!
//! They come from Debian (`make setup-e2e`). Without one, its tests say so, and fail in CI.

mod curl;
mod h2load;
mod nginx;
mod program;
mod streaming;
mod websocket;

pub(crate) use program::Nginx;
