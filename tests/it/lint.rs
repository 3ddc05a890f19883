//! `understudy check` as a linter: it finds every planted fault, and nothing else.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{collection, item, run, run_in};

/// One of each fault.
const CONFIG: &str = include_str!("faults/understudy.toml");
const SHOP: &str = include_str!("faults/shop.json");
const COPY: &str = include_str!("faults/copy.json");

/// A folder with these faults. The secret is put together here, so that nobody who scans files takes it for real.
fn faults() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("understudy.toml", CONFIG);
    write("shop.json", &SHOP.replace("SECRET", &"0a1b2c3d4e5f6789".repeat(2)));
    write("copy.json", COPY);
    folder
}

/// What is told of each: level and message, where, and of which item.
const TOLD: [(&str, &str, &str); 22] = [
    (
        "hint: there is no status code; the example answers where `x-mock-response-code` asks for one that no other has",
        "shop.json:200:7",
        "codeless / unknown",
    ),
    (
        "hint: it never answers: no request tells it from `ties / first`, which comes first in the order of ids; \
         likewise `ties / third`",
        "shop.json:30:7",
        "ties / second",
    ),
    (
        "hint: it never answers: `values / one` fits whatever it fits, and at least as well",
        "shop.json:118:7",
        "values / any",
    ),
    (
        "hint: it answers only where bodies must match: `bodies / said` fits whatever it fits, and at least as well",
        "shop.json:161:7",
        "bodies / silent",
    ),
    (
        "hint: 2 examples of one `GET` request are called `same`: by `x-mock-response-name`, this one answers",
        "shop.json:223:7",
        "names / same",
    ),
    (
        "hint: the body of its request is one variable without a value, which no body equals",
        "shop.json:296:7",
        "asks / again",
    ),
    (
        "hint: `{{next}}` in the body of its answer has no value and is sent as it stands; \
         likewise `answers / header`",
        "shop.json:324:7",
        "answers / body",
    ),
    (
        "warning: `{{$randomIntt}}` in the body of its answer has no value and is sent as it stands",
        "shop.json:358:7",
        "answers / misspelt",
    ),
    (
        "warning: its content type is `application/json`, but its body is no JSON: \
         EOF while parsing a value at line 1 column 6",
        "shop.json:382:7",
        "json / half",
    ),
    (
        "hint: its recorded content-length is `99`, but its body has 2 bytes",
        "shop.json:406:7",
        "recorded / length",
    ),
    (
        "hint: its recorded content-encoding is `gzip`, but its body is saved decoded",
        "shop.json:425:7",
        "recorded / encoding",
    ),
    (
        "warning: the header `Authorization` of its request holds what looks like a bearer token, `Bearer 0...`; \
         likewise `secrets / again`",
        "shop.json:453:7",
        "secrets / token",
    ),
    (
        "hint: `paging.next` of its answer leads to a next page, and no example of its request is the last one",
        "shop.json:546:7",
        "pages / first",
    ),
    (
        "hint: `<string>` in the body of its answer is a placeholder, and is sent as it stands",
        "shop.json:570:7",
        "placeholders / typed",
    ),
    ("hint: the request has no example, so the mock has no answer to it", "shop.json:645:6", "unsaved"),
    (
        "hint: it never answers in mock `shop`: examples of `shop.json` fit the same requests and win",
        "copy.json",
        "ties / copied",
    ),
    ("hint: no route of mock `shop` takes GET /books", "shop.json", "outside / books"),
    (
        "hint: no request for GET /api/toys gets to mock `shop`: route `toys` takes it",
        "shop.json",
        "toys / all",
    ),
    ("hint: answers lead to other hosts: `elsewhere.test` (1)", "shop.json", "away / moved"),
    (
        "hint: its own `access-control-*` headers keep pages of other origins from reading it",
        "shop.json",
        "readers / foreign",
    ),
    (
        "warning: the mode of `GET /books` never applies: route `api` takes methods any below `/api`",
        "understudy.toml:16:1",
        "routes[0].endpoints.\"GET /books\"",
    ),
    (
        "warning: the mode of `GET /api/toys` never applies: route `toys` takes its requests",
        "understudy.toml:17:1",
        "routes[0].endpoints.\"GET /api/toys\"",
    ),
];

#[test]
fn every_planted_fault_is_told_with_its_place() {
    let folder = faults();
    let (code, summary, told) = run_in(folder.path(), &["check", "--verbose", "understudy.toml"]);
    assert_eq!(code, 0, "warnings are no errors: {told}");
    assert_eq!(summary, "understudy.toml: 29 examples, 17 endpoints, 5 warnings and 17 hints\n");
    let blocks: Vec<_> = told.split("\n\n").filter(|block| !block.is_empty()).collect();
    for (block, (message, place, item)) in blocks.iter().zip(TOLD) {
        assert_eq!(block.lines().next(), Some(message));
        assert!(block.contains(&format!("--> {place}\n")), "{place}: {block}");
        assert!(block.contains(&format!("= note: in {item}\n")), "{item}: {block}");
        assert!(block.contains("= help: "), "{block}");
    }
    assert_eq!(blocks.len(), TOLD.len(), "{told}");
}

