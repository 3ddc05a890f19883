//! A body with all its content codings undone.

use std::io::{self, Read};

use thiserror::Error;

use super::coding::Coding;

/// More codings than this, one over the other, are nobody's honest answer.
const MOST_CODINGS: usize = 4;

/// How much longer what is between two codings may be, in bytes.
const SLACK: u64 = 64 * 1024;

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// A coding that is not known, by its name.
    #[error("the content coding `{0}` is not known: gzip, deflate, br and zstd are")]
    Unknown(String),
    /// There are too many codings.
    #[error("more than {MOST_CODINGS} content codings, one over the other")]
    TooMany,
    /// The bytes are not what the coding says.
    #[error("not valid {0}: {1}")]
    Invalid(String, String),
    /// What comes out is longer than the limit.
    #[error("longer than {0} bytes once it is decoded")]
    TooLong(usize),
}

/// What a decoder does with a body that it cannot give back whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// It is an error.
    Refused,
    /// The beginning is enough.
    Allowed,
}

/// The body as it was before it was encoded as `content_encoding` says, at most `limit` bytes.
///
/// # Errors
/// A coding is not known, the bytes are broken, or more than `limit` bytes come out.
pub fn decode(content_encoding: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    undo_all(content_encoding, bytes, limit, Cut::Refused)
}

/// As [`decode`], but only the first `limit` bytes of a longer body, and what there is of one that breaks off.
///
/// # Errors
/// A coding is not known, or nothing can be read.
pub fn decode_beginning(content_encoding: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    undo_all(content_encoding, bytes, limit, Cut::Allowed)
}

fn undo_all(content_encoding: &str, bytes: &[u8], limit: usize, cut: Cut) -> Result<Vec<u8>, DecodeError> {
    let codings = codings(content_encoding)?;
    if bytes.is_empty() {
        // As to HEAD, or with 304: the header says what the body would have been.
        return Ok(Vec::new());
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut decoded = Vec::new();
    // One more than may be shows that there is more.
    let read = if codings.is_empty() {
        decoded.extend_from_slice(bytes.get(..=limit).unwrap_or(bytes));
        Ok(decoded.len())
    } else {
        reader(&codings, bytes, most)
            .and_then(|reader| reader.take(most.saturating_add(1)).read_to_end(&mut decoded))
    };
    if decoded.len() > limit {
        decoded.truncate(limit);
        return if cut == Cut::Allowed { Ok(decoded) } else { Err(DecodeError::TooLong(limit)) };
    }
    match read {
        Err(error) if cut == Cut::Refused || decoded.is_empty() => {
            Err(DecodeError::Invalid(content_encoding.to_owned(), error.to_string()))
        }
        _ => Ok(decoded),
    }
}

fn codings(content_encoding: &str) -> Result<Vec<Coding>, DecodeError> {
    let names: Vec<&str> =
        content_encoding.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > MOST_CODINGS {
        return Err(DecodeError::TooMany);
    }
    let coding = |name: &&str| Coding::of(name).ok_or_else(|| DecodeError::Unknown((*name).to_owned()));
    names.iter().map(coding).collect()
}

/// The coding that is named last was applied last (RFC 9110, 8.4). What is between two of them is not much longer than
/// what may come out in the end.
fn reader<'b>(codings: &[Coding], bytes: &'b [u8], most: u64) -> io::Result<Box<dyn Read + 'b>> {
    let whole: Box<dyn Read + 'b> = Box::new(bytes);
    codings.iter().rev().try_fold(whole, |encoded, coding| {
        let reader = coding.reader(encoded)?;
        Ok(Box::new(reader.take(most.saturating_add(SLACK))) as Box<dyn Read + 'b>)
    })
}
