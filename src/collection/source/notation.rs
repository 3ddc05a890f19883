//! Which notation a text is in, as far as its first line tells.

/// A notation that documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    /// JSON, and what is taken for it so that its reader says what is wrong.
    Json,
    /// YAML.
    Yaml,
}

impl Notation {
    /// YAML begins with a directive, a marker, an entry of a list, or a key; everything else is JSON.
    pub(crate) fn of(text: &str) -> Self {
        let line = first_line(text);
        let is_yaml = line.starts_with("---")
            || line.starts_with("%YAML")
            || line.starts_with("- ")
            || begins_with_key(line);
        if is_yaml { Self::Yaml } else { Self::Json }
    }
}

/// The first line that is neither blank nor a comment of YAML, without white space around it.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default()
}

fn begins_with_key(line: &str) -> bool {
    let is_start = |first: char| first.is_alphanumeric() || "\"'$_".contains(first);
    line.starts_with(is_start) && (line.ends_with(':') || line.contains(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: Notation) {
        for text in texts {
            assert_eq!(Notation::of(text), expected, "{text}");
        }
    }

    #[test]
    fn by_the_first_line() {
        check(
            &["a: 1", "\n# note\n\n$kind: x", "values:\n- a", "---\n{}", "%YAML 1.2\n---", "- a", "\"a\": 1"],
            Notation::Yaml,
        );
        check(
            &["", "{}", "  [", "{a: 1}", "nope", "12", "\"x\"", "// a: b\n{}", "https://x", "<a: b>", "-1"],
            Notation::Json,
        );
    }
}
