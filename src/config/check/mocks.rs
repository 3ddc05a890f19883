//! `[mocks.*]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;

use super::cors;
use super::targets::TargetEntry;
use crate::config::raw::{Entry, Table, Value};
use crate::config::scalar::{FILE, Form, HEADER_NAME, SIZE};
use crate::config::{Invalid, Mock, ServerResponse};
use crate::matching::{Algorithm, SimilarPaths};
use crate::mock::{Delay, Rewriting};
use crate::template::{Host, Origin, Scheme};

const DELAY: Form<Delay> = Form { what: "a delay", example: "\"200ms\"", parse: str::parse };
const MATCHING: Form<Algorithm> =
    Form { what: "a way of matching", example: "\"extended\"", parse: str::parse };
const SIMILAR_PATHS: Form<SimilarPaths> =
    Form { what: "when paths may be similar", example: "\"never\"", parse: str::parse };

/// A list of collections as it would be written.
const COLLECTIONS: &str = "[\"shop.postman_collection.json\"]";

/// Those that are usable; paths are resolved against `folder`.
pub(super) fn mocks(entries: &[TargetEntry<'_>], folder: &Path) -> BTreeMap<Arc<str>, Mock> {
    let named = |entry: &TargetEntry<'_>| Some((Arc::clone(&entry.name), mock(entry, folder)?));
    entries.iter().filter_map(named).collect()
}

fn mock(entry: &TargetEntry<'_>, folder: &Path) -> Option<Mock> {
    let mut table = entry.value.table()?;
    table.spot = entry.spot.clone();
    let collections = table.require("collections", COLLECTIONS).and_then(|list| collections(&list, folder));
    let default = Mock::of(Arc::clone(&entry.name), collections.unwrap_or_default());
    let mock = Mock {
        environment: table.read("environment", &FILE).map(|file| folder.join(file)),
        private: table.flag("private").unwrap_or(default.private),
        cors: table.get("cors").and_then(|value| cors::readers(&value)),
        delay: table.read("delay", &DELAY).unwrap_or(default.delay),
        match_headers: table.get("match_headers").map(|list| header_names(&list)).unwrap_or_default(),
        match_body: table.flag("match_body").unwrap_or(default.match_body),
        matching: table.read("matching", &MATCHING).unwrap_or(default.matching),
        similar_paths: table.read("similar_paths", &SIMILAR_PATHS).unwrap_or(default.similar_paths),
        similar_ids: table.flag("similar_ids").unwrap_or(default.similar_ids),
        seed: table.get("seed").and_then(|value| value.number(SEED)).map(|seed| seed as u64),
        now: table.read("now", &TIMESTAMP),
        rewriting: rewriting(&mut table),
        max_answer: table
            .get("max_answer")
            .and_then(|value| value.read_or_number(&SIZE))
            .unwrap_or(default.max_answer),
        server_response: table.table("server_response").and_then(server_response),
        ..default
    };
    table.finish();
    Some(mock)
}

/// `rewrite_addresses` and `rewrite_hosts`.
fn rewriting(table: &mut Table<'_>) -> Rewriting {
    let is_on = table.flag("rewrite_addresses").unwrap_or(true);
    let hosts = table.get("rewrite_hosts").and_then(|value| value.list()).unwrap_or_default();
    let further = hosts.iter().filter_map(|host| host.read(&ANSWERED_HOST)).collect();
    if is_on { Rewriting::On { further } } else { Rewriting::Off }
}

const ANSWERED_HOST: Form<Host> =
    Form { what: "a host", example: "\"api.example.com\"", parse: parse_answered_host };

fn parse_answered_host(text: &str) -> Result<Host, Invalid> {
    match Origin::new(Scheme::Https, text) {
        Some(origin) => Ok(Host::new(origin.authority())),
        None => Err(Invalid::new(format!("`{text}` is not a host"))
            .hint("write a host, and a port where it is not the usual one: `api.example.com`")),
    }
}

/// The greatest seed: what TOML numbers hold.
const SEED: usize = usize::MAX >> 1;

const TIMESTAMP: Form<Timestamp> =
    Form { what: "a point in time", example: "\"2026-01-31T12:00:00Z\"", parse: parse_timestamp };

fn parse_timestamp(text: &str) -> Result<Timestamp, Invalid> {
    text.parse()
        .map_err(|_| Invalid::new(format!("`{text}` is not a point in time")).hint(TIMESTAMP.advice()))
}

fn server_response(mut table: Table<'_>) -> Option<ServerResponse> {
    let status = table.require("status", "503").and_then(|value| failure(&value));
    let headers = table.table("headers").map(|headers| header_values(&headers)).unwrap_or_default();
    let body = table.read("body", &TEXT).unwrap_or_default();
    table.finish();
    Some(ServerResponse { status: status?, headers, body })
}

const TEXT: Form<String> = Form { what: "a text", example: "\"text\"", parse: |text| Ok(text.to_owned()) };

fn failure(value: &Value<'_>) -> Option<StatusCode> {
    let number = value.number(usize::from(u16::MAX))?;
    let status = u16::try_from(number).ok().and_then(|number| StatusCode::from_u16(number).ok());
    let status = status.filter(StatusCode::is_server_error);
    if status.is_none() {
        value.fail(Invalid::new(format!("`{number}` is no server error")).hint("use a status of 500 to 599"));
    }
    status
}

fn header_values(table: &Table<'_>) -> Vec<(HeaderName, HeaderValue)> {
    let header = |entry: Entry<'_>| {
        let name = HeaderName::try_from(entry.name).ok();
        let value = entry.value.read(&TEXT).and_then(|text| HeaderValue::try_from(text).ok());
        if name.is_none() || value.is_none() {
            let invalid = Invalid::new(format!("`{}` cannot be sent as a header", entry.name));
            entry.value.fail(invalid.hint("names are letters, digits and `-`; values are one line of text"));
        }
        name.zip(value)
    };
    table.entries().into_iter().filter_map(header).collect()
}

fn collections(value: &Value<'_>, folder: &Path) -> Option<Vec<PathBuf>> {
    let list = value.list()?;
    if list.is_empty() {
        let invalid = Invalid::new("a mock needs at least one collection");
        value.fail(invalid.hint(format!("name files or folders, as in `collections = {COLLECTIONS}`")));
    }
    Some(list.iter().filter_map(|file| file.read(&FILE)).map(|file| folder.join(file)).collect())
}

fn header_names(value: &Value<'_>) -> Vec<String> {
    let list = value.list().unwrap_or_default();
    list.iter().filter_map(|name| name.read(&HEADER_NAME)).collect()
}
