//! What an upstream can be told to do.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Mutex, mpsc};

use super::framework::Framework;
use super::record::Received;

/// What an upstream does with a request. Unless it says otherwise, it reads the whole request first
/// and keeps the connection alive.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    /// 200, and JSON with the `method`, `path`, `headers` (a list of pairs) and `body` of the request.
    Echo,
    /// Exactly this, with a `content-length`.
    Fixed { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// Exactly these bytes, head and body.
    Verbatim(String),
    /// What a program on this framework answers.
    Framework(Framework),
    /// What this says to each request.
    Program(Program),
    /// This status, with a line of text.
    Status(u16),
    /// Accepts, reads, never answers.
    Silent,
    /// Closes instead of answering.
    CloseBeforeHeader,
    /// Closes after half a response header.
    CloseInsideHeader,
    /// Sends what is not HTTP, and closes.
    Garbage,
    /// Promises more body than it sends, and closes.
    BreakInsideBody,
    /// Answers the first bytes of any connection, a TLS greeting among them, with text, and closes.
    TlsFailure,
    /// 200, and a body in the chunks that come through here; it ends when the sender is dropped.
    StreamDown(Chunks),
    /// Reports each piece of the request body as it comes; then 200, and how many bytes there were.
    StreamUp(mpsc::UnboundedSender<Vec<u8>>),
}

impl Behaviour {
    /// What `program` says to each request: a status, headers and a body.
    pub(crate) fn program(program: impl Fn(&Received) -> Said + Send + Sync + 'static) -> Self {
        Self::Program(Program(Arc::new(program)))
    }

    /// A fixed response with text.
    pub(crate) fn fixed(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self::Fixed { status, headers, body: body.into() }
    }
}

/// A status, headers and a body.
pub(crate) type Said = (u16, Vec<(String, String)>, Vec<u8>);

/// What an upstream says to each request.
#[derive(Clone)]
pub(crate) struct Program(Arc<dyn Fn(&Received) -> Said + Send + Sync>);

impl Program {
    pub(super) fn say(&self, received: &Received) -> Said {
        (self.0)(received)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Program")
    }
}

/// The receiving end of a body's chunks, shared by the requests that ask for it, one after another.
pub(crate) type Chunks = Arc<Mutex<mpsc::UnboundedReceiver<Vec<u8>>>>;

/// A sender of chunks, and what [`Behaviour::StreamDown`] takes them from.
pub(crate) fn chunks() -> (mpsc::UnboundedSender<Vec<u8>>, Chunks) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Arc::new(Mutex::new(receiver)))
}
