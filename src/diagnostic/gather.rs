//! What is said many times, gathered into one finding with a count: a generated collection has one fault a thousand
//! times over, and who reads of it needs to read it once.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::{Diagnostic, Level};

/// Problems that differ only in the values they name.
#[derive(Debug)]
pub struct Finding<'d> {
    /// The first of them.
    pub first: &'d Diagnostic,
    /// Where they are, in the order in which they were found.
    pub files: Vec<InFile<'d>>,
}

/// Problems of one kind in one file.
#[derive(Debug)]
pub struct InFile<'d> {
    /// The first of them.
    pub first: &'d Diagnostic,
    /// All of them, in order.
    pub problems: Vec<&'d Diagnostic>,
}

/// In so many files a problem is told of each file by itself; beyond, once for all of them.
const FILES: usize = 3;

/// How many other items or files are named.
const NAMED: usize = 3;

/// What problems of one kind have in common.
type Kind = (Level, String);

/// What a message says, whatever values it names: up to its first colon, without what stands in backticks, and with
/// one digit for every number.
fn kind(problem: &Diagnostic) -> Kind {
    let mut said = String::with_capacity(problem.message.len());
    for text in problem.message.split('`').step_by(2) {
        let (text, behind) =
            text.split_once(": ").map_or((text, None), |(before, behind)| (before, Some(behind)));
        said.push('`');
        for character in text.chars() {
            match character {
                '0'..='9' if said.ends_with('0') => {}
                '0'..='9' => said.push('0'),
                other => said.push(other),
            }
        }
        if behind.is_some() {
            break;
        }
    }
    (problem.level, said)
}

/// The problems by kind and file, each where it was found first. An error is never one of many.
pub fn gather(problems: &[Diagnostic]) -> Vec<Finding<'_>> {
    let mut kinds: Vec<Vec<InFile<'_>>> = Vec::new();
    let mut known: HashMap<Kind, usize> = HashMap::new();
    let mut places: HashMap<(usize, Option<&Path>), usize> = HashMap::new();
    for problem in problems {
        let next = kinds.len();
        let at = if problem.is_error() { next } else { *known.entry(kind(problem)).or_insert(next) };
        if at == next {
            kinds.push(Vec::new());
        }
        let Some(files) = kinds.get_mut(at) else { continue };
        let place = *places.entry((at, problem.file.as_deref())).or_insert(files.len());
        match files.get_mut(place) {
            Some(file) => file.problems.push(problem),
            None => files.push(InFile { first: problem, problems: vec![problem] }),
        }
    }
    kinds.into_iter().flat_map(findings).collect()
}

fn findings(files: Vec<InFile<'_>>) -> Vec<Finding<'_>> {
    let finding = |files: Vec<_>| {
        files.first().map(|file: &InFile<'_>| file.first).map(|first| Finding { first, files })
    };
    if files.len() > FILES {
        finding(files).into_iter().collect()
    } else {
        files.into_iter().filter_map(|file| finding(vec![file])).collect()
    }
}

impl InFile<'_> {
    /// In how many places they are.
    pub fn count(&self) -> usize {
        self.problems.iter().map(|problem| problem.count).sum()
    }
}

impl Finding<'_> {
    /// In how many places they are.
    pub fn count(&self) -> usize {
        self.files.iter().map(InFile::count).sum()
    }

    /// The first of them, which says how many more there are and where.
    pub fn told(&self) -> Diagnostic {
        let others = match self.files.as_slice() {
            [file] if file.problems.len() == 1 => return self.first.clone(),
            [file] => in_one_file(self.count() - self.first.count, file),
            files => in_many_files(self.count() - self.first.count, files),
        };
        let message = format!("{}; {others}", self.first.message);
        Diagnostic { message, ..self.first.clone() }
    }
}

