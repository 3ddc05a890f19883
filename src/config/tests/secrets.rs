//! No problem shows what may be a raw key (design.md, invariant 6).

use std::path::Path;

use super::{problems, with_shop};
use crate::config::parse;

#[track_caller]
fn check(text: &str) {
    for shown in [with_shop(text), problems(text)] {
        assert!(!shown.is_empty() && !shown.contains("PMAK"), "{shown}");
    }
}

#[test]
fn a_raw_key_put_in_the_config_is_never_quoted() {
    check("[[keys]]\nname = \"web\"\nsha256 = \"PMAK-123\"\n");
    check("[[keys]]\nname = \"web\"\nkey = \"PMAK-123\"\n");
    check("keys = [{ name = \"web\", key = \"PMAK-123\" }]\n");
    check("keys = [\"PMAK-123\"]\n");
    check("[keys]\nweb = \"PMAK-123\"\n");
    check("[keys.web]\nname = 1\nkey = \"PMAK-123\"\n");
    check("keys = \"PMAK-123\"\n");
    check("[[keys]]\nname = \"web\"\nsha256 = PMAK-123\n");
    check("[[keys]]\nname = \"web\"\nsha256 = \"PMAK-123\n");
    check("[[keys]]\nname = \"web\"\nexpires = \"PMAK-123\"\n");
    check("[[keys]]\nname = \"web\"\nmonthly_limit = \"PMAK-123\"\n");
    check("[usage]\nstore = \"redis://:PMAK-123@\"\n");
    check("[usage]\nstore = \"PMAK-123\"\n");
    check("[usage]\npassword = \"PMAK-123\"\n");
    check("[[keys]]\nname = \"web\" sha256 = \"PMAK-123\"\n");
}

#[test]
fn what_stands_behind_a_secret_is_told_by_its_column() {
    let line = "keys = [{ name = \"web\", expires = \"éé\", unknown = 1 }]";
    let found = parse(line, Path::new("understudy.toml")).unwrap_err();
    let place = found.iter().find(|problem| problem.message.contains("unknown")).unwrap().place.as_ref();
    let expected = line.chars().take_while(|character| *character != 'u').count() + 1;
    assert_eq!(place.unwrap().column, expected);
}
