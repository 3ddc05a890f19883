//! `[[keys]]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::names::Names;
use crate::config::raw::{Report, Spot, Table, Value};
use crate::config::scalar::{Form, ROUTE_NAME, SHA256};
use crate::config::{Invalid, Key, KeyRoutes, suggestion};

/// The highest limit, in calls: what a counter holds.
const MOST_CALLS: usize = 1_000_000_000_000;

const EXPIRY: Form<i64> =
    Form { what: "a date or an RFC 3339 timestamp", example: "\"2027-01-31\"", parse: parse_expiry };

/// Those that are usable; `routes` are the names that they may refer to.
pub(super) fn keys(root: &mut Table<'_>, routes: &Names, report: &Report<'_>) -> Vec<Key> {
    let mut names = Names::new("key");
    let mut hashes = BTreeMap::new();
    let tables = root.tables("keys");
    tables.into_iter().filter_map(|table| key(table, routes, report, &mut names, &mut hashes)).collect()
}

fn key(
    mut table: Table<'_>,
    routes: &Names,
    report: &Report<'_>,
    names: &mut Names,
    hashes: &mut BTreeMap<[u8; 32], Spot>,
) -> Option<Key> {
    let name = names.read(&mut table, report);
    if let Some(Err(invalid)) = name.as_deref().map(Key::checked_name) {
        report.error(&table.spot, invalid);
    }
    let value = table.require("sha256", SHA256.example);
    let sha256 = value.as_ref().and_then(|value| value.read(&SHA256));
    if let Some((value, sha256)) = value.as_ref().zip(sha256) {
        refuse_repeated(value, sha256, report, hashes);
    }
    let (monthly_limit, rate_limit) = (limit(&mut table, "monthly_limit"), limit(&mut table, "rate_limit"));
    let routes = table.get("routes").map_or(KeyRoutes::Any, |list| usable(&list, routes));
    let expires = table.get("expires").and_then(|value| value.read_or_date(&EXPIRY));
    table.finish();
    Some(Key { monthly_limit, rate_limit, routes, expires, ..Key::new(name?, sha256?) })
}

fn limit(table: &mut Table<'_>, name: &'static str) -> Option<u64> {
    table.get(name)?.number(MOST_CALLS).and_then(|number| u64::try_from(number).ok())
}

fn usable(value: &Value<'_>, routes: &Names) -> KeyRoutes {
    let list = value.list().unwrap_or_default();
    KeyRoutes::Only(list.iter().filter_map(|name| route(name, routes)).collect())
}

fn route(value: &Value<'_>, routes: &Names) -> Option<Arc<str>> {
    let name = value.read(&ROUTE_NAME)?;
    if routes.contains(&name) {
        return Some(name);
    }
    let advice = suggestion::advice(&name, routes.all());
    value.fail(Invalid {
        message: format!("there is no route `{name}`"),
        hint: advice.or_else(|| Some("leave `routes` out to let the key use all of them".to_owned())),
    });
    None
}

/// A date is its beginning in UTC. The text is not quoted: it stands where a raw key may have been put.
fn parse_expiry(text: &str) -> Result<i64, Invalid> {
    if let Ok(date) = text.parse::<Date>()
        && text.len() == "2027-01-31".len()
        && let Ok(start) = date.to_zoned(TimeZone::UTC)
    {
        return Ok(start.timestamp().as_second());
    }
    text.parse::<Timestamp>().map(Timestamp::as_second).map_err(|_| {
        Invalid::new("not a date or an RFC 3339 timestamp")
            .hint("write it as in `\"2027-01-31\"` or `\"2027-01-31T18:00:00Z\"`")
    })
}

fn refuse_repeated(
    value: &Value<'_>,
    sha256: [u8; 32],
    report: &Report<'_>,
    hashes: &mut BTreeMap<[u8; 32], Spot>,
) {
    if let Some(first) = hashes.get(&sha256) {
        let invalid = Invalid::new(format!("the same hash as on line {}", report.line(first)));
        value.fail(invalid.hint("two names cannot share a key; remove one"));
    } else {
        hashes.insert(sha256, value.spot.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiries() {
        for (text, expected) in [
            ("1970-01-02", Some(86_400)),
            ("1970-01-01T00:00:07Z", Some(7)),
            ("1970-01-01T01:00:00+01:00", Some(0)),
            ("2027-02-30", None),
            ("2027-01-31T18:00:00", None),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(parse_expiry(text).ok(), expected, "{text}");
        }
    }
}
