//! "Did you mean ...?" for a name that is not one of those known.

/// How alike two names must be (Jaro-Winkler, 0 to 1) for one to be offered for the other.
const ALIKE: f64 = 0.8;

/// The one of the `known` names that is most like `name`, if any is like it.
pub(crate) fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let alike = known.into_iter().map(|candidate| {
        let likeness = strsim::jaro_winkler(&name, &candidate.to_lowercase());
        (likeness, candidate)
    });
    let closest =
        alike.filter(|(likeness, _)| *likeness >= ALIKE).max_by(|(one, _), (other, _)| one.total_cmp(other));
    closest.map(|(_, candidate)| candidate)
}

/// The advice for `name`: the known name most like it, else all of them.
///
/// `known` in the order in which they are to be listed; none at all gives no advice.
pub(super) fn advice<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known = known.into_iter().collect::<Vec<_>>();
    match closest(name, known.iter().copied()) {
        Some(closest) => Some(format!("did you mean `{closest}`?")),
        None if known.is_empty() => None,
        None => Some(format!("known here: `{}`", known.join("`, `"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, known: &[&str], expected: Option<&str>) {
        assert_eq!(advice(name, known.iter().copied()).as_deref(), expected, "{name}");
    }

    #[test]
    fn the_closest_name_or_all_of_them() {
        check("prot", &["host", "port"], Some("did you mean `port`?"));
        check("Listen", &["listen", "threads"], Some("did you mean `listen`?"));
        check("colour", &["host", "port"], Some("known here: `host`, `port`"));
        check("anything", &[], None);
    }
}
