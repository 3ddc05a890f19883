//! Examples of real collections that only their body tells apart, asked with one leaf of it changed (8.3).

#![expect(clippy::disallowed_methods, reason = "this test reads files, what it tests does not")]

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::builders::{Saved, Sent, index_by, sent};
use super::{EXTENDED, NoAnswers, POSTMAN, Role, Selection};
use crate::collection::{Body, Example, ParamValue, PathPattern, Segment, Variables, read_collection};
use crate::matching::{Algorithm, Index};

const FOLDER: &str = "UNDERSTUDY_COLLECTIONS";
/// How many of a hundred must be found.
const AT_LEAST: usize = 95;

/// The folder of real collections; that there is none is told.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{FOLDER} must be set in CI");
        let _ = writeln!(std::io::stderr(), "SKIPPED: {FOLDER} does not name the folder of real collections");
    }
    folder
}

fn examples(file: &Path) -> Vec<Example> {
    let bytes = std::fs::read(file).unwrap();
    read_collection(&bytes, &Variables::default()).map(|read| read.value.examples).unwrap_or_default()
}

/// Groups of examples at one URL that have different bodies, none of them empty.
fn told_apart_by_body(examples: &[Example]) -> Vec<Vec<&Example>> {
    let mut groups: HashMap<_, Vec<&Example>> = HashMap::new();
    for example in examples.iter().filter(|example| example.body != Body::Empty) {
        let place = format!("{} {:?} {:?}", example.method, example.path, example.params);
        groups.entry(place).or_default().push(example);
    }
    let differs = |group: &Vec<&Example>| group.iter().any(|example| example.body != group[0].body);
    groups.into_values().filter(differs).collect()
}

/// Those that may answer a body which equals none: an error gives way to a success of its own request (8.1.1).
fn asked_for<'e>(group: &[&'e Example]) -> Vec<&'e Example> {
    let is_success = |example: &Example| example.response.status.is_some_and(|status| status / 100 == 2);
    let has_success =
        |example: &Example| group.iter().any(|other| other.item == example.item && is_success(other));
    group.iter().copied().filter(|example| is_success(example) || !has_success(example)).collect()
}

/// The last leaf of a JSON value, as something else; false where it has none.
fn change_last(value: &mut Value) -> bool {
    match value {
        Value::Array(values) => values.iter_mut().rev().any(change_last),
        Value::Object(members) => members.iter_mut().rev().any(|(_, value)| change_last(value)),
        Value::String(text) => {
            text.push_str("-changed");
            true
        }
        Value::Number(number) => {
            *value = Value::from(number.as_f64().unwrap_or_default() + 1.0);
            true
        }
        Value::Bool(bool) => {
            *bool = !*bool;
            true
        }
        Value::Null => false,
    }
}

/// The part of a body whose leaves are compared.
fn part(value: &mut Value) -> &mut Value {
    let name = ["params", "variables"].into_iter().find(|name| value.get(name).is_some());
    match name {
        Some(name) => &mut value[name],
        None => value,
    }
}

fn changed_text(text: &str) -> Option<String> {
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        return change_last(part(&mut value)).then(|| value.to_string());
    }
    // XML: the last text that is followed by the end of its element.
    let end = text.match_indices("</").map(|(at, _)| at).find(|at| {
        text[..*at].chars().next_back().is_some_and(|char| char != '>' && !char.is_whitespace())
    })?;
    text.trim_start().starts_with('<').then(|| format!("{}1{}", &text[..end], &text[end..]))
}

/// The request of an example with one leaf changed; none where nothing can be changed.
fn changed(example: &Example) -> Option<Sent> {
    let request = sent(&format!("{} {}", example.method, url(example)));
    match &example.body {
        Body::Raw(text) => Some(request.body(changed_text(text)?)),
        Body::UrlEncoded(pairs) => {
            let mut pairs = pairs.clone();
            pairs.last_mut()?.1.push_str("-changed");
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            Some(request.of_type("application/x-www-form-urlencoded").body(body))
        }
        Body::GraphQl { query, variables, .. } => {
            let mut variables: Value = serde_json::from_str(variables).ok()?;
            let body = change_last(&mut variables)
                .then(|| serde_json::json!({ "query": query, "variables": variables }).to_string())?;
            Some(request.body(body))
        }
        Body::Empty | Body::FormData(_) | Body::File => None,
    }
}

fn url(example: &Example) -> String {
    let PathPattern(segments) = &example.path;
    let segment = |segment: &Segment| {
        if let Segment::Literal(text) = segment {
            utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
        } else {
            "1".to_owned()
        }
    };
    let path: Vec<_> = segments.iter().map(segment).collect();
    let params = example.params.iter().filter_map(|param| match &param.value {
        ParamValue::Literal(value) => Some((&param.key, value)),
        ParamValue::Variable(_) => None,
    });
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    if query.is_empty() { format!("/{}", path.join("/")) } else { format!("/{}?{query}", path.join("/")) }
}

/// Whether the example that answers has the body that was changed.
fn is_found(index: &Index, request: &Sent, example: &Example, algorithm: Algorithm) -> bool {
    let options = match algorithm {
        Algorithm::Extended => &EXTENDED,
        Algorithm::Postman => &POSTMAN,
    };
    let selection = request.ask(|request| index.select(request, options, Role::Alone, &NoAnswers));
    let Selection::Winner(winner) = selection else { return false };
    let expected = index_by(&[Saved(example.clone())], algorithm);
    index.candidates()[winner.rank].body.key() == expected.candidates()[0].body.key()
}

#[test]
fn rule_8_3_real_examples_are_found_once_a_leaf_is_changed() {
    let Some(folder) = folder() else { return };
    let (mut asked, mut found, mut found_by_postman) = (0, 0, 0);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let examples = examples(&file);
        let saved: Vec<_> = examples.iter().cloned().map(Saved).collect();
        let [ours, postmans] = [Algorithm::Extended, Algorithm::Postman].map(|rules| index_by(&saved, rules));
        let before = (asked, found);
        for example in told_apart_by_body(&examples).iter().flat_map(|group| asked_for(group)) {
            let Some(request) = changed(example) else { continue };
            asked += 1;
            found_by_postman += usize::from(is_found(&postmans, &request, example, Algorithm::Postman));
            if is_found(&ours, &request, example, Algorithm::Extended) {
                found += 1;
            } else {
                println!("{}: not found: {} / {}", file.display(), example.item, example.name);
            }
        }
        println!("{}: {} of {} are found", file.display(), found - before.1, asked - before.0);
    }
    println!("{found} of {asked} are found; {found_by_postman} as Postman does");
    assert!(asked > 0, "no example was changed");
    assert!(found * 100 >= asked * AT_LEAST, "{found} of {asked} are found");
}
