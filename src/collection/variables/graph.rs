//! Which names lead back to themselves.

use std::collections::HashSet;

use super::reference::unresolved;

/// Whether filling in `name` would come to `name` again (1.6); `value` gives the values as written.
pub(super) fn leads_back<'v>(name: &str, value: impl Fn(&str) -> Option<&'v str>) -> bool {
    let mut seen = HashSet::new();
    let mut open: Vec<&str> = value(name).into_iter().collect();
    while let Some(text) = open.pop() {
        for reference in unresolved(text) {
            if reference == name {
                return true;
            }
            if seen.insert(reference) {
                open.extend(value(reference));
            }
        }
    }
    false
}
