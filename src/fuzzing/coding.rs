//! Compressed bodies.

use super::parts::split_once;
use crate::encoding::{DecodeError, decode, decode_beginning};

/// The most that may come out, in bytes.
const LIMIT: usize = 4096;

/// Decodes a body; the first line says how it was encoded.
pub fn coding(data: &[u8]) {
    let (coding, bytes) = split_once(data, b"\n").unwrap_or((data, b""));
    let Ok(coding) = std::str::from_utf8(coding) else { return };
    let beginning = decode_beginning(coding, bytes, LIMIT);
    assert!(beginning.as_ref().is_ok_and(|decoded| decoded.len() <= LIMIT) || beginning.is_err());
    match decode(coding, bytes, LIMIT) {
        Ok(decoded) => {
            assert!(decoded.len() <= LIMIT);
            assert_eq!(beginning, Ok(decoded));
        }
        Err(DecodeError::TooLong(_)) => {
            assert_eq!(beginning.map(|decoded| decoded.len()), Ok(LIMIT));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
