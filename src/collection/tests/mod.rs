//! The rules of matching.md, section 1, and the quirks of real collections, from bytes to examples.

mod names;
mod placeholders;
mod properties;
mod real;
mod requests;
mod responses;
mod urls;
mod v1;
mod values;
mod whole_files;

use serde_json::{Value, json};

use super::{
    Algorithm, Collection, Example, Param, ParamValue, PathPattern, Piece, Read, ReadOptions, Segment,
    Variables, inspect_collection,
};

/// Reads a collection that can be read, for these rules.
#[track_caller]
fn read_by(algorithm: Algorithm, collection: &Value, environment: &[(&str, &str)]) -> Read<Collection> {
    let environment: Variables = environment.iter().copied().collect();
    let options = ReadOptions { algorithm, ..ReadOptions::of(&environment) };
    inspect_collection(collection.to_string().as_bytes(), &options).unwrap()
}

#[track_caller]
fn read_with(collection: &Value, environment: &[(&str, &str)]) -> Read<Collection> {
    read_by(Algorithm::Postman, collection, environment)
}

#[track_caller]
fn read(collection: &Value) -> Read<Collection> {
    read_with(collection, &[])
}

/// A collection of one item with one example.
fn collection_of(request: &Value, response: &Value) -> Value {
    json!({"info": {"name": "Books"}, "item": [{"name": "List", "request": request, "response": response}]})
}

/// The example of a collection that has one.
#[track_caller]
fn only_example(read: Read<Collection>) -> Example {
    let [example] = <[Example; 1]>::try_from(read.value.examples).unwrap();
    example
}

/// A path in one line, a wildcard as `:name`, `:one|other` or `:name=value`.
fn path_text(path: &PathPattern) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Gap { pieces, value } => {
            let piece = |piece: &Piece| match piece {
                Piece::Fixed(text) => text.clone(),
                Piece::Variable { names, .. } => format!("<{}>", names.join("|")),
            };
            let value = value.as_ref().map_or_else(String::new, |value| format!("={value}"));
            format!("/{}{value}", pieces.iter().map(piece).collect::<String>())
        }
        Segment::Wildcard { names, value: None, .. } => format!("/:{}", names.join("|")),
        Segment::Wildcard { names, value: Some(value), .. } => format!("/:{}={value}", names.join("|")),
    };
    path.0.iter().map(segment).collect()
}

/// Parameters in one line, a variable as `{{name}}`.
fn params_text(params: &[Param]) -> String {
    let pair = |param: &Param| match &param.value {
        ParamValue::Literal(value) => format!("{}={value}", param.key),
        ParamValue::Variable(name) => format!("{}={{{{{name}}}}}", param.key),
    };
    params.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// All warnings, each as its line of a log.
fn warnings<T>(read: &Read<T>) -> Vec<String> {
    read.warnings.iter().map(ToString::to_string).collect()
}
