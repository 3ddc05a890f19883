//! `[[routes]]`.

use super::endpoints;
use super::names::Names;
use super::parties::Parties;
use super::targets::Targets;
use super::twins::Twins;
use crate::config::raw::{Report, Table, Value};
use crate::config::scalar::{Form, METHOD, SIZE, TIMEOUT};
use crate::config::{
    DownKind, FallbackOn, FallbackWrites, HostPattern, Invalid, Methods, PathChange, ResponseRewriting, Route,
};

const HOST: Form<HostPattern> = Form { what: "a host", example: "\"api.example.com\"", parse: str::parse };
const PATH: Form<String> = Form { what: "a path", example: "\"/api\"", parse: parse_path };
const DOWN_KIND: Form<DownKind> =
    Form { what: "a way to be down", example: "\"connect\"", parse: str::parse };
const FALLBACK_WRITES: Form<FallbackWrites> =
    Form { what: "a choice of writes", example: "\"always\"", parse: str::parse };

/// Those that are usable, while `names` collects the names of all; `max_body` is the server's.
pub(super) fn routes(
    root: &mut Table<'_>,
    report: &Report<'_>,
    targets: &Targets<'_>,
    names: &mut Names,
    max_body: usize,
) -> Vec<Route> {
    let mut twins = Twins::default();
    let mut routes = Vec::new();
    for table in root.tables("routes") {
        let spot = table.spot.clone();
        if let Some(route) = route(table, report, targets, names, max_body) {
            twins.add(&route, &spot, report);
            routes.push(route);
        }
    }
    routes
}

/// None where it is unclear what it takes.
fn route(
    mut table: Table<'_>,
    report: &Report<'_>,
    targets: &Targets<'_>,
    names: &mut Names,
    max_body: usize,
) -> Option<Route> {
    let spot = table.spot.clone();
    let name = names.read(&mut table, report);
    let host = table.get("host").map_or(Some(HostPattern::Any), |value| value.read(&HOST));
    let path = table.get("path").map_or(Some("/".to_owned()), |value| value.read(&PATH));
    let methods = table.get("methods").map_or(Some(Methods::Any), |list| methods(&list));
    let parties = Parties::read(&mut table, targets, report);
    let mode = parties.mode(&mut table);
    let fallback_on = table.get("fallback_on").map_or_else(FallbackOn::default, |list| fallback_on(&list));
    let fallback_writes = table.read("fallback_writes", &FALLBACK_WRITES).unwrap_or_default();
    let deadline = table.read("deadline", &TIMEOUT);
    let private = table.flag("private").unwrap_or_default();
    let max_body = table.get("max_body").and_then(|value| value.read_or_number(&SIZE)).unwrap_or(max_body);
    let path_change =
        PathChange { strip: prefix(&mut table, "strip_prefix"), add: prefix(&mut table, "add_prefix") };
    let response_rewriting = response_rewriting(&mut table);
    let endpoints = endpoints::endpoints(&mut table, &parties, report);
    table.finish();
    let (upstream, mock) = parties.into_names();
    if upstream.is_none() && !path_change.is_nothing() {
        let invalid = Invalid::new("a prefix is changed for an upstream, and this route has none");
        report.warn(
            &spot,
            invalid.hint("remove `strip_prefix` and `add_prefix`: examples see the path as it is sent"),
        );
    }
    let (host, path, methods) = (host?, path?, methods?);
    let name = name?;
    Some(Route {
        name,
        host,
        path,
        methods,
        upstream,
        mock,
        mode,
        private,
        fallback_on,
        fallback_writes,
        deadline,
        max_body,
        path_change,
        response_rewriting,
        endpoints,
    })
}

/// A path is compared with that of the request line, so it must look like one.
fn parse_path(text: &str) -> Result<String, Invalid> {
    if !text.starts_with('/') {
        return Err(Invalid::new(format!("`{text}` is not a path"))
            .hint(format!("begin with a slash: `/{}`", text.trim_start_matches("./"))));
    }
    if let Some(wrong) = text.chars().find(|character| !is_path_character(*character)) {
        return Err(Invalid::new(format!("`{}` cannot be in a route's path", wrong.escape_debug())).hint(
            "a path is a plain prefix without query: write other characters as a client sends them, such as `%20`",
        ));
    }
    let path = text.trim_end_matches('/');
    Ok(if path.is_empty() { "/".to_owned() } else { path.to_owned() })
}

/// None where nothing would be taken off, or put before.
fn prefix(table: &mut Table<'_>, name: &'static str) -> Option<String> {
    table.read(name, &PATH).filter(|prefix| prefix != "/")
}

fn response_rewriting(table: &mut Table<'_>) -> ResponseRewriting {
    match table.flag("rewrite_responses") {
        Some(true) | None => ResponseRewriting::On,
        Some(false) => ResponseRewriting::Off,
    }
}

fn is_path_character(character: char) -> bool {
    character.is_ascii_graphic() && !matches!(character, '?' | '#' | '*' | '{' | '}')
}

fn methods(value: &Value<'_>) -> Option<Methods> {
    let list = value.list()?;
    if list.is_empty() {
        let invalid = Invalid::new("a route without methods takes no request");
        value.fail(invalid.hint("leave `methods` out to take all of them"));
    }
    let methods = list.iter().map(|method| method.read(&METHOD));
    Some(Methods::Only(methods.collect::<Option<_>>()?))
}

fn fallback_on(value: &Value<'_>) -> FallbackOn {
    let list = value.list().unwrap_or_default();
    list.iter().filter_map(|kind| kind.read_or_number(&DOWN_KIND)).collect()
}
