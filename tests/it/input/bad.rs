//! Files that cannot be used: what is told at the start, which then fails, and while serving, which goes on.

use std::net::TcpListener;

use serde_json::Value;

use crate::support::{LISTENERS, Understudy, collection, eventually, item, run_in};

const ROUTES: &str = r#"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "shop"
mock = "shop"
"#;

fn config() -> String {
    format!("{LISTENERS}{ROUTES}")
}

fn shop() -> String {
    collection(&[item("list", "GET", "/books", 200, "{}")])
}

/// What is told at the start, word for word, and again while serving.
async fn check(file: &str, text: &str, expected: &str) {
    assert_eq!(told_at_the_start(file, text), expected.trim_matches('\n'), "{file}: {text:.40}");
    for problem in told_while_serving(file, text).await {
        assert!(expected.contains(&problem), "{problem}: {expected}");
    }
}

/// What the command prints when it cannot start with `file` as it is given.
fn told_at_the_start(file: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("understudy.toml"), config()).unwrap();
    std::fs::write(folder.path().join("shop.json"), shop()).unwrap();
    std::fs::write(folder.path().join(file), text).unwrap();
    let (code, overview, told) = run_in(folder.path(), &["run", "--config", "understudy.toml"]);
    assert_eq!((code, overview.as_str()), (1, ""), "{told}");
    told.trim_end().to_owned()
}

/// Messages and places. What served goes on serving, and once the file is mended nothing is told.
async fn told_while_serving(file: &str, text: &str) -> Vec<String> {
    let understudy = Understudy::start(ROUTES, &[("shop.json", &shop())]).await;
    let good = std::fs::read(understudy.path(file)).unwrap();
    let problems = async || {
        let status = understudy.admin.get("/api/status").await.json();
        status["problems"].as_array().cloned().filter(|problems| !problems.is_empty())
    };
    std::fs::write(understudy.path(file), text).unwrap();
    let told = eventually("the problem", problems).await;
    assert_eq!(understudy.client.get("/books").await.status, 200);
    assert_eq!(understudy.generation(), 1);
    std::fs::write(understudy.path(file), good).unwrap();
    eventually("no problem", async || problems().await.is_none().then_some(())).await;
    told.iter().flat_map(|problem| [message(problem), position(problem)]).collect()
}

fn message(problem: &Value) -> String {
    problem["message"].as_str().unwrap_or_default().to_owned()
}

/// `FILE:LINE:COLUMN`, or the file alone.
fn position(problem: &Value) -> String {
    let file = problem["file"].as_str().and_then(|file| file.rsplit('/').next()).unwrap_or_default();
    match &problem["place"] {
        Value::Null => file.to_owned(),
        place => format!("{file}:{}:{}", place["line"], place["column"]),
    }
}

#[tokio::test]
async fn what_is_not_json() {
    let expected = r#"
error: not JSON: expected ident
 --> shop.json:2:12
  |
2 |   "info": nope]
  |            ^
  |
  = help: correct it at this place, or export the file again
"#;
    check("shop.json", "{\n  \"info\": nope]\n}", expected).await;
}

#[tokio::test]
async fn what_was_cut_in_half() {
    let expected = r#"
error: the JSON ends too early
 --> shop.json:1:176
  |
1 | quest":{"method":"GET","url":"{{baseUrl}}/books"},"response":
  |                                                             ^
  |
  = help: the file seems cut off: export it again
"#;
    let shop = shop();
    let half = shop.split_inclusive(r#""response":"#).next().unwrap();
    check("shop.json", half, expected).await;
}

#[tokio::test]
async fn ten_thousand_levels() {
    let expected = r"
error: the JSON is nested too deeply (more than 127 levels)
 --> shop.json:1:128
  |
1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  |                                                             ^
  |
  = help: no export of Postman is nested like this: check how the file was made
";
    let levels = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    check("shop.json", &levels, expected).await;
    let told = told_at_the_start("understudy.toml", &format!("levels = {levels}"));
    assert!(told.contains("not TOML"), "{told}");
    assert!(told.contains("understudy.toml:1:"), "{told}");
}

#[tokio::test]
async fn an_empty_config() {
    let expected = r"
error: the file is empty
--> understudy.toml
 = help: add a route, e.g. `[[routes]]` with a `name` and a `mock`
";
    check("understudy.toml", "", expected).await;
}

#[tokio::test]
async fn an_unknown_key() {
    let expected = r"
error: unknown setting `endpoint`
  --> understudy.toml:15:1
   |
15 | endpoint = {}
   | ^
   |
   = note: in routes[0].endpoint
   = help: did you mean `endpoints`?
";
    check("understudy.toml", &format!("{}endpoint = {{}}\n", config()), expected).await;
}

#[tokio::test]
async fn two_routes_for_the_same() {
    let expected = r"
error: route `other` is left without requests by route `shop` on line 12: host `*`, path `/`, methods any
  --> understudy.toml:15:1
   |
15 | [[routes]]
   | ^
   |
   = note: in routes[1]
   = help: change the host, path or methods of one of them, or remove one
";
    let twins = format!("{}[[routes]]\nname = \"other\"\nmock = \"shop\"\n", config());
    check("understudy.toml", &twins, expected).await;
}

#[tokio::test]
async fn an_upstream_that_is_no_url() {
    let expected = r#"
error: `localhost 3000` is not the URL of an upstream
  --> understudy.toml:16:7
   |
16 | url = "localhost 3000"
   |       ^
   |
   = note: in upstreams.shop.url
   = help: write scheme, host and port, such as `http://127.0.0.1:3000`
"#;
    let upstream = format!("{}[upstreams.shop]\nurl = \"localhost 3000\"\n", config());
    check("understudy.toml", &upstream, expected).await;
}

#[test]
fn a_listen_address_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (setting, before) in [("server.listen", "[server]\n"), ("admin.listen", "[admin]\n")] {
        let free = format!("{before}listen = \"127.0.0.1:0\"");
        let config = config().replace(&free, &format!("{before}listen = \"{address}\""));
        let expected = format!(
            "error: the address {address} is in use\n |\n = note: in {setting}\n \
             = help: stop the other program, or choose another address"
        );
        assert_eq!(told_at_the_start("understudy.toml", &config), expected);
    }
}
