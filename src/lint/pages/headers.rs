//! Headers that lead to the next page: `Link: <...>; rel="next"` and the like of `X-Next-Page: 2`.

use super::names::{LeadsOn, is_next};
use crate::collection::Header;

/// The name of the first that does.
pub(super) fn leading_on(headers: &[Header]) -> Option<&str> {
    headers.iter().find(|header| leads_on(header)).map(|header| header.name.trim())
}

fn leads_on(header: &Header) -> bool {
    let name = header.name.trim().to_ascii_lowercase();
    match name.as_str() {
        "link" => links_to_next(&header.value),
        name => {
            let name = name.strip_prefix("x-").unwrap_or(name);
            LeadsOn::No.with(name) == LeadsOn::Yes && !header.value.trim().is_empty()
        }
    }
}

/// Whether one of several links has the relation `next` (RFC 8288).
fn links_to_next(value: &str) -> bool {
    let parameters =
        value.split('<').filter_map(|link| link.split_once('>')).flat_map(|(_, it)| it.split(';'));
    parameters.filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        let value = value.trim().trim_end_matches([',', ' ']).trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("rel") && is_next(value)
    })
}
