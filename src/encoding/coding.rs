//! One content coding.

use std::io::{self, Cursor, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// A content coding that can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
    Identity,
}

/// The window of a zstd frame that is accepted, as a power of two: 8 MiB, as in browsers (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

impl Coding {
    /// By its name, in any case; none where it is not known.
    pub(super) fn of(name: &str) -> Option<Self> {
        let named = [
            ("gzip", Self::Gzip),
            ("x-gzip", Self::Gzip),
            ("deflate", Self::Deflate),
            ("br", Self::Brotli),
            ("zstd", Self::Zstd),
            ("identity", Self::Identity),
        ];
        named.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, coding)| coding)
    }

    /// Reads `encoded` as it was before it was encoded.
    pub(super) fn reader<'r>(self, mut encoded: Box<dyn Read + 'r>) -> io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(encoded)),
            Self::Deflate => {
                let mut start = Vec::new();
                (&mut encoded).take(2).read_to_end(&mut start)?;
                let (has_frame, whole) = (is_zlib(&start), Cursor::new(start).chain(encoded));
                if has_frame {
                    Box::new(ZlibDecoder::new(whole))
                } else {
                    Box::new(DeflateDecoder::new(whole))
                }
            }
            Self::Brotli => Box::new(brotli::Decompressor::new(encoded, 4096)),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::new(encoded)?;
                decoder.window_log_max(ZSTD_WINDOW)?;
                Box::new(decoder)
            }
            Self::Identity => encoded,
        })
    }
}

/// `deflate` means the zlib format, but some servers leave its frame out (RFC 9110, 8.4.1.2).
fn is_zlib(start: &[u8]) -> bool {
    match start {
        [method, flags] => method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31),
        _ => false,
    }
}
