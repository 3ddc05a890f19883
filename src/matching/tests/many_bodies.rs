//! The index finds what a scan of every candidate finds where many examples at one URL differ by their bodies.
//!
//! Bodies are made of few names and values, so that many are nearly equal and some are equal.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::builders::{Saved, Sent, index_by, saved, sent};
use super::property::{check, options};
use crate::collection::{Body, FormField, FormValue};
use crate::matching::{Algorithm, Options, Role};

/// What a body says, in the format of one protocol or another.
#[derive(Debug, Clone)]
enum Content {
    Json(Value),
    Rpc(&'static str, Value),
    GraphQl(&'static str, Value),
    Xml(&'static str, Vec<(&'static str, &'static str)>),
    Pairs(Vec<(&'static str, &'static str)>),
    /// Those without a value are files.
    Fields(Vec<(&'static str, Option<&'static str>)>),
    Text(&'static str),
    Nothing,
}

const NAMES: &[&str] = &["a", "b", "c"];
const TEXTS: &[&str] = &["x", "y", "", "x-1", "{{v}}", "x-{{v}}", "<string>"];
const QUERIES: &[&str] = &[
    "{ a { b } }",
    "{ a { c } }",
    "{ a { b c } }",
    "{ a { b(x: 1) c } }",
    "{ a { {{v}} } }",
    "{ b }",
    "mutation { a { b } }",
];
const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => select(vec![json!(1), json!(2), json!(1.0), json!(true), json!(null), json!({}), json!([])]),
        3 => select(TEXTS).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let member = (select(NAMES), inner.clone());
        let object = prop::collection::vec(member, 0..4)
            .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        prop_oneof![
            3 => object.prop_map(|members: Map<_, _>| Value::Object(members)),
            1 => prop::collection::vec(inner, 0..3).prop_map(Value::Array),
        ]
    })
}

fn contents() -> impl Strategy<Value = Content> {
    let pairs = || prop::collection::vec((select(NAMES), select(TEXTS)), 0..4);
    let field = (select(NAMES), prop::option::weighted(0.8, select(TEXTS)));
    prop_oneof![
        8 => json().prop_map(Content::Json),
        2 => (select(vec!["m", "n", "{{v}}"]), json()).prop_map(|(method, params)| Content::Rpc(method, params)),
        2 => (select(QUERIES), json()).prop_map(|(query, variables)| Content::GraphQl(query, variables)),
        2 => (select(vec!["a", "b", "Envelope"]), pairs()).prop_map(|(root, texts)| Content::Xml(root, texts)),
        2 => pairs().prop_map(Content::Pairs),
        1 => prop::collection::vec(field, 0..4).prop_map(Content::Fields),
        1 => select(TEXTS).prop_map(Content::Text),
        1 => Just(Content::Nothing),
    ]
}

impl Content {
    /// As one text, and its type.
    fn text(&self) -> (&'static str, String) {
        match self {
            Self::Json(value) => ("application/json", value.to_string()),
            Self::Rpc(method, params) => {
                ("", json!({ "jsonrpc": "2.0", "method": method, "params": params, "id": 1 }).to_string())
            }
            Self::GraphQl(query, variables) => {
                ("application/json", json!({ "query": query, "variables": variables }).to_string())
            }
            Self::Xml("Envelope", texts) => {
                let content = xml("m", texts);
                let body =
                    format!("<s:Envelope xmlns:s='{ENVELOPE}'><s:Body>{content}</s:Body></s:Envelope>");
                ("text/xml", body)
            }
            Self::Xml(root, texts) => ("text/xml", xml(root, texts)),
            Self::Pairs(pairs) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                ("application/x-www-form-urlencoded", query.extend_pairs(pairs).finish())
            }
            Self::Fields(fields) => ("multipart/form-data; boundary=b", multipart(fields)),
            Self::Text(text) => ("text/plain", (*text).to_owned()),
            Self::Nothing => ("", String::new()),
        }
    }

    fn saved(&self) -> Body {
        match self {
            Self::Pairs(pairs) => Body::UrlEncoded(
                pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ),
            Self::Fields(fields) => Body::FormData(fields.iter().map(field).collect()),
            Self::GraphQl(query, variables) if variables.is_array() => Body::GraphQl {
                query: (*query).to_owned(),
                variables: variables.to_string(),
                operation_name: None,
            },
            _ => Body::Raw(self.text().1),
        }
    }
}

fn field((key, value): &(&str, Option<&str>)) -> FormField {
    let value = value.map_or(FormValue::File, |text| FormValue::Text(text.to_owned()));
    FormField { key: (*key).to_owned(), value }
}

