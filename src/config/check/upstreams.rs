//! `[upstreams.*]`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::health;
use super::targets::TargetEntry;
use super::unbuilt::unbuilt;
use super::upstream_tls;
use crate::config::raw::{Report, Table, Value};
use crate::config::scalar::{Form, PERIOD, TIMEOUT};
use crate::config::{
    Balance, Breaker, HostHeader, Invalid, PathForm, Protocol, ServerUrl, Timeouts, Unbuilt, Upstream,
};

const URL: Form<ServerUrl> = Form { what: "a URL", example: "\"http://127.0.0.1:3000\"", parse: str::parse };
const BALANCE: Form<Balance> =
    Form { what: "a way to choose a server", example: "\"round-robin\"", parse: str::parse };
const PROTOCOL: Form<Protocol> = Form { what: "a version of HTTP", example: "\"http1\"", parse: str::parse };
const PATHS: Form<PathForm> = Form { what: "a form of paths", example: "\"as-sent\"", parse: str::parse };
const HOST_HEADER: Form<HostHeader> = Form { what: "a host", example: "\"upstream\"", parse: str::parse };

/// Those that are usable; their files are resolved against `folder`.
pub(super) fn upstreams(
    entries: &[TargetEntry<'_>],
    folder: &Path,
    report: &Report<'_>,
) -> BTreeMap<Arc<str>, Upstream> {
    let named = |entry: &TargetEntry<'_>| Some((Arc::clone(&entry.name), upstream(entry, folder, report)?));
    entries.iter().filter_map(named).collect()
}

fn upstream(entry: &TargetEntry<'_>, folder: &Path, report: &Report<'_>) -> Option<Upstream> {
    let mut table = entry.value.table()?;
    table.spot = entry.spot.clone();
    let servers = servers(&mut table, report);
    let timeouts = timeouts(&mut table);
    let breaker = table.table("breaker").map_or_else(Breaker::default, breaker);
    let health = health::health(&mut table, report);
    let protocol = table.read("protocol", &PROTOCOL).unwrap_or_default();
    let host_header = table.read("host", &HOST_HEADER).unwrap_or_default();
    let paths = table.read("paths", &PATHS);
    let unbuilt = table.table("unbuilt").map_or_else(Unbuilt::default, unbuilt);
    let balance = table.read("balance", &BALANCE).unwrap_or_default();
    let scheme = servers.as_ref().and_then(|servers| servers.first()).map(|server| server.scheme);
    let tls = upstream_tls::tls(&mut table, scheme, folder, report);
    table.finish();
    let upstream = Upstream::at(Arc::clone(&entry.name), servers?);
    Some(Upstream {
        balance,
        timeouts,
        unbuilt,
        breaker,
        health,
        protocol,
        host_header,
        paths,
        tls,
        ..upstream
    })
}

/// `url`, or else `servers`: at least one, none twice, all with the same scheme.
fn servers(table: &mut Table<'_>, report: &Report<'_>) -> Option<Vec<ServerUrl>> {
    let Some(several) = table.get("servers") else { return Some(vec![table.require_in("url", &URL)?]) };
    if table.get("url").is_some() {
        let invalid = Invalid::new("an upstream has either `url` or `servers`");
        report.error(&table.spot, invalid.hint("put the URL into the list, and remove the line with `url`"));
    }
    let mut servers = Vec::<ServerUrl>::new();
    for value in several.list()? {
        let Some(url) = value.read(&URL) else { continue };
        match unfit(&servers, &url) {
            Some(invalid) => value.fail(invalid),
            None => servers.push(url),
        }
    }
    if servers.is_empty() {
        let invalid = Invalid::new("an upstream needs at least one server");
        several.fail(
            invalid.hint("write it as in `servers = [\"http://10.0.0.1:3000\", \"http://10.0.0.2:3000\"]`"),
        );
    }
    (!servers.is_empty()).then_some(servers)
}

/// Why a server cannot stand beside those before it.
fn unfit(before: &[ServerUrl], url: &ServerUrl) -> Option<Invalid> {
    let first = before.first()?;
    if first.scheme != url.scheme {
        let hint = format!(
            "the first is spoken to with `{}`; put others into an upstream of their own",
            first.scheme
        );
        return Some(Invalid::new("all servers of an upstream have the same scheme").hint(hint));
    }
    before.contains(url).then(|| {
        Invalid::new(format!("`{url}` is there twice"))
            .hint("remove one; a server gets its share of requests once")
    })
}

/// More failures in a row than this can only be a slip.
const MOST_FAILURES: usize = 1_000_000;

fn breaker(mut table: Table<'_>) -> Breaker {
    let default = Breaker::default();
    let failures = table.get("failures").and_then(|value| value.number(MOST_FAILURES));
    let cooldown = table.read("cooldown", &PERIOD).unwrap_or(default.cooldown);
    let longest = table.get("longest_cooldown").and_then(|value| longest_cooldown(&value, cooldown));
    table.finish();
    Breaker {
        failures: failures.unwrap_or(default.failures),
        cooldown,
        longest_cooldown: longest.unwrap_or(default.longest_cooldown.max(cooldown)),
    }
}

fn longest_cooldown(value: &Value<'_>, cooldown: Duration) -> Option<Duration> {
    let longest = value.read(&PERIOD)?;
    if longest < cooldown {
        let invalid = Invalid::new("the longest cooldown is shorter than the first");
        value.fail(invalid.hint("write at least what `cooldown` says, which is where doubling begins"));
    }
    Some(longest)
}

fn timeouts(table: &mut Table<'_>) -> Timeouts {
    let default = Timeouts::default();
    Timeouts {
        connect: table.read("connect_timeout", &TIMEOUT).unwrap_or(default.connect),
        header: table.read("header_timeout", &TIMEOUT),
        read: table.read("read_timeout", &TIMEOUT).unwrap_or(default.read),
        write: table.read("write_timeout", &TIMEOUT).unwrap_or(default.write),
        idle: table.read("idle_timeout", &TIMEOUT).unwrap_or(default.idle),
    }
}
