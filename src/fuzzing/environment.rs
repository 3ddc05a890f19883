//! An environment.

use super::places;
use crate::collection::read_environment;

/// Reads an environment, as JSON or YAML.
pub fn environment(data: &[u8]) {
    match read_environment(data) {
        Ok(read) => places::check_file(&read.warnings, data),
        Err(problem) => places::check_file(&[*problem], data),
    }
}
