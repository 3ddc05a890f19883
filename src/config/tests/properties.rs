//! No text makes reading a config panic, and every refusal has a reason.

use std::path::Path;

use proptest::prelude::*;

use crate::config::parse;
use crate::diagnostic::Diagnostic;

const REFERENCE: &str = include_str!("../../../conf/understudy.toml");

/// Lines that look like a config, so that checks behind the syntax are reached.
fn line() -> impl Strategy<Value = String> {
    let headers = prop::sample::select(vec![
        "[server]",
        "[admin]",
        "[reload]",
        "[[keys]]",
        "[upstreams.shop]",
        "[mocks.shop]",
        "[[routes]]",
        "[routes.endpoints]",
    ]);
    let names = prop::sample::select(vec![
        "listen",
        "threads",
        "max_body",
        "debounce",
        "name",
        "sha256",
        "url",
        "read_timeout",
        "collections",
        "delay",
        "match_headers",
        "matching",
        "similar_paths",
        "max_answer",
        "host",
        "path",
        "methods",
        "upstream",
        "mock",
        "mode",
        "fallback_on",
        "\"GET /a\"",
        "\"é /:\"",
    ]);
    let text = prop_oneof!["\\PC{0,12}", "[a-zA-Z0-9:/.*\\[\\]@% -]{0,16}", Just("shop".to_owned())];
    let value = prop_oneof![
        text.prop_map(|text| format!("{text:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("[\"shop\", 503]".to_owned()),
        Just("{ a = true, b = 1.5 }".to_owned()),
    ];
    prop_oneof![
        headers.prop_map(str::to_owned),
        (names, value).prop_map(|(name, value)| format!("{name} = {value}")),
    ]
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match parse(text, Path::new("understudy.toml")) {
        Ok(checked) => prop_assert!(!checked.warnings.iter().any(Diagnostic::is_error)),
        Err(problems) => {
            prop_assert!(problems.iter().any(Diagnostic::is_error));
            prop_assert!(problems.iter().all(|problem| !problem.render(false).is_empty()));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text(text in "(?s).{0,200}") {
        check(&text)?;
    }

    #[test]
    fn lines_of_a_config(lines in prop::collection::vec(line(), 0..20)) {
        check(&lines.join("\n"))?;
    }

    #[test]
    fn the_reference_with_a_piece_replaced(from in 0..REFERENCE.len(), length in 0..40_usize, with in "\\PC{0,8}") {
        let to = REFERENCE.len().min(from + length);
        prop_assume!(REFERENCE.is_char_boundary(from) && REFERENCE.is_char_boundary(to));
        check(&[&REFERENCE[..from], &with, &REFERENCE[to..]].concat())?;
    }
}
