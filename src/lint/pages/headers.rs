//! Headers that lead to the next page: `Link: <...>; rel="next"` and the like of `X-Next-Page: 2`.

use super::names::{LeadsOn, is_next};
use super::{By, Next, Way};
use crate::collection::Header;

/// The first that does.
pub(super) fn next(headers: &[Header]) -> Option<Next> {
    headers.iter().find_map(|header| {
        let by = By::Header(header.name.trim().to_owned());
        Some(Next { by, way: way(header)? })
    })
}

fn way(header: &Header) -> Option<Way> {
    let (name, value) = (header.name.trim().to_ascii_lowercase(), header.value.trim());
    if name == "link" {
        return next_link(value).map(|link| Way::Address(link.to_owned()));
    }
    let name = name.strip_prefix("x-").unwrap_or(&name);
    let leads_on = LeadsOn::No.with(name) == LeadsOn::Yes && !value.is_empty();
    leads_on.then(|| Way::of(name, value))
}

/// The one of several links that has the relation `next` (RFC 8288).
fn next_link(value: &str) -> Option<&str> {
    let mut links = value.split('<').filter_map(|link| link.split_once('>'));
    links.find(|(_, parameters)| parameters.split(';').any(relates_to_next)).map(|(link, _)| link)
}

fn relates_to_next(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        let value = value.trim().trim_end_matches([',', ' ']).trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("rel") && is_next(value)
    })
}