fn xml(root: &str, texts: &[(&str, &str)]) -> String {
    let mut content = String::new();
    for (name, text) in texts {
        let _ = write!(content, "<{name}>{}</{name}>", text.replace('<', "&lt;"));
    }
    format!("<{root}>{content}</{root}>")
}

fn multipart(fields: &[(&str, Option<&str>)]) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        let file = if value.is_none() { "; filename=\"f\"" } else { "" };
        let _ = write!(
            text,
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{}\r\n",
            value.unwrap_or("1")
        );
    }
    text + "--b--\r\n"
}

/// Nearly all at one URL.
fn examples(contents: impl Strategy<Value = Content>) -> impl Strategy<Value = Saved> {
    let line = select(vec!["POST /a", "POST /a", "POST /a", "POST /a?p=1", "POST /:x", "POST /a/"]);
    let status = select(vec![Some(200), Some(200), Some(200), Some(201), Some(400), Some(404), None]);
    let status = prop_oneof![19 => status, 1 => Just(Some(304))];
    let header = prop::option::weighted(0.1, Just(("h", "1")));
    let id = prop::option::weighted(0.3, select(vec!["1", "2", "3", "4", "5"]));
    (line, status, header, id, 0..12_usize, contents).prop_map(|(line, status, header, id, item, content)| {
        let example = saved(line).status(status).body(content.saved()).of(item);
        let example = id.into_iter().fold(example, Saved::id);
        header.into_iter().fold(example, |example, (name, value)| example.header(name, value))
    })
}

fn requests(content: impl Strategy<Value = Content>) -> impl Strategy<Value = Sent> {
    let line = select(vec!["POST /a", "POST /a", "POST /a?p=1", "POST /A/", "POST /b"]);
    let control = select(vec![
        None,
        None,
        None,
        Some(("x-mock-response-code", "200")),
        Some(("x-mock-response-code", "400")),
        Some(("x-mock-response-code", "500")),
        Some(("x-mock-match-request-body", "true")),
        Some(("x-mock-match-request-headers", "h")),
    ]);
    (line, control, content).prop_map(|(line, control, content)| {
        let (kind, text) = content.text();
        let request = sent(line).of_type(kind).body(text);
        control.into_iter().fold(request, |request, (name, value)| request.header(name, value))
    })
}

/// Of one body that many examples vary by one value.
fn like(content: &Content, value: &Value) -> Content {
    match content {
        Content::Json(Value::Object(members)) => {
            let mut members = members.clone();
            members.insert("b".to_owned(), value.clone());
            Content::Json(Value::Object(members))
        }
        Content::Rpc(method, _) => Content::Rpc(method, value.clone()),
        Content::GraphQl(query, _) => Content::GraphQl(query, value.clone()),
        content => content.clone(),
    }
}

fn alike() -> impl Strategy<Value = (Vec<Saved>, Vec<Sent>)> {
    contents().prop_flat_map(|content| {
        let varied = move || {
            let content = content.clone();
            json().prop_map(move |value| like(&content, &value))
        };
        let examples = prop::collection::vec(examples(varied()), 4..24);
        (examples, prop::collection::vec(requests(varied()), 4))
    })
}

proptest! {
    #![proptest_config(Config::with_cases(1_000))]

    #[test]
    fn the_index_agrees_with_a_scan_of_bodies_of_all_kinds(
        examples in prop::collection::vec(examples(contents()), 4..40),
        requests in prop::collection::vec(requests(contents()), 4),
        options in options(),
    ) {
        let index = index_by(&examples, options.algorithm);
        for request in &requests {
            check(&index, request, &options, Role::Alone);
        }
    }

    #[test]
    fn the_index_agrees_with_a_scan_of_bodies_that_are_alike(
        (examples, requests) in alike(),
        options in options(),
    ) {
        let index = index_by(&examples, options.algorithm);
        for request in &requests {
            check(&index, request, &options, Role::Alone);
        }
    }
}

/// More than are weighed, so that it is told which are.
#[test]
fn the_index_agrees_with_a_scan_of_more_bodies_than_are_weighed() {
    let mut runner = TestRunner::deterministic();
    let plain = || contents().prop_filter("of JSON", |content| matches!(content, Content::Json(_)));
    let examples = prop::collection::vec(examples(plain()), 2_500).new_tree(&mut runner).unwrap().current();
    let index = index_by(&examples, Algorithm::Extended);
    for _ in 0..12 {
        let request = requests(plain()).new_tree(&mut runner).unwrap().current();
        check(&index, &request, &Options::default(), Role::Alone);
    }
}
