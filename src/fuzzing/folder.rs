//! A collection in many files.

use std::path::Path;

use super::collection::{check, environment, prepare};
use super::parts::{LINE, split_once};
use crate::collection::{Algorithm, FolderFile, ReadOptions, inspect_collection_folder};

/// Reads the files of a folder: of each part, the first line is its name.
pub fn folder(data: &[u8]) {
    let files = files(data);
    let environment = environment();
    for algorithm in [Algorithm::Postman, Algorithm::Extended] {
        let options = ReadOptions { algorithm, ..ReadOptions::of(&environment) };
        match inspect_collection_folder(&files, &options) {
            Ok(read) => {
                assert!(read.warnings.iter().all(|warning| !warning.render(false).is_empty()));
                check(&read.value);
                prepare(read.value);
            }
            Err(problem) => assert!(!problem.render(false).is_empty()),
        }
    }
}

fn files(data: &[u8]) -> Vec<FolderFile<'_>> {
    let mut rest = Some(data);
    let parts = std::iter::from_fn(|| {
        let data = rest?;
        let (part, behind) = split_once(data, LINE).map_or((data, None), |(part, rest)| (part, Some(rest)));
        rest = behind;
        Some(part)
    });
    let file = |part| {
        let (path, bytes) = split_once(part, b"\n")?;
        Some(FolderFile { path: Path::new(std::str::from_utf8(path).ok()?), bytes })
    };
    parts.filter_map(file).collect()
}
