//! Texts of a config and what becomes of them: each check of the config is a row here, with the
//! whole problem as a person sees it.

mod documents;
mod endpoints;
mod health;
mod keys;
mod mock_domain;
mod properties;
mod quick_start;
mod reference;
mod routes;
mod secrets;
mod settings;
mod takes;
mod targets;
mod unbuilt;
mod wire;

use std::path::Path;

use super::{Checked, Config, parse};

/// An upstream and a mock for routes to refer to.
const TARGETS: &str = r#"
[upstreams.shop]
url = "http://127.0.0.1:3000"
[mocks.shop]
collections = ["shop.json"]
"#;

/// A config that serves something.
const SHOP: &str = r#"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "shop"
mock = "shop"
"#;

#[track_caller]
fn checked(text: &str) -> Checked {
    parse(text, Path::new("/etc/understudy/understudy.toml"))
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[track_caller]
fn config(text: &str) -> Config {
    checked(text).config
}

/// Every problem of a text, rendered; warnings too.
fn problems(text: &str) -> String {
    let problems = parse(text, Path::new("understudy.toml"))
        .map_or_else(|problems| problems, |checked| checked.warnings);
    let rendered = problems.iter().map(|problem| problem.render(false)).collect::<Vec<_>>();
    rendered.join("\n\n")
}

/// The problems of settings added to a config that has none.
fn with_shop(text: &str) -> String {
    problems(&format!("{text}{SHOP}"))
}

/// The problems of lines of a route.
fn in_route(lines: &str) -> String {
    problems(&format!("{TARGETS}[[routes]]\nname = \"shop\"\n{lines}"))
}
