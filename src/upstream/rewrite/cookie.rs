//! `Path` and `Domain` of a cookie (RFC 6265, 5.2).

use std::net::IpAddr;

use super::Rewrite;
use super::reference::host_of;

/// What becomes of an attribute.
enum Attribute {
    AsItIs,
    Value(String),
    Gone,
}

impl Rewrite<'_> {
    /// The value of a `Set-Cookie`; none where it stays as it is.
    pub(super) fn cookie(&self, text: &str) -> Option<String> {
        // A browser takes such a cookie only with `Path=/` and without a domain.
        let is_for_host = text.trim_start().get(..7).is_some_and(|name| name.eq_ignore_ascii_case("__Host-"));
        let (pair, attributes) = text.split_once(';')?;
        if is_for_host {
            return None;
        }
        let (mut translated, mut is_changed) = (pair.to_owned(), false);
        for attribute in attributes.split(';') {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let change = self.attribute(name.trim(), value.trim());
            is_changed |= !matches!(change, Attribute::AsItIs);
            match change {
                Attribute::AsItIs => translated.extend([";", attribute]),
                Attribute::Value(value) => translated.extend([";", name, "=", &value]),
                Attribute::Gone => {}
            }
        }
        is_changed.then_some(translated)
    }

    fn attribute(&self, name: &str, value: &str) -> Attribute {
        if name.eq_ignore_ascii_case("path") && value.starts_with('/') {
            return self.path.cookie_path(value).map_or(Attribute::AsItIs, Attribute::Value);
        }
        if name.eq_ignore_ascii_case("domain") { self.domain(value) } else { Attribute::AsItIs }
    }

    /// A domain that covers the backend's host and not the client's is the client's host.
    fn domain(&self, domain: &str) -> Attribute {
        let domain = domain.strip_prefix('.').unwrap_or(domain);
        let Some(client) = self.client.authority.map(host_of) else { return Attribute::AsItIs };
        if covers(domain, client) || !self.backend.hosts().any(|host| covers(domain, host)) {
            return Attribute::AsItIs;
        }
        let is_address = client.starts_with('[') || client.parse::<IpAddr>().is_ok();
        // Without a domain the cookie is for the client's host alone: all that an address or a name such as
        // `localhost` can have.
        if is_address || !client.contains('.') {
            Attribute::Gone
        } else {
            Attribute::Value(client.to_owned())
        }
    }
}

/// Whether a host is this domain or lies below it.
fn covers(domain: &str, host: &str) -> bool {
    let Some(above) = host.len().checked_sub(domain.len()).filter(|_| !domain.is_empty()) else {
        return false;
    };
    host.is_char_boundary(above)
        && host[above..].eq_ignore_ascii_case(domain)
        && (above == 0 || host[..above].ends_with('.'))
}
