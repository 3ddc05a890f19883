//! What a version of the files says, and how files are broken.

use serde_json::{Value, json};

use crate::support::{LISTENERS, collection};

/// The files of one version. Odd ones mock `GET /toggled`, even ones ask the upstream, which is down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) number: u64,
    pub(super) config: String,
    pub(super) shop: String,
}

/// Which file of a version is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    Config,
    Shop,
}

impl Version {
    pub(super) fn new(number: u64, upstream: &str) -> Self {
        Self { number, config: config(number, upstream), shop: shop(number) }
    }

    /// The same version with one file broken, each time differently.
    pub(super) fn broken(&self, which: Broken, round: u64) -> Self {
        let Self { number, config, shop } = self.clone();
        match which {
            Broken::Config => Self { number, config: broken_config(&config, round), shop },
            Broken::Shop => Self { number, config, shop: broken_json(&shop, round) },
        }
    }
}

impl Broken {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Config => "understudy.toml",
            Self::Shop => "shop.json",
        }
    }
}

/// Who answers `GET /toggled` in a version.
pub(super) fn source(number: u64) -> &'static str {
    if number.is_multiple_of(2) { "fallback" } else { "mock" }
}

fn config(number: u64, upstream: &str) -> String {
    let toggled = source(number);
    format!(
        r#"{LISTENERS}
        [upstreams.shop]
        url = "http://{upstream}"
        [mocks.shop]
        collections = ["shop.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        mode = "mock"
        endpoints = {{ "GET /toggled" = "{toggled}" }}
        # Version {number}
        "#
    )
}

fn shop(number: u64) -> String {
    collection(&["/books", "/toggled", "/books/:id/pages"].map(|path| example(path, number)))
}

/// An example that says in its name, in a header and in its body which version it is of.
fn example(path: &str, number: u64) -> Value {
    let name = format!("{path} v{number}");
    let request = json!({"method": "GET", "url": format!("{{{{baseUrl}}}}{path}")});
    let response = json!({
        "name": name, "originalRequest": request, "code": 200,
        "header": [{"key": "x-version", "value": number.to_string()}],
        "body": json!({"version": number}).to_string(),
    });
    json!({"name": name, "request": request, "response": [response]})
}

fn broken_config(config: &str, round: u64) -> String {
    match round % 4 {
        0 => config.replace("mock = \"shop\"", "mock = \"shop\"\ncolour = 1"),
        1 => config.split_inclusive("\"GET /to").next().unwrap_or_default().to_owned(),
        2 => config.replace("\"mock\"\n", "\"sometimes\"\n"),
        _ => format!("{config}\n[[routes"),
    }
}

fn broken_json(shop: &str, round: u64) -> String {
    match round % 4 {
        0 => shop.replace("\"info\":", "\"info\""),
        1 => shop.chars().take(shop.len() / 2).collect(),
        2 => shop.replace("\"item\":", "\"item\": nope]"),
        _ => format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
    }
}
