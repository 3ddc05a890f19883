//! `[routes.endpoints]`.

use insta::assert_snapshot;

use super::in_route;

#[test]
fn endpoints() {
    let endpoints = |lines: &str| in_route(&format!("mock = \"shop\"\n[routes.endpoints]\n{lines}"));
    assert_snapshot!(endpoints("\"/books\" = \"mock\""), @r#"
    error: `/books` is not an endpoint: it has no method or no path
      --> understudy.toml:10:1
       |
    10 | "/books" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."/books"
       = help: write method and path, such as `"GET /books/:id"`
    "#);
    assert_snapshot!(endpoints("\"GET books\" = \"mock\""), @r#"
    error: `books` is not an endpoint's path: it does not begin with a slash
      --> understudy.toml:10:1
       |
    10 | "GET books" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."GET books"
       = help: write method and path, such as `"GET /books/:id"`
    "#);
    assert_snapshot!(endpoints("\"GET /books?a=b\" = \"mock\""), @r#"
    error: `/books?a=b` is not an endpoint's path: it has a query or white space
      --> understudy.toml:10:1
       |
    10 | "GET /books?a=b" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."GET /books?a=b"
       = help: write method and path, such as `"GET /books/:id"`
    "#);
    assert_snapshot!(endpoints("\"GET /books/:\" = \"mock\""), @r#"
    error: `/books/:` is not an endpoint's path: a `:` needs a name
      --> understudy.toml:10:1
       |
    10 | "GET /books/:" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."GET /books/:"
       = help: write method and path, such as `"GET /books/:id"`
    "#);
    assert_snapshot!(endpoints("\"G(T /books\" = \"mock\""), @r#"
    error: `G(T` is not an HTTP method
      --> understudy.toml:10:1
       |
    10 | "G(T /books" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."G(T /books"
       = help: write method and path, such as `"GET /books/:id"`
    "#);
    assert_snapshot!(endpoints("\"GET /books\" = \"live\""), @r#"
    error: mode `live` needs `upstream`, which the route lacks
      --> understudy.toml:10:16
       |
    10 | "GET /books" = "live"
       |                ^
       |
       = note: in routes[0].endpoints."GET /books"
       = help: add `upstream = "..."` to the route, or use mode `mock`
    "#);
    assert_snapshot!(endpoints("\"GET /books\" = \"mock\"\n\"get /books\" = \"mock\""), @r#"
    error: a second mode for `GET /books`
      --> understudy.toml:11:1
       |
    11 | "get /books" = "mock"
       | ^
       |
       = note: in routes[0].endpoints."get /books"
       = help: remove one of them
    "#);
}
