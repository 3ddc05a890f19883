//! placeholder until the branch is merged
/// Names.
pub fn unresolved(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|t| t.split_once("}}").map(|(n, _)| n))
}
/// Whole.
pub fn whole_variable(text: &str) -> Option<&str> {
    text.strip_prefix("{{")?.strip_suffix("}}").filter(|n| !n.contains("}}"))
}
