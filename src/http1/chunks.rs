//! Where a chunked body ends (RFC 9112, 7.1): looked for while the bytes go past, so that what a client sends behind
//! it stays for the next request.

use super::grammar::is_token_byte;

/// The largest chunk that is followed: 16 digits would overflow.
const MOST_DIGITS: u8 = 15;

/// How far a chunked body has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chunks {
    /// In the size of a chunk, with so many digits so far.
    Size { size: u64, digits: u8 },
    /// In what follows a size up to the line's end.
    Extension { size: u64 },
    /// At the line feed after a size.
    SizeEnd { size: u64 },
    /// In a chunk of which so much is still to come.
    Data { left: u64 },
    /// At the carriage return after a chunk.
    DataReturn,
    /// At the line feed after a chunk.
    DataEnd,
    /// At the start of a line of the trailers.
    TrailerStart,
    /// In a line of the trailers.
    Trailer,
    /// At the line feed of a line of the trailers.
    TrailerEnd,
    /// At the last line feed.
    LastEnd,
    /// The body is over.
    Over,
    /// This is no chunked body. Nobody can say where it ends.
    Broken,
}

impl Default for Chunks {
    fn default() -> Self {
        Self::Size { size: 0, digits: 0 }
    }
}

impl Chunks {
    /// Follows `bytes`; how many of them belong to the body.
    pub(crate) fn follow(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match *self {
                Self::Over => return at,
                Self::Broken => return bytes.len(),
                Self::Data { left } => {
                    let here = left.min((bytes.len() - at) as u64);
                    at += usize::try_from(here).unwrap_or(usize::MAX);
                    *self = if here == left { Self::DataReturn } else { Self::Data { left: left - here } };
                }
                _ => {
                    *self = self.after(*byte);
                    at += 1;
                }
            }
        }
        at
    }

    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Size { size, digits }, _) => after_size(size, digits, byte),
            (Self::Extension { size }, b'\r') => Self::SizeEnd { size },
            (Self::Extension { size }, b'\t' | b' '..=b'~' | 0x80..) => Self::Extension { size },
            (Self::SizeEnd { size: 0 } | Self::TrailerEnd, b'\n') => Self::TrailerStart,
            (Self::SizeEnd { size }, b'\n') => Self::Data { left: size },
            (Self::DataReturn, b'\r') => Self::DataEnd,
            (Self::DataEnd, b'\n') => Self::default(),
            (Self::TrailerStart, b'\r') => Self::LastEnd,
            (Self::TrailerStart, _) if is_token_byte(byte) => Self::Trailer,
            (Self::Trailer, b'\r') => Self::TrailerEnd,
            (Self::Trailer, b'\t' | b' '..=b'~' | 0x80..) => Self::Trailer,
            (Self::LastEnd, b'\n') => Self::Over,
            _ => Self::Broken,
        }
    }
}

fn after_size(size: u64, digits: u8, byte: u8) -> Chunks {
    let digit = char::from(byte).to_digit(16);
    match (digit, byte) {
        (Some(digit), _) if digits < MOST_DIGITS => {
            Chunks::Size { size: size * 16 + u64::from(digit), digits: digits + 1 }
        }
        (None, b'\r') if digits > 0 => Chunks::SizeEnd { size },
        (None, b';' | b' ' | b'\t') if digits > 0 => Chunks::Extension { size },
        _ => Chunks::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the body ends in `bytes`, however they come; none where it is broken.
    #[track_caller]
    fn check(row: &str, bytes: &str, expected: Option<usize>) {
        for size in 1..=bytes.len() {
            let (mut chunks, mut taken) = (Chunks::default(), 0);
            for piece in bytes.as_bytes().chunks(size) {
                taken += chunks.follow(piece);
            }
            let end = match chunks {
                Chunks::Over => Some(taken),
                Chunks::Broken => None,
                open => panic!("{row}: {open:?}"),
            };
            assert_eq!(end, expected, "{row} in pieces of {size}");
        }
    }

    #[test]
    fn where_a_body_ends() {
        for (row, body) in [
            ("nothing", "0\r\n\r\n"),
            ("a chunk", "3\r\nabc\r\n0\r\n\r\n"),
            ("a chunk that looks like an end", "5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
            ("another case", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"),
            ("zeros before", "0003\r\nabc\r\n000\r\n\r\n"),
            ("an extension", "3;a=\"b c\"\r\nabc\r\n0;d\r\n\r\n"),
            ("trailers", "0\r\na: b\r\nc: d\r\n\r\n"),
        ] {
            check(row, &format!("{body}GET / HTTP/1.1"), Some(body.len()));
        }
    }

    #[test]
    fn what_is_no_chunked_body() {
        for (row, body) in [
            ("no size", "\r\n"),
            ("no digit", "x\r\n"),
            ("a sign", "+3\r\nabc\r\n"),
            ("a prefix", "0x3\r\nabc\r\n"),
            ("too large a size", "1234567812345678\r\n"),
            ("a line feed alone", "3\nabc\r\n"),
            ("a longer chunk", "3\r\nabcd\r\n"),
            ("a chunk without its end", "3\r\nabc0\r\n\r\n"),
            ("a trailer that is none", "0\r\n: b\r\n\r\n"),
            ("a continued trailer", "0\r\n a\r\n\r\n"),
            ("a zero in an extension", "3;\0\r\nabc\r\n"),
        ] {
            check(row, body, None);
        }
    }
}
