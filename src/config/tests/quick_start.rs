//! A config from the command line.

use std::path::PathBuf;

use insta::assert_snapshot;

use crate::config::{Config, Mode, QuickStart};
use crate::matching::Algorithm;

fn mocked() -> QuickStart {
    QuickStart { collections: vec![PathBuf::from("shop.json")], ..QuickStart::default() }
}

fn proxied() -> QuickStart {
    QuickStart { upstream: Some("http://localhost:3000".into()), ..QuickStart::default() }
}

#[track_caller]
fn check(start: QuickStart, expected: Mode) -> Config {
    let config = start.check().unwrap_or_else(|problems| panic!("{problems:#?}")).config;
    assert_eq!(config.routes.len(), 1);
    let route = &config.routes[0];
    assert_eq!((&*route.name, route.path.as_str(), route.mode), ("default", "/", expected));
    assert_eq!(route.lacks(route.mode), None);
    assert_eq!(route.upstream.is_some(), config.upstreams.contains_key("default"));
    assert_eq!(route.mock.is_some(), config.mocks.contains_key("default"));
    config
}

#[test]
fn the_mode_follows_from_what_there_is() {
    let both = QuickStart { upstream: proxied().upstream, ..mocked() };
    check(mocked(), Mode::Mock);
    check(proxied(), Mode::Live);
    check(both.clone(), Mode::Fallback);
    check(QuickStart { mode: Some(Mode::MockFirst), ..both }, Mode::MockFirst);
}

#[test]
fn values_are_taken_over() {
    let config = check(
        QuickStart {
            environment: Some("env.json".into()),
            matching: Algorithm::Postman,
            listen: Some("0.0.0.0:80".into()),
            admin: Some("127.0.0.1:81".into()),
            ..mocked()
        },
        Mode::Mock,
    );
    assert_eq!(config.file, None);
    assert_eq!((config.server.listen.port(), config.admin.listen.port()), (80, 81));
    assert_eq!(config.mocks["default"].collections, [PathBuf::from("shop.json")]);
    assert_eq!(config.mocks["default"].environment, Some(PathBuf::from("env.json")));
    assert_eq!(config.mocks["default"].matching, Algorithm::Postman);
}

fn problems(start: QuickStart) -> String {
    let problems = start.check().map_or_else(|problems| problems, |checked| checked.warnings);
    problems.iter().map(|problem| problem.render(false)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn every_problem_is_told() {
    assert_snapshot!(problems(QuickStart::default()), @r#"
    error: there is neither an upstream nor a collection
     |
     = note: in collections
     = help: name a collection, an upstream, or both
    "#);
    assert_snapshot!(problems(QuickStart { mode: Some(Mode::Fallback), ..mocked() }), @r#"
    error: mode `fallback` needs an upstream
     |
     = note: in mode
     = help: name one, or use mode `mock`
    "#);
    assert_snapshot!(problems(QuickStart { mode: Some(Mode::Mock), ..proxied() }), @r#"
    error: mode `mock` needs a collection
     |
     = note: in mode
     = help: name one, or use mode `live`
    "#);
    assert_snapshot!(problems(QuickStart { environment: Some("env.json".into()), ..proxied() }), @r#"
    warning: an environment without a collection does nothing
     |
     = note: in environment
     = help: name a collection that uses it
    "#);
    let wrong = QuickStart {
        upstream: Some("localhost".into()),
        listen: Some("80".into()),
        admin: Some("0.0.0.0:81".into()),
        ..QuickStart::default()
    };
    assert_snapshot!(problems(wrong), @r#"
    error: `80` is not an IP address and port
     |
     = note: in listen
     = help: write it as in `"127.0.0.1:9000"`

    error: the admin API cannot listen on `0.0.0.0:81` without a token: other machines could reach it
     |
     = note: in admin
     = help: listen on a loopback address, such as `127.0.0.1:81`, or set `admin.token_file` or UNDERSTUDY_ADMIN_TOKEN

    error: `localhost` is not the URL of an upstream
     |
     = note: in upstream
     = help: write scheme, host and port, such as `http://127.0.0.1:3000`
    "#);
}