#[test]
fn what_is_of_one_kind_is_one_finding_a_file() {
    let folder = faults();
    let (_, _, told) = run_in(folder.path(), &["check", "understudy.toml"]);
    let gathered = "hint: it never answers: no request tells it from `ties / first`, which comes first in the order of \
                    ids; likewise `ties / third`; 1 more like it in this file: `values / any`\n";
    assert!(told.contains(gathered), "{told}");
    assert!(told.ends_with(" problems: `understudy check --verbose` tells each.\n\n"), "{told}");
    let (_, report, _) = run_in(folder.path(), &["check", "--json", "understudy.toml"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let ties = findings
        .iter()
        .find(|finding| finding["message"].as_str().unwrap().contains("`ties / first`"))
        .unwrap();
    assert_eq!((&ties["count"], &ties["file"]), (&3.into(), &"shop.json".into()));
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(TOLD.len()));
}

/// A collection as vendors generate them: no variable is defined, few requests have examples, and these hold the
/// types of values, addresses of the vendor and pages that lead on.
fn generated(number: usize) -> String {
    let request = |method: &str, path: &str| {
        json!({
            "method": method,
            "url": {"raw": format!("{{{{baseUrl}}}}{path}"), "host": ["{{baseUrl}}"]},
            "header": [{"key": "Authorization", "value": "Bearer {{token}}"}],
            "body": {"mode": "raw", "raw": "{\"name\": \"<string>\", \"size\": \"<integer>\"}"},
        })
    };
    let example = |name: &str, request: &Value, code: Value, body: &str| {
        json!({
            "name": name,
            "originalRequest": request,
            "code": code,
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "body": body,
        })
    };
    let page = "{\"results\": [{\"id\": \"<long>\", \"url\": \"https://app.vendor.test/1\"}], \
                \"paging\": {\"next\": {\"after\": \"<string>\", \"link\": \"{{link}}\"}}, \"text\": \"a <string>\"}";
    let items = (0..6).flat_map(|part| {
        let path = format!("/crm/v{number}/objects{part}");
        let list = request("GET", &path);
        let listed = [
            example("successful operation", &list, json!(200), page),
            example("successful operation", &list, json!(200), page),
            example("An error occurred.", &list, Value::Null, "{\"message\": \"<string>\"}"),
        ];
        [
            json!({"name": "Read a page", "request": list, "response": listed}),
            json!({"name": "Create", "request": request("POST", &path), "response": []}),
            json!({"name": "Archive", "request": request("DELETE", &format!("{path}/:id"))}),
            json!({"name": "Without a path", "request": {"method": "GET", "url": {"raw": "{{baseUrl}}"}}}),
        ]
    });
    collection(&items.collect::<Vec<_>>())
}

#[test]
fn a_folder_of_a_hundred_generated_collections_is_told_on_a_few_pages() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("vendor")).unwrap();
    for number in 0..100 {
        fs::write(folder.path().join(format!("vendor/{number}.json")), generated(number)).unwrap();
    }
    let (code, summary, told) = run_in(folder.path(), &["check", "--deny", "warnings", "vendor"]);
    assert_eq!(code, 0, "what nobody can mend is no warning: {summary}{told}");
    let lines = told.lines().count() + summary.lines().count();
    println!("{lines} lines");
    assert!(lines < 200, "{lines} lines: {told}");
    let unsaved = "hint: the request has no example, so the mock has no answer to it; likewise ";
    assert!(told.contains(unsaved) && told.contains("in 100 files"), "{told}");
    let (_, _, each) = run_in(folder.path(), &["check", "--verbose", "vendor"]);
    assert!(each.matches(unsaved).count() == 100, "each file by itself");
}

#[test]
fn warnings_may_be_denied() {
    let folder = faults();
    let code = |arguments: &[&str]| run_in(folder.path(), arguments).0;
    assert_eq!(code(&["check", "understudy.toml", "--deny", "warnings"]), 1);
    assert_eq!(code(&["check", "--deny", "warnings", "--json", "understudy.toml"]), 1);
    assert_eq!(code(&["check", "understudy.toml", "--deny", "errors"]), 2);
    let hint = collection(&[item("v", "GET", "/v?p=x{{version}}", 200, "{}")]);
    fs::write(folder.path().join("hint.json"), hint).unwrap();
    let (code, summary, _) = run_in(folder.path(), &["check", "hint.json", "--deny", "warnings"]);
    assert_eq!((code, summary.as_str()), (0, "hint.json: 1 examples, 1 endpoints, 1 hint\n"));
}

