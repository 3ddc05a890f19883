//! `[upstreams.NAME.unbuilt]`.

use std::sync::Arc;

use crate::config::raw::{Table, Value};
use crate::config::scalar::Form;
use crate::config::{Invalid, Unbuilt, Undecided};

const TEXT: Form<Arc<str>> = Form { what: "a text", example: "\"Cannot GET\"", parse: parse_text };
const UNDECIDED: Form<Undecided> = Form { what: "who answers", example: "\"pass\"", parse: str::parse };

/// What is not written is as by default.
pub(super) fn unbuilt(mut table: Table<'_>) -> Unbuilt {
    let default = Unbuilt::default();
    let unbuilt = Unbuilt {
        probe: table.flag("probe").unwrap_or(default.probe),
        body_contains: table.get("body_contains").map(|value| texts(&value)).unwrap_or_default(),
        ask_parents: table.flag("ask_parents").unwrap_or(default.ask_parents),
        pages: table.flag("pages").unwrap_or(default.pages),
        undecided: table.read("undecided", &UNDECIDED).unwrap_or(default.undecided),
    };
    table.finish();
    unbuilt
}

/// A list, or the only one of a list.
fn texts(value: &Value<'_>) -> Vec<Arc<str>> {
    if value.is_text() {
        return value.read(&TEXT).into_iter().collect();
    }
    value.list().unwrap_or_default().iter().filter_map(|value| value.read(&TEXT)).collect()
}

fn parse_text(text: &str) -> Result<Arc<str>, Invalid> {
    if text.is_empty() {
        return Err(Invalid::new("every body contains nothing").hint("write a part of the body's text"));
    }
    Ok(text.into())
}
