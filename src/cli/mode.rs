//! `understudy mode`: who answers what now, and a change of it.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::args::ModeArgs;
use super::door::Door;
use super::exit::Exit;
use super::print;
use crate::diagnostic::Diagnostic;

pub(super) fn mode(args: &ModeArgs) -> Exit {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(changed_and_listed(args)),
        Err(error) => Err(Diagnostic::error(format!("cannot begin: {error}"))),
    };
    match done {
        Ok(listed) => {
            print::text(listed);
            Exit::Success
        }
        Err(problem) => {
            print::problems(&[problem]);
            Exit::Problem
        }
    }
}

async fn changed_and_listed(args: &ModeArgs) -> Result<String, Diagnostic> {
    let door = Door::new(&args.door)?;
    if let Some((method, path, body)) = change(args)? {
        door.ask(method, &path, &body).await?;
    }
    let listed = door.ask(Method::GET, "/api/routes", &Value::Null).await?;
    Ok(list(&listed, args.target.as_deref()))
}

/// What is to be asked of the API; nothing where modes are only listed.
fn change(args: &ModeArgs) -> Result<Option<(Method, String, Value)>, Diagnostic> {
    let wished = |mode: &dyn std::fmt::Display| match &args.length {
        Some(length) => json!({"mode": mode.to_string(), "for": length}),
        None => json!({"mode": mode.to_string()}),
    };
    Ok(Some(match (&args.target, &args.mode, &args.all) {
        _ if args.undo => (Method::POST, "/api/modes/undo".to_owned(), Value::Null),
        (None, _, Some(mode)) => (Method::PUT, "/api/modes".to_owned(), wished(mode)),
        (None, ..) if args.reset => (Method::DELETE, "/api/modes".to_owned(), Value::Null),
        (Some(target), ..) if args.reset => (Method::DELETE, path(target), Value::Null),
        (Some(target), Some(mode), _) => (Method::PUT, path(target), wished(mode)),
        _ if args.length.is_some() => {
            let problem = Diagnostic::error("`--for` needs a mode").at_item("--for");
            return Err(problem.hint("write `understudy mode ROUTE mock --for 30m`"));
        }
        _ => return Ok(None),
    }))
}

/// Where the mode of `ROUTE` or `ROUTE#ENDPOINT` is.
fn path(target: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    match target.split_once('#') {
        Some((route, endpoint)) => {
            format!("/api/routes/{}/endpoints/{}/mode", encoded(route), encoded(endpoint))
        }
        None => format!("/api/routes/{}/mode", encoded(target)),
    }
}

/// The modes in force, a line each: of one route or of all.
fn list(routes: &Value, target: Option<&str>) -> String {
    let only = target.map(|target| target.split('#').next().unwrap_or(target));
    let mut text = String::new();
    for route in array(routes, "routes").filter(|route| only.is_none_or(|only| word(route, "name") == only)) {
        text.push_str(&line(route, word(route, "name")));
        for endpoint in array(route, "endpoints") {
            let name = format!("{}#{}", word(route, "name"), word(endpoint, "endpoint"));
            text.push_str(&line(endpoint, &name));
        }
    }
    text
}

fn line(place: &Value, name: &str) -> String {
    let mode = word(place, "mode");
    let origin = match (word(place, "said_by"), word(place, "until")) {
        ("route-toggle" | "endpoint-toggle", "") => {
            format!("  (toggled; config: {})", word(place, "configured"))
        }
        ("route-toggle" | "endpoint-toggle", until) => {
            format!("  (toggled until {until}; config: {})", word(place, "configured"))
        }
        _ => String::new(),
    };
    format!("{mode:<10}  {name}{origin}\n")
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn array<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}
