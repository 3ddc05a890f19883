//! What was asked for, in all the ways in which an answer may print it.

use percent_encoding::percent_decode_str;

/// A target whose answer is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// As the backend was sent it.
    pub(crate) path: &'a str,
    /// Without the question mark.
    pub(crate) query: Option<&'a str>,
    /// The name that a probe put into the path.
    pub(crate) probe: Option<&'a str>,
}

/// What stands for whatever was asked for.
const TARGET: &str = "\u{1}";

/// A shorter text may stand anywhere by chance.
const SHORTEST: usize = 3;

impl Asked<'_> {
    /// `text` without what was asked for.
    pub(super) fn taken_out_of(self, text: String) -> String {
        self.spellings().iter().fold(text, |text, spelling| {
            if text.contains(spelling) { text.replace(spelling, TARGET) } else { text }
        })
    }

    /// Whether `text` prints the path.
    pub(crate) fn is_named_in(self, text: &str) -> bool {
        let decoded = decoded(self.path);
        [self.path, &decoded].iter().any(|path| path.len() > 1 && text.contains(path))
    }

    /// The longest first, so that none is hidden by a part of it.
    fn spellings(self) -> Vec<String> {
        let mut spellings = Vec::new();
        for path in both(self.path) {
            if let Some(query) = self.query {
                spellings.push(format!("{path}?{query}"));
            }
            add_path(&path, &mut spellings);
        }
        for query in self.query.into_iter().flat_map(both) {
            spellings.extend(Some(query).filter(|query| query.len() >= SHORTEST));
        }
        spellings.extend(self.probe.map(str::to_owned));
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        spellings.dedup();
        spellings
    }
}

/// A backend behind a prefix may know no more than the end of the path, and some print it without the first slash.
fn add_path(path: &str, spellings: &mut Vec<String>) {
    let slashes = path.match_indices('/').map(|(at, _)| &path[at..]);
    spellings.extend(
        slashes.filter(|end| end.len() >= SHORTEST || (*end == path && end.len() > 1)).map(str::to_owned),
    );
    let bare = path.trim_start_matches('/');
    let last = bare.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_word = |text: &str| text.len() >= SHORTEST && !text.bytes().all(|byte| byte.is_ascii_digit());
    spellings.extend([bare, last].into_iter().filter(|text| is_word(text)).map(str::to_owned));
}

/// As sent, and decoded.
fn both(text: &str) -> Vec<String> {
    let decoded = decoded(text);
    if decoded == text { vec![decoded] } else { vec![text.to_owned(), decoded] }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
