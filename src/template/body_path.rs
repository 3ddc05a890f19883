//! The way to a property of a body: `orders.0.id`.

/// Keys and array indexes, outermost first; never empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BodyPath(Box<[Box<str>]>);

impl BodyPath {
    /// Splits at dots; `\.` is a dot within a key, any other backslash stands for itself.
    pub(super) fn parse(text: &str) -> Self {
        let mut keys = Vec::new();
        let mut key = String::new();
        for piece in text.split('.') {
            key.push_str(piece);
            if key.ends_with('\\') {
                key.pop();
                key.push('.');
            } else {
                keys.push(std::mem::take(&mut key).into());
            }
        }
        if !key.is_empty() {
            // The text ends with a backslash: it was put down as if a dot followed.
            key.pop();
            key.push('\\');
            keys.push(key.into());
        }
        Self(keys.into())
    }

    /// The keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The key, where there is but one.
    pub(super) fn only_key(&self) -> Option<&str> {
        match &*self.0 {
            [key] => Some(key),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, keys: &[&str]) {
        assert_eq!(BodyPath::parse(text).keys().collect::<Vec<_>>(), keys, "{text}");
    }

    #[test]
    fn dots_divide_unless_behind_a_backslash() {
        check("", &[""]);
        check("a", &["a"]);
        check("a.b.0", &["a", "b", "0"]);
        check(r"a\.b.c", &["a.b", "c"]);
        check(r"a.b\.c\.d", &["a", "b.c.d"]);
        check("a..b", &["a", "", "b"]);
        check("a.", &["a", ""]);
        check(r"a\b", &[r"a\b"]);
        check(r"a\", &[r"a\"]);
        check(r"a\\.b", &[r"a\.b"]);
    }
}