#[test]
fn for_machines_there_is_one_document() {
    let folder = faults();
    let (code, report, told) = run_in(folder.path(), &["check", "--json", "understudy.toml", "nobody.json"]);
    assert_eq!((code, told.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&report).unwrap();
    let loaded = json!({"examples": 29, "endpoints": 17});
    assert_eq!(report["files"][0], json!({"name": "understudy.toml", "loaded": loaded}));
    let problems = report["problems"].as_array().unwrap();
    for (problem, (message, place, item)) in problems.iter().zip(TOLD) {
        let text = |member: &str| problem[member].as_str().unwrap();
        assert_eq!(format!("{}: {}", text("level"), text("message")), message);
        let mut found = text("file").to_owned();
        for member in ["line", "column"] {
            found.extend(problem[member].as_u64().map(|number| format!(":{number}")));
        }
        assert_eq!((found.as_str(), text("item")), (place, item));
        assert!(problem["hint"].is_string());
    }
    let last = problems.last().unwrap();
    assert_eq!((&last["level"], &last["file"]), (&"error".into(), &"nobody.json".into()));
}

#[test]
fn a_collection_in_many_files_is_told_by_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join("shop").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("list.request.yaml", "$kind: http-request\nurl: /books\nmethod: GET\n");
    let example = "$kind: http-example\nresponse:\n  statusCode: 200\n  headers: {content-length: '9'}\n";
    write(".resources/list.resources/examples/ok.example.yaml", example);
    let (_, _, told) = run_in(folder.path(), &["check", "shop"]);
    assert!(told.contains("--> shop/.resources/list.resources/examples/ok.example.yaml:1:1\n"), "{told}");
}

/// A config with these routes, and examples of `shop`, by method and path.
#[track_caller]
fn check_routes(row: &str, routes: &str, examples: &[(&str, &str)], expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let items: Vec<_> = examples.iter().map(|(method, path)| item(path, method, path, 200, "{}")).collect();
    fs::write(folder.path().join("shop.json"), collection(&items)).unwrap();
    let start = "[mocks.shop]\ncollections = [\"shop.json\"]\n";
    fs::write(folder.path().join("understudy.toml"), format!("{start}{routes}")).unwrap();
    let (_, _, told) = run_in(folder.path(), &["check", "understudy.toml"]);
    let firsts: Vec<_> = told.split("\n\n").filter_map(|block| block.lines().next()).collect();
    assert_eq!(firsts, expected, "{row}: {told}");
}

/// A route of an upstream.
fn live(rest: &str) -> String {
    let upstream = "[upstreams.live]\nurl = \"http://127.0.0.1:3000\"";
    format!("{upstream}\n[[routes]]\nname = \"live\"\nupstream = \"live\"\n{rest}\n")
}

/// A route of the mock.
fn mocked(name: &str, rest: &str) -> String {
    format!("[[routes]]\nname = \"{name}\"\nmock = \"shop\"\n{rest}\n")
}

#[test]
fn what_some_request_gets_to_is_left_alone() {
    let row = |row, routes: &[String], examples: &[_]| check_routes(row, &routes.concat(), examples, &[]);
    row("all", &[mocked("a", "")], &[("GET", "/"), ("PURGE", "/a b/%2F/é")]);
    row(
        "below a prefix",
        &[mocked("a", "path = \"/api\"")],
        &[("GET", "/api"), ("GET", "/API/x"), ("GET", "/api/")],
    );
    row("a wildcard for the prefix", &[mocked("a", "path = \"/v1\"")], &[("GET", "/:version/books")]);
    row("GET brings HEAD", &[mocked("a", "methods = [\"GET\"]")], &[("HEAD", "/a"), ("GET", "/a")]);
    row("a host", &[mocked("a", "host = \"a.test\""), live("")], &[("GET", "/a")]);
    row("any host of some", &[mocked("a", "host = \"*.test\""), live("")], &[("GET", "/a")]);
    let two = [mocked("a", "path = \"/a\""), mocked("b", "path = \"/b\"")];
    row("one of two routes", &two, &[("GET", "/a/1"), ("GET", "/b/1")]);
    let inner = [mocked("a", ""), mocked("b", "path = \"/b\"")];
    row("a route of the same mock", &inner, &[("GET", "/b/1")]);
    let modes = mocked("a", "path = \"/v1\"\nendpoints = { \"GET /:version/books\" = \"mock\" }");
    row("a mode", &[modes], &[("GET", "/:version/books")]);
}

#[test]
fn what_no_request_gets_to_is_told_once_a_cause() {
    let routes = mocked("a", "methods = [\"GET\"]") + &live("path = \"/live\"");
    let examples = [("POST", "/a"), ("PUT", "/a"), ("GET", "/live/1"), ("GET", "/a")];
    let expected = [
        "hint: no route of mock `shop` takes POST /a and 1 more",
        "hint: no request for GET /live/1 gets to mock `shop`: route `live` takes it",
    ];
    check_routes("two causes", &routes, &examples, &expected);
}

#[test]
fn the_demo_is_clean() {
    for file in ["conf/demo/understudy.toml", "conf/demo/bookshop.postman_collection.json"] {
        let (code, _, told) = run(&["check", "--deny", "warnings", file]);
        let told: Vec<_> = told.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!((code, told), (0, vec![]), "{file}");
    }
}
