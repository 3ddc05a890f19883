//! The admin API of a running Understudy, as the command line asks it.

use std::path::Path;

use bytes::Bytes;
use http::uri::Authority;
use http::{Method, Request, Uri, header};
use serde_json::Value;
use tokio::net::lookup_host;

use super::args::DoorArgs;
use super::client;
use crate::config::TOKEN_VARIABLE;
use crate::diagnostic::Diagnostic;

/// Where the admin API is, and what it wants to see.
#[derive(Debug)]
pub(super) struct Door {
    authority: Authority,
    token: Option<String>,
}

impl Door {
    /// # Errors
    /// The URL or the file of the token cannot be used.
    pub(super) fn new(args: &DoorArgs) -> Result<Self, Diagnostic> {
        let token = match std::env::var(TOKEN_VARIABLE) {
            Ok(token) if args.token_file.is_none() => Some(token),
            _ => args.token_file.as_deref().map(token_of).transpose()?,
        };
        let uri = args.admin.parse::<Uri>().ok().filter(|uri| uri.scheme_str() == Some("http"));
        let authority = uri.and_then(|uri| uri.authority().cloned());
        let authority = authority.ok_or_else(|| {
            Diagnostic::error(format!("`{}` is not the URL of an admin API", args.admin))
                .at_item("--admin")
                .hint("write it as in `http://127.0.0.1:8081`")
        })?;
        Ok(Self { authority, token: token.map(|token| token.trim().to_owned()) })
    }

    /// What the API answers.
    ///
    /// # Errors
    /// Nobody answers, or the answer is a problem.
    pub(super) async fn ask(&self, method: Method, path: &str, body: &Value) -> Result<Value, Diagnostic> {
        let request = self.request(method, path, body);
        let request = request.map_err(|error| Diagnostic::error(format!("this cannot be asked: {error}")))?;
        let response = self.send(request).await.map_err(|error| {
            Diagnostic::error(format!("no answer from http://{}: {error}", self.authority))
                .at_item("--admin")
                .hint("start `understudy run`, or say with `--admin` where it listens")
        })?;
        let value = serde_json::from_slice::<Value>(response.body()).unwrap_or_default();
        if response.status().is_success() { Ok(value) } else { Err(told(response.status(), &value)) }
    }

    fn request(&self, method: Method, path: &str, body: &Value) -> http::Result<Request<Bytes>> {
        let mut request =
            Request::builder().method(method).uri(path).header(header::HOST, self.authority.as_str());
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        request.header(header::CONTENT_TYPE, "application/json").body(body)
    }

    async fn send(&self, request: Request<Bytes>) -> anyhow::Result<http::Response<Bytes>> {
        let place = (self.authority.host(), self.authority.port_u16().unwrap_or(80));
        let address = lookup_host(place).await?.next();
        client::send(address.ok_or_else(|| anyhow::anyhow!("the name leads nowhere"))?, request).await
    }
}

fn token_of(file: &Path) -> Result<String, Diagnostic> {
    std::fs::read_to_string(file).map_err(|error| {
        Diagnostic::error(format!("cannot read the token: {error}")).in_file(file).at_item("--token-file")
    })
}

/// The problem that the API told of.
fn told(status: http::StatusCode, value: &Value) -> Diagnostic {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let problem = Diagnostic::error(text("detail").map_or_else(|| status.to_string(), str::to_owned));
    match text("hint") {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}
