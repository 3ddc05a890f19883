//! `[upstreams.*.unbuilt]`.

use super::{config, problems};
use crate::config::UnbuiltSign;

#[track_caller]
fn check(lines: &str, expected: &UnbuiltSign) {
    let text = format!(
        "[upstreams.shop]\nurl = \"http://127.0.0.1:3000\"\n{lines}\n[[routes]]\nname = \"shop\"\nupstream = \"shop\""
    );
    assert_eq!(config(&text).upstreams["shop"].unbuilt, *expected, "{lines}");
}

#[test]
fn how_an_upstream_says_that_something_is_not_built() {
    let cannot = UnbuiltSign::BodyContains("Cannot GET".into());
    check("", &UnbuiltSign::Probe);
    check("[upstreams.shop.unbuilt]\nprobe = true", &UnbuiltSign::Probe);
    check("[upstreams.shop.unbuilt]\nprobe = false", &UnbuiltSign::Off);
    check("[upstreams.shop.unbuilt]\nbody_contains = \"Cannot GET\"", &cannot);
    check("[upstreams.shop.unbuilt]\nprobe = false\nbody_contains = \"Cannot GET\"", &cannot);
}

#[test]
fn a_text_that_every_body_contains_is_refused() {
    let text =
        "[upstreams.shop]\nurl = \"http://127.0.0.1:3000\"\n[upstreams.shop.unbuilt]\nbody_contains = \"\"";
    assert!(problems(text).contains("every body contains nothing"), "{}", problems(text));
}
