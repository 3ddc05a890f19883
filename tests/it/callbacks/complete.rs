//! No callback of the trait is missing: one that is would be the trait's default, and nothing would fail.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The names of the functions of a source text.
fn functions(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().map(|line| line.trim().trim_start_matches("async "));
    let after = lines.filter_map(|line| line.strip_prefix("fn "));
    after.map(|rest| rest.split(['(', '<']).next().unwrap_or_default()).collect()
}

/// The text between a line that begins so and the first line that is a closing brace alone.
fn block<'s>(source: &'s str, beginning: &str) -> &'s str {
    let (_, rest) = source.split_once(beginning).unwrap_or_else(|| panic!("no `{beginning}`"));
    rest.split_once("\n}").map_or(rest, |(block, _)| block)
}

/// Where the build took Pingora's proxy from. Asked for this platform alone: a build downloads nothing that only others
/// need, and cargo would ask for it here.
fn pingora_proxy() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--locked",
            "--filter-platform",
            "host-tuple",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "pingora-proxy").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_owned()
}

#[test]
fn every_callback_of_the_trait_is_passed_on_and_counted() {
    let path = pingora_proxy().join("src/proxy_trait.rs");
    let text = std::fs::read_to_string(path).unwrap();
    let expected = functions(block(&text, "pub trait ProxyHttp {"));
    assert!(expected.len() > 35, "{expected:?}");
    let middleware = include_str!("../../../src/proxy/middleware.rs");
    assert_eq!(functions(block(middleware, "ProxyHttp for Understudy<P>")), expected);
    let counting = include_str!("counting.rs");
    assert_eq!(functions(block(counting, "ProxyHttp for Counting {")), expected);
}
