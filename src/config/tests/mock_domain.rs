//! `server.mock_domain`: the hosts of mocks, and what stands in their way.

use insta::assert_snapshot;

use super::{config, problems};
use crate::config::{Config, Mode};

const DOMAIN: &str = "[server]\nmock_domain = \"mock.localhost\"\nmax_body = 7\n";

fn mocks(names: &[&str]) -> String {
    let mocks = names.iter().map(|name| format!("[mocks.\"{name}\"]\ncollections = [\"shop.json\"]\n"));
    format!("{DOMAIN}{}", mocks.collect::<String>())
}

#[test]
fn each_mock_has_a_route_of_its_own() {
    let config = config(&mocks(&["shop", "Cart"]));
    let routes = config.mock_routes();
    let told: Vec<_> =
        routes.iter().map(|route| format!("{} {}{}", route.name, route.host, route.path)).collect();
    assert_eq!(told, ["mock:Cart cart.mock.localhost/", "mock:shop shop.mock.localhost/"]);
    assert!(routes.iter().all(|route| route.mode == Mode::Mock && route.max_body == 7));
    assert!(config.routes.is_empty(), "those of the file are by themselves");
}

#[test]
fn without_a_domain_there_is_none() {
    assert!(Config::default().mock_routes().is_empty());
    assert_snapshot!(problems("[server]\nmock_domain = \"*.localhost\"\n"), @r#"
    error: `*.localhost` is not a domain
     --> understudy.toml:2:15
      |
    2 | mock_domain = "*.localhost"
      |               ^
      |
      = note: in server.mock_domain
      = help: write one without scheme, port and dot at either end, such as `mock.localhost`
    "#);
}

#[test]
fn mocks_that_have_no_host() {
    assert_snapshot!(problems(&mocks(&["my_shop", "Shop", "shop"])), @r#"
    warning: mock `my_shop` has no host below `server.mock_domain`
     --> understudy.toml:4:8
      |
    4 | [mocks."my_shop"]
      |        ^
      |
      = note: in mocks.my_shop
      = help: a name of letters, digits and `-` within, 63 at most, can be one

    warning: no route uses mock `my_shop`
     --> understudy.toml:4:8
      |
    4 | [mocks."my_shop"]
      |        ^
      |
      = note: in mocks.my_shop
      = help: add `mock = "my_shop"` to a route, or remove it

    warning: mock `shop` has no host below `server.mock_domain`: mock `Shop` has it
     --> understudy.toml:8:8
      |
    8 | [mocks."shop"]
      |        ^
      |
      = note: in mocks.shop
      = help: case does not count in hosts; rename one of them

    warning: no route uses mock `shop`
     --> understudy.toml:8:8
      |
    8 | [mocks."shop"]
      |        ^
      |
      = note: in mocks.shop
      = help: add `mock = "shop"` to a route, or remove it
    "#);
}

#[test]
fn a_route_cannot_have_the_host_of_a_mock() {
    let route = "[[routes]]\nname = \"a\"\nmock = \"shop\"\npath = \"/a\"\nhost = \"Shop.mock.localhost\"\n";
    assert_snapshot!(problems(&format!("{}{route}", mocks(&["shop"]))), @r#"
    error: `shop.mock.localhost` is the host of mock `shop` (route `mock:shop`), and of route `a`
     --> understudy.toml:4:8
      |
    4 | [mocks."shop"]
      |        ^
      |
      = note: in mocks.shop
      = help: give the route another host, or rename the mock
    "#);
    let wildcard = route.replace("Shop.", "*.");
    assert_eq!(problems(&format!("{}{wildcard}", mocks(&["shop"]))), "");
}

#[test]
fn a_key_may_be_for_it() {
    let key = format!("[[keys]]\nname = \"a\"\nsha256 = \"{}\"\nroutes = [\"mock:shop\"]\n", "ab".repeat(32));
    let config = config(&format!("{}{key}", mocks(&["shop"])));
    assert!(config.keys[0].routes.include("mock:shop"));
    let without = mocks(&["shop"]).replace(DOMAIN, "");
    let told = problems(&format!("{without}{key}"));
    assert!(told.contains("there is no route `mock:shop`"), "{told}");
}
