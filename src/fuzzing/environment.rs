//! An environment.

use super::places;
use crate::collection::read_environment;

/// Reads an environment, as JSON or YAML.
pub fn environment(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match read_environment(data) {
        Ok(read) => places::check(&read.warnings, &text),
        Err(problem) => places::check(&[*problem], &text),
    }
}
