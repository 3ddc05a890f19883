//! The yardsticks: Pingora with the least that answers, and the least that forwards.

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use pingora::http::ResponseHeader;
use pingora::proxy::{ProxyHttp, Session, http_proxy_service};
use pingora::server::Server;
use pingora::server::configuration::ServerConf;
use pingora::upstreams::peer::HttpPeer;

use crate::{Result, collection};

/// Answers everything with the same body. Pingora adds `date` and `connection` by itself.
struct Answer(Bytes);

#[async_trait]
impl ProxyHttp for Answer {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn request_filter(&self, session: &mut Session, (): &mut ()) -> pingora::Result<bool> {
        let mut header = ResponseHeader::build(200, Some(4))?;
        header.insert_header(CONTENT_TYPE, "application/json")?;
        header.insert_header(CONTENT_LENGTH, self.0.len())?;
        session.write_response_header(Box::new(header), false).await?;
        session.write_response_body(Some(self.0.clone()), true).await?;
        Ok(true)
    }

    async fn upstream_peer(&self, _: &mut Session, (): &mut ()) -> pingora::Result<Box<HttpPeer>> {
        pingora::Error::e_explain(pingora::ErrorType::InternalError, "every request is answered before")
    }
}

/// A backend that has built nothing but its root.
struct Unbuilt;

#[async_trait]
impl ProxyHttp for Unbuilt {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn request_filter(&self, session: &mut Session, (): &mut ()) -> pingora::Result<bool> {
        let request = session.req_header();
        let (status, body) = match request.uri.path() {
            "/" => (200, "{}".to_owned()),
            path => (404, format!("{{\"message\":\"Cannot {} {path}\",\"statusCode\":404}}", request.method)),
        };
        let mut header = ResponseHeader::build(status, Some(4))?;
        header.insert_header(CONTENT_TYPE, "application/json")?;
        header.insert_header(CONTENT_LENGTH, body.len())?;
        session.write_response_header(Box::new(header), false).await?;
        session.write_response_body(Some(body.into()), true).await?;
        Ok(true)
    }

    async fn upstream_peer(&self, _: &mut Session, (): &mut ()) -> pingora::Result<Box<HttpPeer>> {
        pingora::Error::e_explain(pingora::ErrorType::InternalError, "every request is answered before")
    }
}

/// Passes everything on.
struct Forward(String);

#[async_trait]
impl ProxyHttp for Forward {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn upstream_peer(&self, _: &mut Session, (): &mut ()) -> pingora::Result<Box<HttpPeer>> {
        Ok(Box::new(HttpPeer::new(self.0.as_str(), false, String::new())))
    }
}

/// Serves a fixed answer until the process is ended.
pub(crate) fn serve_answers(address: &str, threads: usize) -> Result<()> {
    serve(address, threads, Answer(collection::body(0).into()))
}

/// Serves a backend that has built nothing until the process is ended.
pub(crate) fn serve_unbuilt(address: &str, threads: usize) -> Result<()> {
    serve(address, threads, Unbuilt)
}

/// Forwards to `upstream` until the process is ended.
pub(crate) fn serve_proxy(address: &str, upstream: &str, threads: usize) -> Result<()> {
    serve(address, threads, Forward(upstream.to_owned()))
}

fn serve<P>(address: &str, threads: usize, proxy: P) -> Result<()>
where
    P: ProxyHttp<CTX = ()> + Send + Sync + 'static,
{
    let conf = ServerConf { threads, ..ServerConf::default() };
    let mut server = Server::new_with_opt_and_conf(None, conf);
    server.bootstrap();
    let mut service = http_proxy_service(&server.configuration, proxy);
    service.add_tcp(address);
    server.add_service(service);
    server.run_forever()
}
