//! `understudy keys list`: every key of a running server, with its limits and what was used of them.

use std::fmt::Write as _;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;

use bytes::Bytes;
use http::{Request, header};
use serde::Deserialize;

use super::Done;
use crate::cli::args::ListKeysArgs;
use crate::cli::client;
use crate::cli::exit::Exit;
use crate::config::{self, Admin, TOKEN_VARIABLE};
use crate::diagnostic::Diagnostic;

/// What the admin API tells; it tells more.
#[derive(Debug, Deserialize)]
struct Usage {
    month: String,
    store: Store,
    keys: Vec<Key>,
}

#[derive(Debug, Deserialize)]
struct Store {
    kind: String,
    trouble: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Key {
    #[serde(rename = "key")]
    name: String,
    usage: u64,
    monthly_limit: Option<u64>,
    rate_limit: Option<u64>,
    routes: Option<Vec<String>>,
    expires: Option<String>,
}

pub(super) fn list(args: &ListKeysArgs) -> Done {
    let address = match (&args.admin, &args.config) {
        (Some(url), _) => address_of(url)?,
        (None, Some(file)) => configured(file)?,
        (None, None) => Admin::default().listen,
    };
    let usage = ask(address).map_err(|error| {
        let problem = Diagnostic::error(format!("no server answers at http://{address}: {error}"));
        let hint = "start one with `understudy run`, or say with --admin where its admin listener is";
        (Exit::Problem, problem.hint(hint))
    })?;
    Ok(table(&usage))
}

fn address_of(url: &str) -> Result<SocketAddr, (Exit, Diagnostic)> {
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let addresses = authority.to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    addresses.ok_or_else(|| {
        let problem =
            Diagnostic::error(format!("`{url}` is no address of an admin listener")).at_item("--admin");
        (Exit::Usage, problem.hint("write it as in `http://127.0.0.1:8081`"))
    })
}

fn configured(file: &Path) -> Result<SocketAddr, (Exit, Diagnostic)> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| (Exit::Problem, Diagnostic::error(error.to_string()).in_file(file)))?;
    let admin = match config::parse(&text, file) {
        Ok(checked) => checked.config.admin,
        Err(problems) => {
            let first = problems.into_iter().find(Diagnostic::is_error);
            let problem =
                first.unwrap_or_else(|| Diagnostic::error("the config cannot be used").in_file(file));
            return Err((Exit::Problem, problem));
        }
    };
    if admin.enabled {
        return Ok(admin.listen);
    }
    let problem = Diagnostic::error("this server has no admin listener to ask").in_file(file);
    Err((Exit::Problem, problem.at_item("admin.enabled").hint("set it to true and restart the server")))
}

fn ask(address: SocketAddr) -> anyhow::Result<Usage> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut request = Request::get("/api/usage").header(header::HOST, address.to_string());
    if let Ok(token) = std::env::var(TOKEN_VARIABLE) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.trim()));
    }
    let request = request.body(Bytes::new())?;
    let response = runtime.block_on(client::send(address, request))?;
    anyhow::ensure!(response.status().is_success(), "it answers with {}", response.status());
    Ok(serde_json::from_slice(response.body())?)
}

fn table(usage: &Usage) -> String {
    let or_dash = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let titles = ["KEY", "USED", "OF", "A MINUTE", "ROUTES", "EXPIRES"].map(str::to_owned);
    let rows = usage.keys.iter().map(|key| {
        let routes = key.routes.as_ref().map_or_else(|| "all".to_owned(), |routes| routes.join(","));
        let expires = key.expires.clone().unwrap_or_else(|| "-".to_owned());
        let (limit, rate) = (or_dash(key.monthly_limit), or_dash(key.rate_limit));
        [key.name.clone(), key.usage.to_string(), limit, rate, routes, expires]
    });
    let rows: Vec<_> = std::iter::once(titles).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = format!("Calls of the mock in {} (UTC), store: {}\n", usage.month, usage.store.kind);
    if let Some(trouble) = &usage.store.trouble {
        let _ = writeln!(text, "The store is in trouble, and calls are counted in memory: {trouble}");
    }
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    if usage.keys.is_empty() {
        text.push_str("There are no keys: `understudy keys new NAME` makes one.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_every_key() {
        let key = |key: &str, usage, monthly_limit| Key {
            name: key.to_owned(),
            usage,
            monthly_limit,
            rate_limit: None,
            routes: monthly_limit.map(|_| vec!["shop".to_owned(), "pay".to_owned()]),
            expires: None,
        };
        let usage = Usage {
            month: "2026-11".to_owned(),
            store: Store { kind: "embedded".to_owned(), trouble: Some("no space".to_owned()) },
            keys: vec![key("team", 850, Some(1000)), key("a", 0, None)],
        };
        insta::assert_snapshot!(table(&usage), @r"
        Calls of the mock in 2026-11 (UTC), store: embedded
        The store is in trouble, and calls are counted in memory: no space
        KEY   USED  OF    A MINUTE  ROUTES    EXPIRES
        team  850   1000  -         shop,pay  -
        a     0     -     -         all       -
        ");
    }

    #[test]
    fn addresses_of_an_admin_listener() {
        for (url, expected) in [
            ("http://127.0.0.1:8081", Some("127.0.0.1:8081")),
            ("http://127.0.0.1:8081/", Some("127.0.0.1:8081")),
            ("127.0.0.1:9", Some("127.0.0.1:9")),
            ("[::1]:9", Some("[::1]:9")),
            ("here", None),
            ("", None),
        ] {
            assert_eq!(address_of(url).ok().map(|address| address.to_string()).as_deref(), expected, "{url}");
        }
    }
}