/// `7 more like it in this file: `a`, `b`, `c` and 4 more`.
fn in_one_file(count: usize, file: &InFile<'_>) -> String {
    let items = file.problems.iter().filter_map(|problem| problem.item.as_deref());
    let mut known: HashSet<_> = file.first.item.as_deref().into_iter().collect();
    let items: Vec<_> = items.filter(|item| known.insert(item)).map(|item| format!("`{item}`")).collect();
    listed(&format!("{count} more like it in this file"), &items)
}

/// `70 more like it in 20 files: `a.json` (9), `b.json` (8), `c.json` (8) and 17 more`.
fn in_many_files(count: usize, files: &[InFile<'_>]) -> String {
    let counted = |file: &InFile<'_>| {
        let name = file.first.file.as_deref().map(|name| name.display().to_string());
        format!("`{}` ({})", name.unwrap_or_default(), file.count())
    };
    let names: Vec<_> = files.iter().map(counted).collect();
    listed(&format!("{count} more like it in {} files", files.len()), &names)
}

fn listed(what: &str, names: &[String]) -> String {
    match names.len().checked_sub(NAMED) {
        _ if names.is_empty() => what.to_owned(),
        None | Some(0) => format!("{what}: {}", names.join(", ")),
        Some(more) => {
            format!("{what}: {} and {more} more", names.get(..NAMED).unwrap_or_default().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(file: &str, item: &str, message: &str) -> Diagnostic {
        Diagnostic::new(Level::Hint, message).in_file(file).at_item(item)
    }

    #[track_caller]
    fn check(row: &str, problems: &[Diagnostic], expected: &[&str]) {
        let findings = gather(problems);
        let told: Vec<_> = findings.iter().map(|finding| finding.told().message).collect();
        assert_eq!(told, expected, "{row}");
        let count: usize = findings.iter().map(Finding::count).sum();
        assert_eq!(count, problems.iter().map(|problem| problem.count).sum::<usize>(), "{row}");
    }

    #[test]
    fn problems_that_differ_in_values_are_one() {
        let one = |item: &str| hint("a", item, &format!("`{item}` has {} bytes: {item}", item.len()));
        check("one", &[one("x")], &["`x` has 1 bytes: x"]);
        check(
            "two",
            &[one("x"), one("yyyyyyyyyyyy")],
            &["`x` has 1 bytes: x; 1 more like it in this file: `yyyyyyyyyyyy`"],
        );
        let many: Vec<_> = ["x", "y", "z", "u", "v"].map(one).into();
        check("many", &many, &["`x` has 1 bytes: x; 4 more like it in this file: `y`, `z`, `u` and 1 more"]);
        check("another message", &[one("x"), hint("a", "x", "other")], &["`x` has 1 bytes: x", "other"]);
        let warning = Diagnostic::warning("`x` has 1 bytes").in_file("a");
        check("another level", &[one("x"), warning], &["`x` has 1 bytes: x", "`x` has 1 bytes"]);
        let of_one = [hint("a", "x", "`1` is so"), hint("a", "x", "`2` is so"), hint("a", "y", "`3` is so")];
        check("of one item", &of_one, &["`1` is so; 2 more like it in this file: `y`"]);
        let counted = [one("x").times(3), one("y").times(4)];
        check("counted", &counted, &["`x` has 1 bytes: x; 4 more like it in this file: `y`"]);
    }

    #[test]
    fn few_files_are_told_one_by_one_and_many_together() {
        let of = |file: &str| hint(file, "x", "it");
        check("three files", &["a", "b", "b", "c"].map(of), &["it", "it; 1 more like it in this file", "it"]);
        check(
            "more",
            &["a", "b", "b", "c", "d", "e"].map(of),
            &["it; 5 more like it in 5 files: `a` (1), `b` (2), `c` (1) and 2 more"],
        );
    }

    #[test]
    fn every_error_is_told() {
        let error = || Diagnostic::error("not JSON").in_file("a");
        check("errors", &[error(), error()], &["not JSON", "not JSON"]);
    }
}
