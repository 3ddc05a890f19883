//! URLs, their rows, and variables.

use super::{EXAMPLE, example, line, read_with};

#[track_caller]
fn check_url(request: &str, saved: &str, expected: &str) {
    let request = format!("$kind: http-request\n{request}");
    let saved = format!("response:\n  statusCode: 200\n{saved}");
    assert_eq!(line(&example(&request, &saved)), expected, "{request}{saved}");
}

#[test]
fn rule_1_2_what_the_original_lacks_comes_from_the_item() {
    let own = "url: https://x/own?q=1\nmethod: put\n";
    check_url(own, "", "PUT /own?q=1");
    check_url(own, "request: {}\n", "PUT /own?q=1");
    check_url(own, "request:\n", "PUT /own?q=1");
    check_url(own, "request: {url: https://x/b}\n", "PUT /b?");
    check_url(own, "request: {method: POST}\n", "POST /own?q=1");
    check_url(own, "request: https://x/c\n", "PUT /c?");
    check_url("url: https://x/a\n", "", "GET /a?");
}

#[test]
fn the_query_stands_in_the_url_and_beside_it() {
    let own = "url: https://x/a\n";
    let of = |url: &str, params: &str| format!("request:\n  url: {url}\n  queryParams: {params}\n");
    check_url(
        own,
        &of("https://x/b?q=two words&r=1", "[{key: q, value: two words}]"),
        "GET /b?q=two words&r=1",
    );
    check_url(own, &of("https://x/b?q=%C3%A9", "{q: é}"), "GET /b?q=é");
    check_url(own, &of("https://x/b?f%5Ba%5D=1", "[{key: 'f[a]', value: 1}]"), "GET /b?f[a]=1");
    check_url(own, &of("https://x/b?q=1", "[]"), "GET /b?q=1");
    check_url(own, &of("https://x/b?q=1", "[{key: q, value: 1, disabled: true}]"), "GET /b?");
    check_url(
        own,
        &of("https://x/b", "{q: '{{v}}', r: {value: 1.10, description: d}}"),
        "GET /b?q={{v}}&r=1.10",
    );
}

#[test]
fn rule_1_8_path_variables_as_map_list_and_both() {
    let own = "url: https://x/:a/:b\n";
    check_url(own, "", "GET /:a=/:b=?");
    for variables in [
        "{a: 1, b: 2}",
        "[{key: a, value: 1}, {key: b, value: 2, description: d}]",
        "[{a: 1}, {key: b, value: 2}]",
    ] {
        check_url(&format!("{own}pathVariables: {variables}\n"), "", "GET /:a=1/:b=2?");
    }
    check_url(&format!("{own}pathVariables: [{{key: a, value: 1, disabled: true}}]\n"), "", "GET /:a=/:b=?");
}

#[track_caller]
fn check_variables(collection: &str, folder: &str, environment: &[(&str, &str)], expected: &str) {
    let files = [
        (".resources/definition.yaml", collection),
        ("F/.resources/definition.yaml", folder),
        ("F/List.request.yaml", "url: https://x/<{{a}}>\n"),
        ("F/.resources/List.resources/examples/One.example.yaml", EXAMPLE),
    ];
    let read = read_with(&files, environment);
    assert_eq!(line(&read.value.examples[0]), expected, "{collection}{folder}");
}

#[test]
fn rule_1_6_environment_then_collection_then_folders() {
    let list = "variables:\n  - key: a\n    value: 1\n";
    let map = "variables:\n  a: 2\n";
    check_variables(list, map, &[("a", "0")], "GET /<0>?");
    check_variables(list, map, &[], "GET /<1>?");
    check_variables("name: N\n", map, &[], "GET /<2>?");
    check_variables("name: N\n", "variables: {a: {value: 3, description: d}}\n", &[], "GET /<3>?");
    check_variables("name: N\n", "variables: {a: [1, x]}\n", &[], "GET /<[1,\"x\"]>?");
    check_variables("name: N\n", "variables: [{key: a, value: 1, disabled: true}]\n", &[], "GET /<{{a}}>?");
}

#[test]
fn rule_1_6_a_variable_may_refer_to_itself() {
    check_variables("variables: {a: '{{a}}'}\n", "name: F\n", &[], "GET /<{{a}}>?");
    check_variables("variables: {a: '{{a}}'}\n", "name: F\n", &[("a", "1")], "GET /<1>?");
}
