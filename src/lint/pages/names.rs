//! Names that say whether there is a next page.

/// Whether a name on the way to a value says that it leads to the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeadsOn {
    Yes,
    No,
}

impl LeadsOn {
    /// As before, unless this name leads on.
    pub(super) fn with(self, name: &str) -> Self {
        let name = plain(name);
        let says_so = name == "endcursor" || name.strip_prefix("next").is_some_and(is_way);
        if says_so { Self::Yes } else { self }
    }
}

/// What follows `next` in a name: `nextPageToken` leads on, `nextRun` does not.
fn is_way(rest: &str) -> bool {
    const WAYS: [&str; 12] = [
        "page", "cursor", "token", "url", "uri", "href", "link", "key", "marker", "after", "offset", "start",
    ];
    rest.is_empty() || WAYS.iter().any(|way| rest.starts_with(way) || rest.ends_with(way))
}

/// Whether the value of this name says that there is more, or is not.
pub(super) fn tells_of_more(name: &str) -> bool {
    matches!(
        plain(name).as_str(),
        "hasmore" | "hasmoreitems" | "hasmoreresults" | "hasnext" | "hasnextpage" | "istruncated" | "more"
    )
}

/// Whether something of this relation is the next page: `next`, also among others.
pub(super) fn is_next(relation: &str) -> bool {
    relation.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
}

/// The parameter that takes the value of this name: of those that were saved, the one of the same name but for `next`,
/// else the name itself. A value that is called `next` alone may be anything but a number of the page.
pub(super) fn parameter<'k>(name: &str, mut saved: impl Iterator<Item = &'k str>) -> Option<String> {
    let name = plain(name);
    let own = name.strip_prefix("next").unwrap_or(&name).to_owned();
    let is_own = |key: &&str| {
        let key = plain(key);
        key == own
            || own.is_empty() && matches!(key.as_str(), "page" | "offset" | "start" | "skip" | "cursor")
    };
    let key = saved.find(is_own).map(str::to_owned);
    key.or_else(|| (!own.is_empty()).then_some(own))
}

/// Lower case, without what joins words, and without a namespace: `@odata.nextLink` is `nextlink`.
fn plain(name: &str) -> String {
    let local = name.rsplit(['.', ':', '@']).next().unwrap_or_default();
    local.to_ascii_lowercase().replace(['_', '-', ' '], "")
}
