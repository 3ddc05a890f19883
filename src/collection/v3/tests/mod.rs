//! Format 3, from listings to examples.

mod bodies;
mod layout;
mod urls;
mod warnings;

use std::path::Path;

use super::super::model::{Collection, Example, ParamValue, Piece, Segment};
use super::super::read::Read;
use super::{FolderFile, read_collection_folder};

type Files<'f> = &'f [(&'f str, &'f str)];

#[track_caller]
fn read_with(files: Files<'_>, environment: &[(&str, &str)]) -> Read<Collection> {
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| FolderFile { path: Path::new(path), bytes: text.as_bytes() })
        .collect();
    read_collection_folder(&files, &environment.iter().copied().collect()).unwrap()
}

#[track_caller]
fn read(files: Files<'_>) -> Read<Collection> {
    read_with(files, &[])
}

const REQUEST: &str = "$kind: http-request\nurl: https://x/a\nmethod: GET\n";
const EXAMPLE: &str = "$kind: http-example\nresponse:\n  statusCode: 200\n";
const AT: &str = ".resources/List.resources/examples/One.example.yaml";

/// The only example of a collection of one request.
#[track_caller]
fn example(request: &str, saved: &str) -> Example {
    let read = read(&[("List.request.yaml", request), (AT, saved)]);
    assert_eq!(read.warnings, []);
    let [example] = <[Example; 1]>::try_from(read.value.examples).unwrap();
    example
}

fn line(example: &Example) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Gap { pieces, .. } => {
            let piece = |piece: &Piece| match piece {
                Piece::Fixed(text) => text.clone(),
                Piece::Variable { names, .. } => format!("{{{{{}}}}}", names.join("|")),
            };
            format!("/{}", pieces.iter().map(piece).collect::<String>())
        }
        Segment::Wildcard { names, value, .. } => {
            format!("/:{}={}", names.join("|"), value.as_deref().unwrap_or(""))
        }
    };
    let path: String = example.path.0.iter().map(segment).collect();
    let value = |value: &ParamValue| match value {
        ParamValue::Literal(text) => text.clone(),
        ParamValue::Variable(name) => format!("{{{{{name}}}}}"),
    };
    let params: Vec<_> =
        example.params.iter().map(|param| format!("{}={}", param.key, value(&param.value))).collect();
    format!("{} {path}?{}", example.method, params.join("&"))
}

fn warnings<T>(read: &Read<T>) -> Vec<String> {
    read.warnings.iter().map(ToString::to_string).collect()
}
