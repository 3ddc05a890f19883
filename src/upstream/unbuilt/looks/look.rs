//! An answer without what varies.

use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::headings::headings;
use super::structure::structure;
use super::trace::first_frames;
use super::unescape::unescaped;
use super::words::words;

/// An answer as it came, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// As sent; empty where there was none.
    pub(crate) content_type: String,
    /// The beginning of it, up to [`LONGEST`](super::super::LONGEST).
    pub(crate) body: Vec<u8>,
    /// The methods of the `allow` header, in upper case and in order; none without the header.
    pub(crate) allow: Option<Vec<String>>,
    /// Of a redirect.
    pub(crate) location: Option<String>,
}

/// What an answer looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Look {
    status: u16,
    media_type: String,
    /// [`VARIES`] where the word is another each time.
    words: Vec<u64>,
}

/// The place of a word that is another each time.
const VARIES: u64 = 0;

impl Seen {
    /// Without parameters, in lower case.
    pub(crate) fn media_type(&self) -> String {
        self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as a reader sees it.
    pub(crate) fn text(&self) -> String {
        unescaped(&String::from_utf8_lossy(&self.body))
    }

    /// Whether it is what a catch-all answers instead of a 404: 200 with HTML or with nothing.
    pub(crate) fn may_be_page(&self) -> bool {
        self.status == 200 && (self.media_type() == "text/html" || self.body.is_empty())
    }

    /// Whether the request was done.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Look {
    /// Of an answer to what was asked.
    pub(crate) fn of(seen: &Seen, asked: Asked<'_>) -> Self {
        let text = String::from_utf8_lossy(&seen.body);
        let text = structure(&text).or_else(|| headings(&text)).unwrap_or_else(|| text.into_owned());
        let text = asked.taken_out_of(first_frames(&unescaped(&text)));
        Self { status: seen.status, media_type: seen.media_type(), words: words(&text) }
    }

    /// Whether both may be answers of one origin.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.is_of_kind(other)
            && self.words.iter().zip(&other.words).all(|(one, other)| one == other || is_open(*one, *other))
    }

    /// Whether status, media type and length are the same, so that another answer may show what varies.
    pub(crate) fn is_of_kind(&self, other: &Self) -> bool {
        self.has_head_of(other) && self.words.len() == other.words.len()
    }

    /// Whether status and media type are the same.
    pub(crate) fn has_head_of(&self, other: &Self) -> bool {
        self.status == other.status && self.media_type == other.media_type
    }

    /// What both have in common, where both answer the same request.
    pub(crate) fn in_common(&self, other: &Self) -> Option<Self> {
        let common = |(one, other): (&u64, &u64)| if one == other { *one } else { VARIES };
        let words = self.words.iter().zip(&other.words).map(common).collect();
        self.is_of_kind(other).then(|| Self { words, ..self.clone() })
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }
}

fn is_open(one: u64, other: u64) -> bool {
    one == VARIES || other == VARIES
}
