//! `understudy forget`: what was learned of an upstream or an endpoint is learned again.

use http::Method;
use serde_json::{Value, json};

use super::args::ForgetArgs;
use super::door::Door;
use super::exit::Exit;
use super::print;
use crate::diagnostic::Diagnostic;

pub(super) fn forget(args: &ForgetArgs) -> Exit {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(ask(args)),
        Err(error) => Err(Diagnostic::error(format!("cannot begin: {error}"))),
    };
    match done {
        Ok(told) => {
            print::text(told);
            Exit::Success
        }
        Err(problem) => {
            print::problems(&[problem]);
            Exit::Problem
        }
    }
}

async fn ask(args: &ForgetArgs) -> Result<String, Diagnostic> {
    // The name of an upstream has no space.
    let what = if args.target.contains(' ') { "endpoint" } else { "upstream" };
    let mut wish = serde_json::Map::new();
    wish.insert(what.to_owned(), json!(args.target));
    let answer = Door::new(&args.door)?.ask(Method::POST, "/api/forget", &Value::Object(wish)).await?;
    let upstreams = answer.get("upstreams").and_then(Value::as_array).into_iter().flatten();
    let upstreams: Vec<_> = upstreams.filter_map(Value::as_str).collect();
    if upstreams.is_empty() {
        return Ok("There was nothing to forget: no upstream has it.\n".to_owned());
    }
    let endpoint = if what == "endpoint" { format!(", of `{}`", args.target) } else { String::new() };
    Ok(format!("Forgotten of {}{endpoint}: what is built is learned again.\n", upstreams.join(", ")))
}
