//! `[upstreams.*.health]`.

use http::uri::PathAndQuery;

use crate::config::raw::{Report, Table};
use crate::config::scalar::{Form, PERIOD, TIMEOUT};
use crate::config::{Health, HealthCheck, Invalid};

const KIND: Form<Kind> = Form { what: "a kind of check", example: "\"http\"", parse: parse_kind };
const PATH: Form<String> = Form { what: "a path", example: "\"/health\"", parse: parse_path };

/// More checks in a row than this can only be a slip.
const MOST_CHECKS: usize = 1000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tcp,
    Http,
}

/// The health check of an upstream, where it has one.
pub(super) fn health(upstream: &mut Table<'_>, report: &Report<'_>) -> Option<Health> {
    let mut table = upstream.table("health")?;
    let default = Health::default();
    let health = Health {
        check: check(&mut table, report),
        interval: table.read("interval", &PERIOD).unwrap_or(default.interval),
        timeout: table.read("timeout", &TIMEOUT).unwrap_or(default.timeout),
        healthy: times(&mut table, "healthy").unwrap_or(default.healthy),
        unhealthy: times(&mut table, "unhealthy").unwrap_or(default.unhealthy),
    };
    table.finish();
    Some(health)
}

fn check(table: &mut Table<'_>, report: &Report<'_>) -> HealthCheck {
    let kind = table.require_in("kind", &KIND);
    let path = table.get("path");
    let status = table.get("status");
    if kind == Some(Kind::Tcp) {
        for value in path.iter().chain(&status) {
            let invalid = Invalid::new("a check of kind `tcp` sends no request");
            report.error(&value.spot, invalid.hint("remove this line, or write `kind = \"http\"`"));
        }
        return HealthCheck::Tcp;
    }
    let path = path.and_then(|value| value.read(&PATH));
    let status = status.and_then(|value| {
        let status = value.number(599).and_then(|status| u16::try_from(status).ok())?;
        if status < 200 {
            let invalid = Invalid::new(format!("`{status}` does not end an answer"));
            value.fail(invalid.hint("write a status within 200 to 599"));
        }
        Some(status)
    });
    HealthCheck::Http { path: path.unwrap_or_else(|| "/".to_owned()), status: status.unwrap_or(200) }
}

/// How often in a row; at least once.
fn times(table: &mut Table<'_>, name: &'static str) -> Option<usize> {
    let value = table.get(name)?;
    let times = value.number(MOST_CHECKS)?;
    if times == 0 {
        value.fail(Invalid::new("no check at all would decide").hint("write at least 1"));
    }
    Some(times)
}

fn parse_kind(text: &str) -> Result<Kind, Invalid> {
    match text {
        "tcp" => Ok(Kind::Tcp),
        "http" => Ok(Kind::Http),
        _ => Err(Invalid::new(format!("`{text}` is no kind of check")).hint("write `tcp` or `http`")),
    }
}

fn parse_path(text: &str) -> Result<String, Invalid> {
    match text.parse::<PathAndQuery>() {
        Ok(_) if text.starts_with('/') && text.is_ascii() => Ok(text.to_owned()),
        _ => Err(Invalid::new(format!("`{text}` is not a path"))
            .hint("write it as a client sends it, with `/` at the beginning, such as `/health`")),
    }
}
