//! A reference to a place (RFC 3986, 4.1): absolute, without a scheme, or a path.

use super::Rewrite;
use crate::config::ServerUrl;

/// Whom the client asked.
#[derive(Debug, Clone, Copy)]
pub(in crate::upstream) struct Origin<'a> {
    /// `https` or `http`.
    pub(in crate::upstream) scheme: &'a str,
    /// Host and port, as the client wrote them; none where it named no host.
    pub(in crate::upstream) authority: Option<&'a str>,
}

/// What the backend may call itself.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::upstream) struct Backend<'a> {
    /// The `Host` that it was told instead of the client's.
    pub(in crate::upstream) told_host: Option<&'a str>,
    /// Its server.
    pub(in crate::upstream) server: Option<&'a ServerUrl>,
}

impl Rewrite<'_> {
    /// The same place for the client; none where the reference stays as it is.
    ///
    /// A relative path stays: the client's own path has the same end as the one that the backend was asked for.
    pub(super) fn reference(&self, reference: &str) -> Option<String> {
        if let Some(rest) = reference.strip_prefix("//") {
            return self.absolute(None, rest);
        }
        if reference.starts_with('/') {
            return self.target(reference);
        }
        let (scheme, rest) = reference.split_once("://")?;
        let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
        if is_web { self.absolute(Some(scheme), rest) } else { None }
    }

    /// `rest` begins with the authority.
    fn absolute(&self, scheme: Option<&str>, rest: &str) -> Option<String> {
        let (authority, target) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
        let full = with_port(authority, scheme.unwrap_or(self.client.scheme));
        let is = |own: &str| full == with_port(own, scheme.unwrap_or(self.client.scheme));
        if self.client.authority.is_some_and(is) {
            let before = scheme.map(|scheme| format!("{scheme}:")).unwrap_or_default();
            return Some(format!("{before}//{authority}{}", self.target(target)?));
        }
        if !self.backend.is_called(&full, is) {
            return None;
        }
        let translated = self.target(target);
        if translated.is_none() && self.path.added.is_some() {
            return None;
        }
        let target = translated.as_deref().unwrap_or(target);
        Some(match (self.client.authority, scheme) {
            (Some(client), Some(_)) => format!("{}://{client}{target}", self.client.scheme),
            (Some(client), None) => format!("//{client}{target}"),
            (None, _) if target.is_empty() => "/".to_owned(),
            (None, _) => target.to_owned(),
        })
    }

    /// A path with what follows it.
    fn target(&self, target: &str) -> Option<String> {
        let (path, rest) = target.split_at(target.find(['?', '#']).unwrap_or(target.len()));
        let path = if path.is_empty() { "/" } else { path };
        // Browsers read `\` as `/`, so that such a path may be another site.
        if !path.starts_with('/') || path.contains('\\') {
            return None;
        }
        Some(format!("{}{rest}", self.path.path(path)?))
    }
}

impl Backend<'_> {
    /// Whether this authority, with a port, is the backend's; `is` compares it with one that may have none.
    fn is_called(&self, full: &str, is: impl Fn(&str) -> bool) -> bool {
        let is_server = self.server.is_some_and(|server| server.address() == full);
        let is_told = self.told_host.is_some_and(|told| {
            let at_server = self.server.map(|server| format!("{}:{}", host_of(told), server.port));
            is(told) || at_server.is_some_and(|told| is(&told))
        });
        is_server || is_told
    }

    /// The hosts that it may call itself, without ports.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        let server = self.server.map(|server| server.host.as_str());
        self.told_host.map(host_of).into_iter().chain(server)
    }
}

/// In lower case and never without a port, so that two of them can be compared.
fn with_port(authority: &str, scheme: &str) -> String {
    let lower = authority.to_ascii_lowercase();
    let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
    if host_of(&lower).len() == lower.len() { format!("{lower}:{port}") } else { lower }
}

/// An authority without its port; an IPv6 address keeps its brackets.
pub(super) fn host_of(authority: &str) -> &str {
    let after_address = authority.rfind(']').unwrap_or(0);
    match authority[after_address..].rfind(':') {
        Some(colon) => &authority[..after_address + colon],
        None => authority,
    }
}
