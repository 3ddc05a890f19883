//! The unit of systemd: it knows every setting of it, and finds it well fenced.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::is_there;

const UNIT: &str = include_str!("../../conf/understudy.service");

/// The most that a service may be exposed, in tenths (`systemd-analyze security`: 100 is everything).
const EXPOSURE: &str = "--threshold=20";

fn told(output: &Output) -> String {
    [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat()
}

#[test]
fn the_unit_is_one() {
    if !is_there("systemd-analyze") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("understudy.service");
    // It wants the command to be there.
    assert!(UNIT.contains("/usr/local/bin/understudy run"));
    std::fs::write(
        &file,
        UNIT.replace("/usr/local/bin/understudy run", concat!(env!("CARGO_BIN_EXE_understudy"), " run")),
    )
    .unwrap();
    let analyze = |arguments: &[&str], file: &Path| {
        Command::new("systemd-analyze").args(arguments).arg(file).output().unwrap()
    };
    let verified = analyze(&["verify", "--man=no"], &file);
    assert!(verified.status.success() && told(&verified).is_empty(), "{}", told(&verified));
    let secure = analyze(&["security", "--offline=true", "--no-pager", EXPOSURE], &file);
    assert!(secure.status.success(), "{}", told(&secure));
}
