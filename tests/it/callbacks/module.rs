//! A module of the inner proxy's own: it changes headers and bodies, on the client's side or on the upstream's.

use std::any::Any;

use async_trait::async_trait;
use bytes::Bytes;
use pingora::Result;
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::modules::http::{HttpModule, HttpModuleBuilder, Module};

use super::counting::replace;

/// What it writes on heads, and which letter it makes a `#` of in bodies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub(super) header: &'static str,
    pub(super) letter: u8,
    /// Set by a callback of the proxy that has it.
    pub(super) adjusted: usize,
}

impl HttpModuleBuilder for Stamp {
    fn init(&self) -> Module {
        Box::new(*self)
    }
}

#[async_trait]
impl HttpModule for Stamp {
    async fn request_header_filter(&mut self, request: &mut RequestHeader) -> Result<()> {
        request.insert_header(self.header, "request")
    }

    async fn request_body_filter(&mut self, body: &mut Option<Bytes>, _: bool) -> Result<()> {
        replace(body, self.letter, b'#');
        Ok(())
    }

    async fn response_header_filter(&mut self, response: &mut ResponseHeader, _: bool) -> Result<()> {
        response.insert_header(self.header, self.adjusted)
    }

    fn response_body_filter(&mut self, body: &mut Option<Bytes>, _: bool) -> Result<()> {
        replace(body, self.letter, b'#');
        Ok(())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
