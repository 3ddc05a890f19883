//! A proxy of somebody's own around the binary's: both find where a request goes.

use async_trait::async_trait;
use pingora::Result;
use pingora::http::RequestHeader;
use pingora::proxy::{ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use understudy::proxy::Gateway;
use understudy::upstream::Chosen;

use super::same::wrapped;
use super::serving::Served;
use crate::support::{Behaviour, RawClient, Upstream};

/// Leaves everything to the gateway, and tells the upstream its name.
struct Around;

#[async_trait]
impl ProxyHttp for Around {
    type CTX = <Gateway as ProxyHttp>::CTX;

    fn new_ctx(&self) -> Self::CTX {
        Gateway.new_ctx()
    }

    async fn upstream_peer(&self, session: &mut Session, ctx: &mut Self::CTX) -> Result<Box<HttpPeer>> {
        Gateway.upstream_peer(session, ctx).await
    }

    async fn upstream_request_filter(
        &self,
        session: &mut Session,
        request: &mut RequestHeader,
        ctx: &mut Self::CTX,
    ) -> Result<()> {
        let chosen = session.req_header().extensions.get::<Chosen>();
        request.insert_header("x-chosen", chosen.map_or("none", |chosen| chosen.upstream.name()))?;
        Gateway.upstream_request_filter(session, request, ctx).await
    }
}

#[tokio::test]
async fn a_proxy_around_the_gateway() {
    let upstream = Upstream::start(Behaviour::Echo);
    let (proxy, _backstage) = wrapped(Around, upstream.address());
    let served = Served::start(proxy).await;
    let mut client = RawClient::connect(served.address).await;
    client.exchange("GET /books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    let request = upstream.last().expect("a request");
    assert_eq!(request.header("x-chosen"), Some("inner"));
    assert_eq!(request.header("x-forwarded-host"), Some("shop"));
}
