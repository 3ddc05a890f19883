//! A client as programs have one: pooled connections, any method, headers and bodies.

use std::net::SocketAddr;

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, redirect};
use serde_json::Value;

use super::within;

/// Speaks to one address. It follows no redirect and uses no proxy.
pub(crate) struct Client {
    inner: reqwest::Client,
    address: SocketAddr,
}

/// A response, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let inner = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none());
        Self { inner: inner.build().expect("a client"), address }
    }

    /// Where it asks.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request to a path such as `/books?page=2`, to be added to and then sent.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.inner.request(method, format!("http://{}{path}", self.address))
    }

    /// Asks with GET and nothing else.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }
}

impl Answer {
    /// The first value of a header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// Sends a request and reads its answer.
pub(crate) async fn send(request: RequestBuilder) -> Answer {
    try_send(request).await.expect("an answer")
}

/// Sends a request and reads its answer, or tells why there is none.
pub(crate) async fn try_send(request: RequestBuilder) -> reqwest::Result<Answer> {
    within("an answer", async {
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.bytes().await?.to_vec();
        Ok(Answer { status, headers, body })
    })
    .await
}
