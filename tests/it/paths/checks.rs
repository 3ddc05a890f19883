//! What `check` says of what is private beside what is not.

use super::KEY;
use crate::support::{collection, item, known_key, run_in};

const UPSTREAMS: &str = "[upstreams.shop]\nurl = \"http://127.0.0.1:9\"\n";
const TWIN: &str = "[upstreams.twin]\nurl = \"http://127.0.0.1:9\"\n";
const MOCKS: &str = "[mocks.shop]\ncollections = [\"shop.json\"]\n";

fn route(name: &str, path: &str, lines: &str) -> String {
    format!("[[routes]]\nname = \"{name}\"\npath = \"{path}\"\n{lines}\n")
}

/// A route to the upstream `shop`.
fn upstream(lines: &str) -> String {
    format!("upstream = \"shop\"\n{lines}")
}

/// How the warning of what somebody reaches goes on.
const OF_ADMIN: &str = "of the private route `admin` is reached without a key by";

/// Of each row, the config without its keys, and the warnings.
#[track_caller]
fn check<'r>(rows: impl IntoIterator<Item = (&'r str, String, Vec<String>)>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.json"), collection(&[item("a", "GET", "/a", 200, "{}")]))
        .unwrap();
    for (row, config, expected) in rows {
        std::fs::write(folder.path().join("understudy.toml"), format!("{}{config}", known_key(KEY))).unwrap();
        let (code, _, told) = run_in(folder.path(), &["check", "understudy.toml"]);
        assert_eq!(code, 0, "{row}: {told}");
        let warnings: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("warning: ")).collect();
        assert_eq!(warnings, expected, "{row}: {told}");
    }
}

#[test]
fn what_reaches_something_private_without_a_key() {
    let private = upstream("private = true");
    let mocked = "mock = \"shop\"\nprivate = true";
    check([
        (
            "apart",
            [UPSTREAMS, MOCKS, &route("a", "/", "mock = \"shop\""), &route("admin", "/admin", &private)]
                .concat(),
            vec![],
        ),
        (
            "one upstream",
            [UPSTREAMS, &route("a", "/", &upstream("")), &route("admin", "/admin", &private)].concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`")],
        ),
        (
            "one server by two names",
            [UPSTREAMS, TWIN, &route("a", "/", "upstream = \"twin\""), &route("admin", "/admin", &private)]
                .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`")],
        ),
        (
            "one server at two addresses",
            [
                UPSTREAMS,
                &TWIN.replace("127.0.0.1", "LOCALHOST"),
                &route("a", "/", "upstream = \"twin\""),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`")],
        ),
        (
            "both private",
            [UPSTREAMS, &route("a", "/", &private), &route("admin", "/admin", &private)].concat(),
            vec![],
        ),
        (
            "one mock",
            [MOCKS, &route("a", "/", "mock = \"shop\""), &route("admin", "/admin", mocked)].concat(),
            vec![format!("the mock `shop` {OF_ADMIN} route `a`")],
        ),
        (
            "the host of a mock",
            ["[server]\nmock_domain = \"mock.localhost\"\n", MOCKS, &route("admin", "/admin", mocked)]
                .concat(),
            vec![format!("the mock `shop` {OF_ADMIN} the host `shop.mock.localhost`")],
        ),
        (
            "as sent",
            [
                UPSTREAMS,
                "paths = \"as-sent\"\n",
                &route("a", "/", &upstream("")),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![
                "upstream `shop` gets paths as they are sent, and a private route shares its servers"
                    .to_owned(),
                format!("the upstream `shop` {OF_ADMIN} route `a`"),
            ],
        ),
        (
            "as sent, alone",
            [UPSTREAMS, "paths = \"as-sent\"\n", &route("admin", "/", &private)].concat(),
            vec![],
        ),
    ]);
}

#[test]
fn prefixes_that_lead_to_something_private() {
    let private = upstream("private = true");
    let leads = |taken: &str, sent: &str| {
        format!(
            "route `a` passes `{taken}` on as `{sent}` without a key, which the private route `admin` keeps"
        )
    };
    check([
        (
            "a prefix that is taken off",
            [
                UPSTREAMS,
                &route("a", "/x", &upstream("strip_prefix = \"/x\"")),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`"), leads("/x/admin", "/admin")],
        ),
        (
            "a prefix that is put before",
            [
                UPSTREAMS,
                &TWIN.replace("127.0.0.1", "[::1]"),
                &route("a", "/pub", "upstream = \"twin\"\nadd_prefix = \"/admin\""),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`"), leads("/pub", "/admin/pub")],
        ),
        (
            "a prefix that another takes the place of",
            [
                UPSTREAMS,
                &route("a", "/x", &upstream("strip_prefix = \"/x\"\nadd_prefix = \"/ADMIN\"")),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`"), leads("/x", "/ADMIN")],
        ),
        (
            "a prefix of the private one",
            [
                UPSTREAMS,
                &route("a", "/", &upstream("")),
                &route(
                    "admin",
                    "/x",
                    &upstream("private = true\nstrip_prefix = \"/x\"\nadd_prefix = \"/admin\""),
                ),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`"), leads("/admin", "/admin")],
        ),
        (
            "prefixes that keep apart",
            [
                UPSTREAMS,
                &route("a", "/pub", &upstream("strip_prefix = \"/pub\"\nadd_prefix = \"/site\"")),
                &route("admin", "/admin", &private),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`")],
        ),
        (
            "other methods",
            [
                UPSTREAMS,
                &route("a", "/x", &upstream("methods = [\"GET\"]\nstrip_prefix = \"/x\"")),
                &route("admin", "/admin", &upstream("methods = [\"POST\"]\nprivate = true")),
            ]
            .concat(),
            vec![format!("the upstream `shop` {OF_ADMIN} route `a`")],
        ),
    ]);
}
