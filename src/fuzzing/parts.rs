//! Inputs of several parts.

/// What stands between two parts, on a line of its own.
pub(super) const LINE: &[u8] = b"\n=====\n";

/// What stands before the line, and behind it; the second part is empty where there is no such line.
pub(super) fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    split_once(data, LINE).unwrap_or((data, b""))
}

/// What stands before the first `separator`, and behind it.
pub(super) fn split_once<'d>(data: &'d [u8], separator: &[u8]) -> Option<(&'d [u8], &'d [u8])> {
    let at = data.windows(separator.len()).position(|window| window == separator)?;
    Some((data.get(..at)?, data.get(at + separator.len()..)?))
}
