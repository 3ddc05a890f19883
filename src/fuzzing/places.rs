//! Where problems are said to stand.

use crate::collection::decode;
use crate::diagnostic::Diagnostic;

/// As [`check`], of a file in whatever encoding it is.
pub(super) fn check_file(problems: &[Diagnostic], bytes: &[u8]) {
    match decode(bytes) {
        Ok(text) => check(problems, &text),
        Err(problem) => assert!(!problem.render(false).is_empty(), "{problem:?}"),
    }
}

/// Every place lies in the text, and every problem can be told.
pub(super) fn check(problems: &[Diagnostic], text: &str) {
    let lines: Vec<_> = text.split('\n').collect();
    for problem in problems {
        assert!(!problem.message.is_empty() && !problem.render(false).is_empty(), "{problem:?}");
        let Some(place) = &problem.place else { continue };
        let line = place.line.checked_sub(1).and_then(|number| lines.get(number));
        let length = line.map(|line| line.chars().count());
        assert!(length.is_some_and(|length| (1..=length + 1).contains(&place.column)), "{problem:?}");
    }
}
