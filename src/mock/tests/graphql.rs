//! 8.4.2: answers to GraphQL clients.

use http::HeaderMap;
use serde_json::{Value, json};

use super::calls::{example, mock_of, mock_with, say};
use super::headers;
use crate::matching::{Algorithm, Role};
use crate::mock::Mock;

#[test]
fn rule_8_4_4_a_batch_of_queries() {
    let film = json!({"query": "{ film { title } }"});
    let mock = mock_with(Algorithm::Extended, &[example("film", &film, r#"{"data":{"film":1}}"#)]);
    let other = json!([film, {"query": "{ other }"}]);
    let error = r#"{"errors":[{"message":"No matching requests"}]}"#;
    for (row, role, body, expected) in [
        ("known", Role::InFront, json!([film, film]), r#"200 [{"data":{"film":1}},{"data":{"film":1}}]"#),
        ("unknown", Role::Alone, other.clone(), &*format!(r#"200 [{{"data":{{"film":1}}}},{error}]"#)),
        ("unknown, in front of a backend", Role::InFront, other.clone(), "miss"),
    ] {
        let said = say(&mock, role, "POST /a", &HeaderMap::new(), body.to_string().as_bytes());
        assert_eq!(said, expected, "{row}");
    }
}

#[test]
fn rule_8_4_4_queries_of_a_batch_by_their_hashes() {
    let film = json!({"query": "{ film }"});
    let mock = mock_with(Algorithm::Extended, &[example("film", &film, r#"{"data":{"film":1}}"#)]);
    let hash = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}});
    let unknown = r#"{"errors":[{"extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"},"message":"PersistedQueryNotFound"}]}"#;
    for (row, role, body, expected) in [
        ("all", Role::Alone, json!([hash, hash]), format!("200 [{unknown},{unknown}]")),
        (
            "the first",
            Role::Alone,
            json!([hash, film]),
            format!(r#"200 [{unknown},{{"data":{{"film":1}}}}]"#),
        ),
        ("the last", Role::Alone, json!([film, hash]), format!(r#"200 [{{"data":{{"film":1}}}},{unknown}]"#)),
        ("in front of a backend", Role::InFront, json!([film, hash]), "miss".to_owned()),
    ] {
        let said = say(&mock, role, "POST /a", &HeaderMap::new(), body.to_string().as_bytes());
        assert_eq!(said, expected, "{row}");
    }
}

#[test]
fn rule_8_4_2_a_query_by_its_hash_alone() {
    let persisted = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}});
    let error = r#"200 {"errors":[{"extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"},"message":"PersistedQueryNotFound"}]}"#;
    let film = [example("film", &json!({"query": "{ film { title } }"}), r#"{"data":{"film":1}}"#)];
    let mock = mock_with(Algorithm::Extended, &film);
    let say = |role, line: &str, body: &str| say(&mock, role, line, &HeaderMap::new(), body.as_bytes());
    assert_eq!(say(Role::Alone, "POST /a", &persisted.to_string()), error);
    assert_eq!(say(Role::InFront, "POST /a", &persisted.to_string()), "miss");
    let extensions = "extensions=%7B%22persistedQuery%22%3A%7B%7D%7D";
    assert_eq!(say(Role::Alone, &format!("GET /a?{extensions}"), ""), error, "by GET");
    let both = format!("GET /a?query=%7Bfilm%7Btitle%7D%7D&{extensions}");
    assert_eq!(say(Role::Alone, &both, ""), r#"200 {"data":{"film":1}}"#, "by GET, with the query");
}

#[test]
fn rule_8_4_2_types_that_are_asked_for_are_named() {
    let query = json!({"query": "{ films { title cast { name } } }"});
    let saved = r#"{"data": {"films": [{"title": 1.50, "cast": []}, null, {}]}}"#;
    let asked = json!({"query": "{ films { __typename ...F } } fragment F on Film { title cast { name __typename } }"});
    let named = r#"200 {"data": {"films": [{"__typename":"Film","title": 1.50, "cast": []}, null, {}]}}"#;
    for (row, algorithm, sent, expected) in [
        ("asked for", Algorithm::Extended, &asked, named.to_owned()),
        ("not asked for", Algorithm::Extended, &query, format!("200 {saved}")),
        ("as Postman matches", Algorithm::Postman, &asked, format!("200 {saved}")),
    ] {
        let mock = mock_with(algorithm, &[example("films", &query, saved)]);
        let said = say(&mock, Role::Alone, "POST /a", &HeaderMap::new(), sent.to_string().as_bytes());
        assert_eq!(said, expected, "{row}");
    }
}

#[test]
fn rule_8_4_2_a_query_in_the_address() {
    let film = [
        example(
            "one",
            &json!({"query": "query F($id: Int) { film(id: $id) }", "variables": {"id": 1}}),
            "one {{$body 'variables.id'}}",
        ),
        example(
            "two",
            &json!({"query": "query F($id: Int) { film(id: $id) }", "variables": {"id": 2}}),
            "two {{$body 'variables.id'}}",
        ),
    ];
    let mock = mock_with(Algorithm::Extended, &film);
    let query = "query=query+F(%24id%3A+Int)+%7B+film(id%3A+%24id)+%7D";
    for (row, line, expected) in [
        ("with variables", format!("GET /a?{query}&variables=%7B%22id%22%3A2%7D"), "200 two 2"),
        ("no variables", format!("GET /a?{query}&operationName=F"), "200 one"),
        ("variables that are no JSON", format!("GET /a?{query}&variables=x"), "miss"),
        ("another operation", "GET /a?query=%7Bother%7D".to_owned(), "miss"),
        ("no query", "GET /a?query=red+shoes".to_owned(), "miss"),
        ("another method", format!("PUT /a?{query}"), "miss"),
    ] {
        let said = say(&mock, Role::Alone, &line, &HeaderMap::new(), b"");
        assert_eq!(said, expected, "{row}");
    }
    let postman = mock_with(Algorithm::Postman, &film);
    let said = say(&postman, Role::Alone, &format!("GET /a?{query}"), &HeaderMap::new(), b"");
    assert_eq!(said, "miss", "as Postman does");
}

const BY_ID: &str = "query Film($id: ID!) { film(id: $id) { title } }";

/// The parameters of a GET that asks this.
fn params(query: &str, variables: &str) -> String {
    let mut params = form_urlencoded::Serializer::new(String::new());
    params.append_pair("query", query);
    if !variables.is_empty() {
        params.append_pair("variables", variables);
    }
    params.finish()
}

/// A mock with saved GETs `one` and `two` of a film, `me`, and beside them a POST `posted` and a plain GET.
fn saved_by_get() -> Mock {
    let get = |name: &str, url: &str| json!({"name": name, "originalRequest": {"method": "GET", "url": url}, "code": 200, "body": name});
    let url = |query: &str, variables: &str| format!("http://shop/g?{}", params(query, variables));
    let saved = [
        get("one", &url(BY_ID, r#"{"id": "1"}"#)),
        get("two", &url(BY_ID, r#"{"id": "2"}"#)),
        get("me", &url("{ me { id } }", "")),
    ];
    let request = |method: &str, url: &str| json!({"method": method, "url": url});
    mock_of(
        Algorithm::Extended,
        &json!([
            {"name": "By GET", "request": request("GET", "http://shop/g"), "response": saved},
            {"name": "Plain", "request": request("GET", "http://shop/p"), "response": [get("plain", "http://shop/p")]},
        ]),
    )
}

#[test]
fn rule_8_4_2_saved_gets_with_a_query_are_calls() {
    let mock = saved_by_get();
    let spaced = "query Film($id: ID!) {\n  film(id: $id) {\n    title\n    __typename\n  }\n}";
    for (row, line, expected) in [
        ("as it was saved", format!("GET /g?{}", params(BY_ID, r#"{"id": "2"}"#)), "200 two"),
        ("as a client writes it", format!("GET /g?{}", params(spaced, r#"{"id":"2"}"#)), "200 two"),
        ("by HEAD", format!("HEAD /g?{}", params(spaced, r#"{"id":"2"}"#)), "200 two"),
        ("another film", format!("GET /g?{}", params(spaced, r#"{"id":"3"}"#)), "200 one"),
        ("another operation", format!("GET /g?{}", params("query Me { me { id } }", "")), "200 me"),
        ("one that no example has", format!("GET /g?{}", params("{ you { id } }", "")), "miss"),
        ("no query", "GET /g".to_owned(), "200 me"),
        ("a search", "GET /g?query=red+shoes".to_owned(), "200 me"),
        ("an example without a query", format!("GET /p?{}", params("{ me { id } }", "")), "200 plain"),
    ] {
        assert_eq!(say(&mock, Role::Alone, &line, &HeaderMap::new(), b""), expected, "{row}");
    }
    let equal = headers(&["x-mock-match-request-body: true"]);
    for (row, line, expected) in [
        ("an equal body is asked for", format!("GET /g?{}", params(spaced, r#"{"id":"2"}"#)), "200 two"),
        ("of another film", format!("GET /g?{}", params(spaced, r#"{"id":"3"}"#)), "miss"),
        ("of an example without a query", format!("GET /p?{}", params("{ me { id } }", "")), "200 plain"),
    ] {
        assert_eq!(say(&mock, Role::Alone, &line, &equal, b""), expected, "{row}");
    }
    let hash = "GET /g?extensions=%7B%22persistedQuery%22%3A%7B%7D%7D";
    let said = say(&mock, Role::Alone, hash, &HeaderMap::new(), b"");
    assert!(said.contains("PERSISTED_QUERY_NOT_FOUND"), "by its hash: {said}");
}

/// A form that uploads a file, with this call.
fn upload(operations: &Value) -> String {
    let field = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = "--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.png\"\r\n\r\nx\r\n--b--\r\n";
    [&field("operations", &operations.to_string()), &*field("map", r#"{"0":["variables.file"]}"#), file]
        .concat()
}

#[test]
fn rule_8_4_2_an_upload_is_the_call_that_it_holds() {
    let query = "mutation Up($file: Upload!) { upload(file: $file) { id } }";
    let call = json!({"query": query, "variables": {"file": null}});
    let me = json!({"query": "{ me { id } }"});
    let form = |operations: &Value| {
        json!({"mode": "formdata", "formdata": [
            {"key": "operations", "value": operations.to_string()},
            {"key": "map", "value": "{}"},
            {"key": "0", "type": "file", "src": "a.png"},
        ]})
    };
    let in_form = |name: &str, operations: &Value| {
        let mut saved = example(name, operations, name);
        saved["originalRequest"]["body"] = form(operations);
        saved
    };
    let in_json = [example("me", &me, "me"), example("up", &call, "up")];
    let in_forms = [in_form("me", &me), in_form("up", &call)];
    let head = headers(&["content-type: multipart/form-data; boundary=b"]);
    for (row, saved) in [("saved as JSON", &in_json), ("saved as a form", &in_forms)] {
        let mock = mock_with(Algorithm::Extended, saved);
        let ask =
            |operations: &Value| say(&mock, Role::Alone, "POST /a", &head, upload(operations).as_bytes());
        assert_eq!(ask(&call), "200 up", "{row}");
        assert_eq!(ask(&me), "200 me", "{row}");
        assert_eq!(ask(&json!({"query": "{ you }"})), "miss", "{row}");
    }
}

#[test]
fn rule_8_4_2_a_saved_document_is_a_call() {
    let document = |name: &str, query: &str| {
        let mut saved = example(name, &json!(null), name);
        saved["originalRequest"]["header"] =
            json!([{"key": "Content-Type", "value": "application/graphql; charset=utf-8"}]);
        saved["originalRequest"]["body"]["raw"] = json!(query);
        saved
    };
    let mock = mock_with(
        Algorithm::Extended,
        &[document("pets", "{ pets { id } }"), document("dogs", "{ dogs { id } }")],
    );
    let head = headers(&["content-type: application/graphql"]);
    for (row, head, body, expected) in [
        ("as a document", &head, "{dogs{id}}".to_owned(), "200 dogs"),
        ("as JSON", &HeaderMap::new(), json!({"query": "{ dogs { id name } }"}).to_string(), "200 dogs"),
        ("another operation", &head, "{ cats { id } }".to_owned(), "miss"),
    ] {
        assert_eq!(say(&mock, Role::Alone, "POST /a", head, body.as_bytes()), expected, "{row}");
    }
}
