//! Lists of problems: which are the same, and which are new.

use std::collections::HashSet;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Level};

/// What tells one problem from another.
type Key<'d> = (Level, Option<&'d Path>, Option<(usize, usize)>, Option<&'d str>, &'d str);

fn key(problem: &Diagnostic) -> Key<'_> {
    let place = problem.place.as_ref().map(|place| (place.line, place.column));
    (problem.level, problem.file.as_deref(), place, problem.item.as_deref(), &problem.message)
}

/// The problems, each once: two mocks may use one file.
pub(super) fn without_repeats(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known = HashSet::with_capacity(problems.len());
    let is_first: Vec<_> = problems.iter().map(|problem| known.insert(key(problem))).collect();
    let marked = problems.into_iter().zip(is_first);
    marked.filter_map(|(problem, is_first)| is_first.then_some(problem)).collect()
}

/// Those of `now` that nobody was told of `before`.
pub(super) fn news<'d>(before: &[Diagnostic], now: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let told: HashSet<_> = before.iter().map(key).collect();
    now.iter().filter(|problem| !told.contains(&key(problem))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<Diagnostic> {
        texts.iter().map(|text| Diagnostic::warning(*text)).collect()
    }

    #[test]
    fn each_once_in_order() {
        assert_eq!(without_repeats(list(&["b", "a", "b", "c", "a"])), list(&["b", "a", "c"]));
        let placed = vec![
            Diagnostic::error("a"),
            Diagnostic::warning("a"),
            Diagnostic::error("a").in_file("f"),
            Diagnostic::error("a").at_item("i"),
        ];
        assert_eq!(without_repeats(placed.clone()), placed);
    }

    #[track_caller]
    fn check_news(before: &[&str], now: &[&str], expected: &[&str]) {
        let now = list(now);
        let messages: Vec<_> = news(&list(before), &now).iter().map(|it| it.message.clone()).collect();
        assert_eq!(messages, expected);
    }

    #[test]
    fn told_once() {
        check_news(&[], &["a", "b"], &["a", "b"]);
        check_news(&["a"], &["a", "b"], &["b"]);
        check_news(&["a", "b"], &["a"], &[]);
        check_news(&[], &[], &[]);
    }
}
