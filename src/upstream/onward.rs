//! What a backend gets to see of a request, the path it is asked for, the host it is told, and who asked; and how its
//! answer is translated back.

use http::header::{COOKIE, HOST};
use http::{HeaderValue, Version};
use pingora::Result;
use pingora::http::authority::raw_target_authority;
use pingora::http::{RequestHeader, ResponseHeader};

use super::forwarded::{Client, Forwarding};
use super::path_change::{changed, sources, stripped};
use super::rewrite::{self, PathBack, Rewrite};
use super::tries::Tries;
use super::way::{Identity, add_hop};
use crate::config::{PathChange, PathForm, ResponseRewriting, Route, Server};
use crate::routing::{climbs, normal};

/// What becomes of the requests of one route on their way to its upstream.
#[derive(Debug)]
pub struct Onward {
    forwarding: Forwarding,
    path: PathChange,
    rewriting: ResponseRewriting,
    form: PathForm,
    /// What tells that a request has passed here.
    hop: Option<HeaderValue>,
}

impl Onward {
    /// As the config says; the upstream gets paths in this form.
    pub fn new(route: &Route, server: &Server, form: PathForm, identity: Identity) -> Self {
        let forwarding = Forwarding { headers: server.forwarded, trusted: server.trusted_proxies.clone() };
        let normal = |prefix: &Option<String>| prefix.as_deref().map(|prefix| normal(prefix).into_owned());
        let PathChange { strip, add } = &route.path_change;
        Self {
            forwarding,
            path: PathChange { strip: normal(strip), add: normal(add) },
            form,
            rewriting: route.response_rewriting,
            hop: identity.hop(&route.name),
        }
    }

    /// Whether a backend could read out of a path what lies outside of the prefix that is put before it.
    pub fn escapes(&self, path: &str) -> bool {
        self.path.add.is_some() && path.contains(['%', '\\', ';', '.']) && climbs(&self.rest(path))
    }

    /// What is left of a path without the prefix that is taken off.
    fn rest(&self, path: &str) -> String {
        let stripped = PathChange { add: None, ..self.path.clone() };
        changed(path, &stripped, PathForm::Normalised).unwrap_or_else(|| path.to_owned())
    }

    /// What becomes of a path.
    pub(crate) fn path(&self, path: &str) -> String {
        changed(path, &self.path, self.form).unwrap_or_else(|| path.to_owned())
    }

    /// The paths out of which this one may become.
    pub(crate) fn sources(&self, path: &str) -> Vec<String> {
        sources(path, &self.path, self.form)
    }

    /// Changes what a server is about to be sent; it is told of `told_host` instead of the client's, if there is one.
    ///
    /// # Errors
    /// A path that is none any more.
    pub fn apply(
        &self,
        request: &mut RequestHeader,
        told_host: Option<&HeaderValue>,
        client: Client,
    ) -> Result<()> {
        self.tell(request, told_host, client)?;
        to_origin_form(request);
        match self.target(request) {
            Some(target) => change_path(request, target.as_bytes()),
            None => Ok(()),
        }
    }

    /// Changes the headers of what a server is about to be sent.
    ///
    /// # Errors
    /// None that a header of the client's can cause.
    pub(crate) fn tell(
        &self,
        request: &mut RequestHeader,
        told_host: Option<&HeaderValue>,
        client: Client,
    ) -> Result<()> {
        self.forwarding.write(request, client)?;
        if let Some(hop) = &self.hop {
            add_hop(request, hop)?;
        }
        if let Some(host) = told_host {
            request.insert_header(HOST, host.clone())?;
        }
        join_cookies(request)
    }

    /// The target in place of the request's; none where it stays.
    fn target(&self, request: &RequestHeader) -> Option<String> {
        match std::str::from_utf8(request.raw_path()) {
            Ok(target) => changed(target, &self.path, self.form),
            Err(_) if self.form == PathForm::AsSent && self.path.is_nothing() => None,
            // What is no text was judged as the text that it comes closest to.
            Err(_) => {
                let target = request.uri.path_and_query()?.as_str();
                Some(changed(target, &self.path, PathForm::Normalised).unwrap_or_else(|| target.to_owned()))
            }
        }
    }

    /// Translates the places that an answer to `asked` names into what the client knows them as.
    ///
    /// # Errors
    /// None that a header of a backend can cause.
    pub fn translate(
        &self,
        response: &mut ResponseHeader,
        asked: &RequestHeader,
        client: impl FnOnce() -> Client,
        tries: &Tries,
    ) -> Result<()> {
        if self.rewriting == ResponseRewriting::Off || !rewrite::has_places(&response.headers) {
            return Ok(());
        }
        let client = client();
        let path =
            PathBack { stripped: stripped(asked.uri.path(), &self.path), added: self.path.add.as_deref() };
        let origin = self.forwarding.asked_first(&asked.headers, &client);
        Rewrite { path, client: origin, backend: tries.backend() }.apply(response)
    }
}

/// HTTP/2 lets a client send each cookie as a header of its own; outside of it they are one (RFC 9113, 8.2.3). Also in
/// HTTP/2 a backend may get them as one.
fn join_cookies(request: &mut RequestHeader) -> Result<()> {
    let mut cookies = request.headers.get_all(COOKIE).iter();
    let (Some(first), Some(second)) = (cookies.next(), cookies.next()) else { return Ok(()) };
    let mut joined = first.as_bytes().to_vec();
    for cookie in std::iter::once(second).chain(cookies) {
        joined.extend_from_slice(b"; ");
        joined.extend_from_slice(cookie.as_bytes());
    }
    match HeaderValue::try_from(joined) {
        Ok(joined) => request.insert_header(COOKIE, joined),
        Err(_) => Ok(()),
    }
}

/// A backend routes by path: it gets `/books` also from a client that asks a proxy for
/// `http://shop.example/books` (RFC 9112, 3.2). Where `Host` is missing, the target is all that names it.
fn to_origin_form(request: &mut RequestHeader) {
    let is_absolute = raw_target_authority(request.raw_path()).authority().is_some();
    if is_absolute && request.headers.contains_key(HOST) && request.raw_path_is_utf8() {
        request.set_uri(request.uri.clone());
    }
}

/// In HTTP/2 the host stands beside the path, and would go with it.
fn change_path(request: &mut RequestHeader, path: &[u8]) -> Result<()> {
    if request.version == Version::HTTP_2
        && !request.headers.contains_key(HOST)
        && let Some(host) = request.uri.authority().and_then(|host| HeaderValue::try_from(host.as_str()).ok())
    {
        request.insert_header(HOST, host)?;
    }
    request.set_raw_path(path)
}
