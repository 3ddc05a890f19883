//! `conf/understudy.toml` says what there is and what the defaults are.

use super::{checked, config, problems};

const REFERENCE: &str = include_str!("../../../conf/understudy.toml");

/// The least that is written for the same upstream, mock and route.
const LEAST: &str = r#"
[upstreams.shop]
url = "http://127.0.0.1:3000"
[mocks.shop]
collections = ["shop.postman_collection.json"]
[[routes]]
name = "shop"
upstream = "shop"
mock = "shop"
"#;

#[test]
fn its_values_are_the_defaults() {
    let checked = checked(REFERENCE);
    assert_eq!(checked.warnings, []);
    assert_eq!(checked.config, config(LEAST));
}

/// With the settings that have no default: lines with `#` right before a setting. `servers` stands in the
/// place of `url`, and those of TLS need servers that speak it.
fn uncommented() -> String {
    let lines = REFERENCE.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    lines
        .collect::<Vec<_>>()
        .join("\n")
        .replace("url = \"http://127.0.0.1:3000\"\n", "")
        .replace("\"http://10.", "\"https://10.")
}

#[test]
fn its_examples_are_valid() {
    let checked = checked(&uncommented());
    assert_eq!(checked.warnings, []);
    let config = checked.config;
    assert_eq!((config.keys.len(), config.routes.len(), config.routes[0].endpoints.len()), (1, 1, 1));
    assert!(config.mocks["shop"].environment.is_some());
    assert!(config.state_dir.is_some() && config.admin.token_file.is_some() && config.calls.file.is_some());
    assert!(config.usage.store.is_some());
}

/// An unknown setting is answered with the names of those that could stand there.
#[track_caller]
fn check(text: &str, count: usize) {
    let told = problems(text);
    let known = told.split("known here: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let names = known.split(", ").map(|name| name.trim_matches('`')).collect::<Vec<_>>();
    assert_eq!(names.len(), count, "{told}");
    let written = [REFERENCE, &uncommented()].concat();
    for name in names {
        let is_written =
            [format!("\n{name} = "), format!("[{name}]"), format!(".{name}]"), format!("[{name}.")];
        assert!(is_written.iter().any(|text| written.contains(text)), "{name} is not in the reference");
    }
}

#[test]
fn it_has_every_setting() {
    check("zzz = 1", 10);
    check("[server]\nzzz = 1", 19);
    check("[server.limits]\nzzz = 1", 6);
    check("[server.tls]\nzzz = 1", 2);
    check("[[server.tls.certificates]]\nzzz = 1", 2);
    check("[admin]\nzzz = 1", 5);
    check("[reload]\nzzz = 1", 2);
    check("[calls]\nzzz = 1", 6);
    check("[usage]\nzzz = 1", 1);
    check("[[keys]]\nzzz = 1", 6);
    check("[upstreams.shop]\nzzz = 1", 15);
    check("[upstreams.shop.health]\nzzz = 1", 7);
    check("[upstreams.shop.unbuilt]\nzzz = 1", 5);
    check("[upstreams.shop.breaker]\nzzz = 1", 3);
    check("[upstreams.shop.tls]\nzzz = 1", 5);
    check("[mocks.shop]\nzzz = 1", 16);
    check("[mocks.shop.server_response]\nzzz = 1", 3);
    check("[[routes]]\nzzz = 1", 16);
}
