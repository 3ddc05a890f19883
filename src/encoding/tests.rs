//! Every coding, alone and stacked, whole, broken and too long.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{DecodeError, decode, decode_beginning};

const TEXT: &[u8] = b"Cannot GET /planned, Cannot GET /planned, Cannot GET /planned";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    brotli::CompressorReader::new(bytes, 4096, 5, 20).read_to_end(&mut encoded).unwrap();
    encoded
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// Every coding by its name, with what it makes of `bytes`.
fn encoded(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("gzip", gzip(bytes)),
        ("X-GZip", gzip(bytes)),
        ("deflate", zlib(bytes)),
        (" deflate ", raw_deflate(bytes)),
        ("br", brotli(bytes)),
        ("zstd", zstd(bytes)),
        ("identity", bytes.to_vec()),
        ("", bytes.to_vec()),
        ("deflate, gzip", gzip(&zlib(bytes))),
        ("br,identity , zstd", zstd(&brotli(bytes))),
    ]
}

#[test]
fn every_coding_is_undone() {
    for (name, bytes) in encoded(TEXT) {
        assert_eq!(decode(name, &bytes, 1000).as_deref(), Ok(TEXT), "{name:?}");
        assert_eq!(decode_beginning(name, &bytes, 1000).as_deref(), Ok(TEXT), "{name:?}");
    }
}

#[test]
fn several_members_of_gzip_are_one_body() {
    let both = [gzip(b"one "), gzip(b"two")].concat();
    assert_eq!(decode("gzip", &both, 100).as_deref(), Ok(&b"one two"[..]));
}

#[test]
fn nothing_stays_nothing() {
    for name in ["gzip", "deflate", "br", "zstd", "identity"] {
        assert_eq!(decode(name, b"", 100).as_deref(), Ok(&b""[..]), "{name}");
    }
}

#[test]
fn a_limit_is_kept_whatever_comes_out() {
    let long = vec![b'a'; 4 << 20];
    for (name, bytes) in encoded(&long) {
        assert_eq!(decode(name, &bytes, 10), Err(DecodeError::TooLong(10)), "{name:?}");
    }
    for (name, bytes) in encoded(TEXT) {
        assert!(decode(name, &bytes, TEXT.len()).is_ok(), "{name:?}: as long as may be");
        assert_eq!(decode_beginning(name, &bytes, 6).map(|text| text.len()).ok(), Some(6), "{name:?}");
    }
    for (name, bytes) in encoded(&long).into_iter().take(8) {
        assert_eq!(decode_beginning(name, &bytes, 10).as_deref(), Ok(&b"aaaaaaaaaa"[..]), "{name:?}");
    }
}

#[test]
fn what_breaks_off_is_read_as_far_as_it_goes_or_refused() {
    let long: Vec<u8> = (0..20_000_u32).flat_map(|number| number.to_string().into_bytes()).collect();
    for (name, bytes) in encoded(&long).into_iter().filter(|(name, _)| !matches!(*name, "" | "identity")) {
        let beginning = &bytes[..bytes.len() / 2];
        assert!(matches!(decode(name, beginning, 1 << 20), Err(DecodeError::Invalid(..))), "{name:?}");
        let decoded = decode_beginning(name, beginning, 1 << 20);
        // zstd and br give back whole blocks, and the first may be longer than what is there.
        if let Ok(decoded) = &decoded {
            assert!(long.starts_with(decoded) && !decoded.is_empty(), "{name:?}");
        } else {
            assert!(name.contains("br") || name.contains("zstd"), "{name:?}: {decoded:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    let unknown = decode("compress", TEXT, 100).unwrap_err();
    assert!(unknown.to_string().contains("`compress` is not known"), "{unknown}");
    for name in ["gzip", "zstd"] {
        let invalid = decode(name, TEXT, 100).unwrap_err();
        assert!(invalid.to_string().starts_with(&format!("not valid {name}")), "{invalid}");
    }
    assert_eq!(decode("gzip,gzip,gzip,gzip,gzip", TEXT, 100), Err(DecodeError::TooMany));
}

/// A frame that asks for a window of 2 GiB.
#[test]
fn a_decoder_takes_no_more_memory_than_a_browser_gives() {
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 0x01, 0x00, 0x00];
    assert!(matches!(decode("zstd", &frame, 100), Err(DecodeError::Invalid(..))));
}
