//! Where answers lead: the origin of the example's own saved request, and further hosts that a config names, become
//! the origin that the client asked (matching.md 8.9). What is replaced is found when the example is loaded.

use std::ops::Range;

use memchr::memmem::find_iter;

use super::origin::Origin;
use crate::collection::{references, whole_variable};

/// Which addresses in the answer of an example are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    hosts: Vec<Host>,
    variable: Option<(Box<str>, Form)>,
    /// An origin whose scheme is a variable as well.
    literal: Option<Box<str>>,
}

/// A host whose addresses are replaced, with and without TLS.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    name: Box<str>,
    port: Port,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Port {
    /// That of the scheme, written or not.
    Default,
    Other(Box<str>),
}

/// What an address is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `https://host`
    Origin,
    /// `https:\/\/host`, as JSON may have it.
    Escaped,
    /// `host`
    Authority,
}

/// A place where an address stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
}

impl Host {
    /// `host` or `host:port`.
    pub fn new(authority: &str) -> Self {
        match authority.rsplit_once(':') {
            Some((name, "80" | "443")) => Self { name: name.into(), port: Port::Default },
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self { name: name.into(), port: Port::Other(port.into()) }
            }
            _ => Self { name: authority.into(), port: Port::Default },
        }
    }
}

impl Addresses {
    /// Those of a saved request with this origin, as its variables are filled in, and of further hosts.
    pub fn new(origin: &str, further: &[Host]) -> Self {
        let mut addresses = Self { hosts: further.to_vec(), ..Self::default() };
        let origin = origin.trim().trim_end_matches('/');
        let (scheme, authority) = match origin.split_once("://") {
            Some((scheme, authority)) => (Some(scheme), authority),
            None => (None, origin),
        };
        let authority = authority.rsplit_once('@').map_or(authority, |(_, authority)| authority);
        if scheme.is_some_and(|scheme| references(scheme).next().is_some()) {
            addresses.literal = Some(origin.into());
        }
        if let Some(name) = whole_variable(authority) {
            let form = if scheme.is_some() { Form::Authority } else { Form::Origin };
            addresses.variable = Some((name.into(), form));
        }
        if !authority.is_empty() {
            addresses.hosts.push(Host::new(authority));
        }
        addresses
    }

    /// What a `{{name}}` becomes that stands for the host of the saved request.
    pub(super) fn variable(&self, name: &str) -> Option<Form> {
        self.variable.as_ref().filter(|(known, _)| **known == *name).map(|(_, form)| *form)
    }

    /// Where addresses stand in a text, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for (separator, form) in [("://", Form::Origin), (r":\/\/", Form::Escaped)] {
            for at in find_iter(text.as_bytes(), separator) {
                found.extend(self.at(text, at, separator.len()).map(|range| Found { range, form }));
            }
        }
        if let Some(literal) = self.literal.as_deref() {
            for start in find_iter(text.as_bytes(), literal) {
                let range = start..start + literal.len();
                if ends(text, range.end) {
                    found.push(Found { range, form: Form::Origin });
                }
            }
        }
        found.sort_by_key(|found| found.range.start);
        found
    }

    /// The address whose scheme ends at `at`.
    fn at(&self, text: &str, at: usize, separator: usize) -> Option<Range<usize>> {
        let before = text.get(..at)?;
        let scheme = ["https", "http"].into_iter().find(|scheme| ends_with(before, scheme))?;
        let start = at - scheme.len();
        let from = at + separator;
        let end = self.hosts.iter().find_map(|host| host.end(text, from, scheme))?;
        Some(start..end)
    }
}

impl Host {
    /// Where it ends in a text that goes on with it at `from`.
    fn end(&self, text: &str, from: usize, scheme: &str) -> Option<usize> {
        let behind = text.get(from..)?;
        if !behind.get(..self.name.len())?.eq_ignore_ascii_case(&self.name) {
            return None;
        }
        let end = from + self.name.len();
        let port = match &self.port {
            Port::Other(port) => port,
            Port::Default if ends(text, end) => return Some(end),
            Port::Default if scheme == "https" => "443",
            Port::Default => "80",
        };
        let with_port = text.get(end..)?.strip_prefix(':')?.strip_prefix(port)?;
        let end = text.len() - with_port.len();
        ends(text, end).then_some(end)
    }
}

/// Whether an authority that goes up to here is not a piece of a longer one.
fn ends(text: &str, at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or_default().chars();
    let (next, after) = (rest.next(), rest.next());
    match next {
        None => true,
        Some('.') => !after.is_some_and(char::is_alphabetic),
        Some(':') => !after.is_some_and(|after| after.is_ascii_digit()),
        Some(next) => !next.is_alphanumeric() && !matches!(next, '-' | '@'),
    }
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start.and_then(|start| text.get(start..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

impl Form {
    /// Adds the address of an origin in this form.
    pub(super) fn push(self, origin: Origin<'_>, out: &mut Vec<u8>) {
        let scheme = origin.scheme().as_str();
        let between = match self {
            Self::Origin => "://",
            Self::Escaped => r":\/\/",
            Self::Authority => "",
        };
        if self != Self::Authority {
            out.extend_from_slice(scheme.as_bytes());
        }
        out.extend_from_slice(between.as_bytes());
        out.extend_from_slice(origin.authority().as_bytes());
    }
}
