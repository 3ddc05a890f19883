//! Answers whose headers do not say what their bodies are.

use serde_json::json;

use super::{answering, check, example};

#[test]
fn json_that_is_none() {
    let told = |content_type: &str| {
        format!(
            "warning: all / e: its content type is `{content_type}`, but its body is no JSON: expected value at line 1 column 1"
        )
    };
    let row = |content_type: &str| answering("content-type", content_type, "<a/>");
    check("JSON", &[row("application/json; charset=utf-8")], &[&told("application/json; charset=utf-8")]);
    check("a kind of JSON", &[row("application/problem+json")], &[&told("application/problem+json")]);
    check("another type", &[row("text/xml")], &[]);
    let mut told_by_preview = row("*/*");
    check("no type", &[told_by_preview.clone()], &[]);
    told_by_preview["_postman_previewlanguage"] = json!("json");
    check("by the preview language", &[told_by_preview], &[&told("application/json")]);
    check("no body", &[example("e", "/a", " ")], &[]);
    check(
        "variables inside",
        &[example("e", "/{{a}}/{{b}}", "{\"a\": {{a}}{{b}}, \"{{a}}\": \"{{b}}\"}")],
        &[],
    );
    let mut without = example("e", "/a", "<a/>");
    without["code"] = json!(204);
    check("a status without a body", &[without], &[]);
}

#[test]
fn recorded_headers() {
    let length = |value: &str| answering("Content-Length", value, "12345");
    let told = |value: &str| {
        format!("hint: all / e: its recorded content-length is `{value}`, but its body has 5 bytes")
    };
    check("right", &[length(" 5 ")], &[]);
    check("wrong", &[length("4")], &[&told("4")]);
    check("a word", &[length("much")], &[&told("much")]);
    check("of what is filled in", &[answering("content-length", "9", "{{$guid}}")], &[]);
    let encoding = |value: &str| answering("Content-Encoding", value, "12345");
    check("identity", &[encoding("Identity")], &[]);
    let told = "hint: all / e: its recorded content-encoding is `br`, but its body is saved decoded";
    check("br", &[encoding("br")], &[told]);
}
