//! HTTP/1 on the listeners of the proxy: a reader of request heads before Pingora's.
//!
//! Pingora waits for a head for as long as a client drips it, reads it leniently, and answers what it cannot read with
//! a bare 400. Here a head has a total time, is read strictly, and what is refused is told as every other error is.
//! Only a whole head that was checked goes on to Pingora, and with it its body, but not a byte of the next request.

mod host;
mod reader;
mod serve;

pub(super) use serve::{linger, serve, tell};
