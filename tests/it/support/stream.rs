//! A connection in the clear or with TLS, which the rest need not tell apart.

use tokio::io::{AsyncRead, AsyncWrite};

/// Any connection.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<C: AsyncRead + AsyncWrite + Send + Unpin> Connection for C {}

/// A connection.
pub(crate) type Stream = Box<dyn Connection>;
