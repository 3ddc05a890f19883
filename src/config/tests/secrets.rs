//! No problem shows what may be a raw key (design.md, invariant 6).

use super::{problems, with_shop};

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
