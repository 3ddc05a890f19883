//! Where the slashes of a path are, and whether it stands for itself, told eight bytes at a time: the path of every
//! request is looked at so, and byte by byte that took 130 instructions more (`matching.exact` in benches/guard.txt).

use smallvec::SmallVec;

/// The highest bit of each byte. What is told of a byte is told there.
const HIGH: u64 = each(0x80);

/// Where the segments of a path begin, and where one behind the last would; none where a byte of it is not sent as it is
/// compared: a capital, a `%`, or one beyond ASCII.
pub(super) fn starts_of_plain(path: &str) -> Option<SmallVec<[usize; 8]>> {
    let (chunks, rest) = path.as_bytes().as_chunks();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let (mut starts, mut changes, mut before) = (SmallVec::new(), 0, 1);
    starts.push(0);
    for chunk in chunks.iter().chain([&last]) {
        let chunk = u64::from_le_bytes(*chunk);
        changes |= chunk | capitals(chunk) | equal(chunk, b'%');
        let mut slashes = equal(chunk, b'/');
        while slashes != 0 {
            starts.push(before + slashes.trailing_zeros() as usize / 8);
            slashes &= slashes - 1;
        }
        before += 8;
    }
    starts.push(path.len() + 1);
    (changes & HIGH == 0).then_some(starts)
}

/// This byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Which bytes are this one.
fn equal(chunk: u64, byte: u8) -> u64 {
    let differs = chunk ^ each(byte);
    !(((differs & !HIGH) + !HIGH) | differs) & HIGH
}

/// Which bytes are capitals, where all of them are ASCII.
fn capitals(chunk: u64) -> u64 {
    let low = chunk & !HIGH;
    (low + each(0x80 - b'A')) & !(low + each(0x7f - b'Z')) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Byte by byte.
    fn expected(path: &str) -> Option<Vec<usize>> {
        let changes = |byte: u8| byte == b'%' || byte.is_ascii_uppercase() || !byte.is_ascii();
        let starts = path.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| at + 1);
        (!path.bytes().any(changes)).then(|| [0].into_iter().chain(starts).chain([path.len() + 1]).collect())
    }

    #[test]
    fn every_byte_in_every_place() {
        for at in 0..17 {
            for byte in 0..=u8::MAX {
                let path = format!("{}{}{}", "/".repeat(at), char::from(byte), "a.".repeat(9));
                assert_eq!(starts_of_plain(&path).map(SmallVec::into_vec), expected(&path), "{path:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn as_byte_by_byte(path in "[a-c/.0%A-Z@\\[é]{0,40}|[a-c/.0]{0,40}") {
            proptest::prop_assert_eq!(starts_of_plain(&path).map(SmallVec::into_vec), expected(&path));
        }
    }
}
