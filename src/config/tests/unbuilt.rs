//! `[upstreams.*.unbuilt]`.

use super::{config, problems};
use crate::config::{Unbuilt, Undecided};

fn text(lines: &str) -> String {
    format!(
        "[upstreams.shop]\nurl = \"http://127.0.0.1:3000\"\n[upstreams.shop.unbuilt]\n{lines}\n[[routes]]\nname = \"shop\"\nupstream = \"shop\""
    )
}

#[track_caller]
fn check(lines: &str, expected: &Unbuilt) {
    assert_eq!(config(&text(lines)).upstreams["shop"].unbuilt, *expected, "{lines}");
}

#[test]
fn how_an_upstream_says_that_something_is_not_built() {
    let default = Unbuilt::default;
    check("", &default());
    check("probe = true\nask_parents = true\npages = true\nundecided = \"pass\"", &default());
    check("probe = false", &Unbuilt { probe: false, ..default() });
    check("ask_parents = false", &Unbuilt { ask_parents: false, ..default() });
    check("pages = false", &Unbuilt { pages: false, ..default() });
    check("undecided = \"mock\"", &Unbuilt { undecided: Undecided::Mock, ..default() });
    let one = Unbuilt { body_contains: vec!["Cannot GET".into()], ..default() };
    check("body_contains = \"Cannot GET\"", &one);
    check("body_contains = [\"Cannot GET\"]", &one);
    let two = Unbuilt { body_contains: vec!["Cannot GET".into(), "no route".into()], ..default() };
    check("body_contains = [\"Cannot GET\", \"no route\"]", &two);
}

#[track_caller]
fn refuse(lines: &str, expected: &str) {
    let told = problems(&text(lines));
    assert!(told.contains(expected), "{lines}: {told}");
}

#[test]
fn what_says_nothing_is_refused() {
    refuse("body_contains = \"\"", "every body contains nothing");
    refuse("body_contains = [\"a\", \"\"]", "every body contains nothing");
    refuse("body_contains = 1", "expected a list, found a whole number");
    refuse("undecided = \"maybe\"", "`maybe` is not who answers");
}
