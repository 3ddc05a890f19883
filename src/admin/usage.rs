//! `GET /api/usage`: every key with its limits and usage, and the calls of this month and the last twelve
//! by key, route and source; with `?format=csv` the calls alone.

use std::fmt::Write as _;
use std::time::SystemTime;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::routes::Admin;
use crate::access::{Entry, Holder, Ledger, Moment, StoreStatus};
use crate::config::{Key, KeyRoutes};
use crate::observe::KeyUsage;
use crate::reload::Serving;

#[derive(Debug, Serialize)]
struct Usage<'s> {
    month: String,
    store: StoreUsage,
    keys: Vec<KeyRow<'s>>,
    calls: Vec<CallsRow>,
}

#[derive(Debug, Serialize)]
struct StoreUsage {
    kind: &'static str,
    /// Why calls are counted in memory alone for now.
    trouble: Option<String>,
    /// Calls that are in memory alone.
    unstored: u64,
}

#[derive(Debug, Serialize)]
struct KeyRow<'s> {
    key: &'s str,
    usage: u64,
    monthly_limit: Option<u64>,
    remaining: Option<u64>,
    rate_limit: Option<u64>,
    /// None where the key may use all of them.
    routes: Option<Vec<&'s str>>,
    expires: Option<String>,
}

#[derive(Debug, Serialize)]
struct CallsRow {
    month: String,
    key: String,
    route: String,
    source: &'static str,
    calls: u64,
}

pub(super) async fn usage(State(admin): State<Admin>, RawQuery(query): RawQuery) -> Response {
    let now = Moment::from(SystemTime::now());
    let query = query.unwrap_or_default();
    let format = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "format");
    match format.as_ref().map_or("json", |(_, value)| value) {
        "json" => {
            let snapshot = admin.live.snapshot();
            Json(Usage::new(&snapshot.serving, &admin.ledger, now)).into_response()
        }
        "csv" => {
            let content_type = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
            (content_type, csv(&admin.ledger.report(now))).into_response()
        }
        _ => (StatusCode::BAD_REQUEST, "The format is json or csv.\n").into_response(),
    }
}

/// How every key stands in this month, for the metrics.
pub(super) fn of_keys(serving: &Serving) -> Vec<KeyUsage<'_>> {
    let now = Moment::from(SystemTime::now());
    let of_key = |holder| {
        let standing = Holder::standing(holder, now);
        KeyUsage { key: holder.name(), usage: standing.used, limit: standing.limit }
    };
    serving.holders.iter().map(of_key).collect()
}

impl<'s> Usage<'s> {
    fn new(serving: &'s Serving, ledger: &Ledger, now: Moment) -> Self {
        let StoreStatus { kind, trouble } = ledger.status();
        let keys = serving.config.keys.iter().zip(&serving.holders);
        Self {
            month: now.month().to_string(),
            store: StoreUsage { kind: kind.as_str(), trouble, unstored: ledger.unstored(now) },
            keys: keys.map(|(key, holder)| KeyRow::new(key, holder, now)).collect(),
            calls: ledger.report(now).iter().map(CallsRow::from).collect(),
        }
    }
}

impl<'s> KeyRow<'s> {
    fn new(key: &'s Key, holder: &Holder, now: Moment) -> Self {
        let standing = holder.standing(now);
        Self {
            key: &key.name,
            usage: standing.used,
            monthly_limit: standing.limit,
            remaining: standing.limit.map(|limit| limit.saturating_sub(standing.used)),
            rate_limit: key.rate_limit,
            routes: match &key.routes {
                KeyRoutes::Any => None,
                KeyRoutes::Only(names) => Some(names.iter().map(|name| &**name).collect()),
            },
            expires: key.expires.map(|seconds| Moment::from_seconds(seconds).to_string()),
        }
    }
}

impl From<&(Entry, u64)> for CallsRow {
    fn from((entry, calls): &(Entry, u64)) -> Self {
        let account = &entry.account;
        Self {
            month: entry.month.to_string(),
            key: account.key.to_string(),
            route: account.route.to_string(),
            source: account.source.as_str(),
            calls: *calls,
        }
    }
}

/// Names need no quotes: the config lets none have a comma or a quote.
fn csv(report: &[(Entry, u64)]) -> String {
    let mut text = "month,key,route,source,calls\r\n".to_owned();
    for (Entry { month, account }, calls) in report {
        let source = account.source.as_str();
        let _ = write!(text, "{month},{},{},{source},{calls}\r\n", account.key, account.route);
    }
    text
}
