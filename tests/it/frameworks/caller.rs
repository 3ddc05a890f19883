//! Clients as they are, by what they accept.

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST};
use reqwest::Method;

use super::calls::Call;
use crate::support::{Answer, Client, send};

/// What a client says of itself in each request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) name: &'static str,
    accept: &'static str,
    accept_encoding: Option<&'static str>,
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const AXIOS: &str = "application/json, text/plain, */*";

/// How many of them are as they come; the others are the same with encodings, or without.
pub(super) const AS_THEY_ARE: usize = 3;

/// The clients.
pub(super) const CALLERS: [Caller; 6] = [
    Caller { name: "curl", accept: "*/*", accept_encoding: None },
    Caller { name: "axios", accept: AXIOS, accept_encoding: Some("gzip, compress, deflate, br") },
    Caller { name: "a browser", accept: BROWSER, accept_encoding: Some("gzip, deflate, br, zstd") },
    Caller { name: "curl --compressed", accept: "*/*", accept_encoding: Some("deflate, gzip, br, zstd") },
    Caller { name: "axios, not compressed", accept: AXIOS, accept_encoding: None },
    Caller { name: "a browser, not compressed", accept: BROWSER, accept_encoding: None },
];

impl Caller {
    /// Calls an app, which is found by `host`.
    pub(super) async fn call(&self, client: &Client, host: &str, call: &Call) -> Answer {
        let method = Method::from_bytes(call.method.as_bytes()).expect("a method");
        let mut request = client.request(method, call.path).header(HOST, host).header(ACCEPT, self.accept);
        request = request.header(AUTHORIZATION, "Bearer token");
        if let Some(encodings) = self.accept_encoding {
            request = request.header(ACCEPT_ENCODING, encodings);
        }
        if matches!(call.method, "POST" | "PUT") {
            request = request.header(CONTENT_TYPE, "application/json").body(r#"{"name":"new"}"#);
        }
        send(request).await
    }
}
