//! A backend's path as the client has to write it.

/// What was done to the path of one request, to be undone in its answer.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::upstream) struct PathBack<'a> {
    /// The prefix that was taken off.
    pub(in crate::upstream) stripped: Option<&'a str>,
    /// The prefix that was put before what was left.
    pub(in crate::upstream) added: Option<&'a str>,
}

impl PathBack<'_> {
    /// The same place for the client, of a path that begins with `/`; none where it stays as it is, or where no path
    /// of the client's leads there.
    pub(super) fn path(&self, path: &str) -> Option<String> {
        let rest = match self.added {
            Some(added) => below(path, added)?,
            None => path,
        };
        self.joined(rest, if rest.starts_with('/') { "" } else { "/" })
    }

    /// As [`path`](Self::path), of the path of a cookie: it stands for all that lies below it.
    pub(super) fn cookie_path(&self, path: &str) -> Option<String> {
        let path = path.trim_end_matches('/');
        let rest = match self.added {
            // All of what the client can reach lies below such a path.
            Some(added) if below(added, path).is_some() => "",
            Some(added) => below(path, added)?,
            None => path,
        };
        self.joined(rest, "/")
    }

    /// `if_root` stands for a path of which nothing would be left.
    fn joined(&self, rest: &str, if_root: &str) -> Option<String> {
        match (self.stripped, self.added) {
            (None, None) => None,
            (None, Some(_)) if rest.is_empty() => Some(if_root.to_owned()),
            (stripped, _) => Some(format!("{}{rest}", stripped.unwrap_or_default())),
        }
    }
}

/// What follows `prefix`, where that ends where a segment ends.
fn below<'t>(path: &'t str, prefix: &str) -> Option<&'t str> {
    let rest = path.strip_prefix(prefix)?;
    matches!(rest.bytes().next(), None | Some(b'/')).then_some(rest)
}
