//! The host of an absolute target in the place of what `Host` says.

use bytes::{BufMut, BytesMut};
use pingora::http::authority::raw_target_authority;

use crate::http1::RequestHead;

/// A head that was checked, in which `Host` is the host of the target, letter for letter: a proxy goes by the target
/// (RFC 9112, 3.2.2), and Pingora would refuse one that is only spelt in another way (0.9.1).
pub(super) fn with_host_of_target(head: BytesMut) -> BytesMut {
    // Nearly every target is a path, which is told by its first byte.
    let target = head.iter().position(|byte| *byte == b' ').and_then(|space| head.get(space + 1));
    if target == Some(&b'/') {
        return head;
    }
    rewritten(&head).unwrap_or(head)
}

/// None where nothing is to be changed.
fn rewritten(bytes: &[u8]) -> Option<BytesMut> {
    let head = RequestHead::parse(bytes).ok()?;
    let authority = raw_target_authority(head.target.as_bytes()).authority()?;
    let is_other = |(name, value): (&str, &[u8])| name.eq_ignore_ascii_case("host") && value != authority;
    if !head.headers().any(is_other) {
        return None;
    }
    let line = bytes.iter().position(|byte| *byte == b'\n')? + 1;
    let mut rewritten = BytesMut::with_capacity(bytes.len() + authority.len());
    rewritten.put_slice(bytes.get(..line)?);
    for (name, value) in head.headers() {
        let value = if name.eq_ignore_ascii_case("host") { authority } else { value };
        for part in [name.as_bytes(), b": ", value, b"\r\n"] {
            rewritten.put_slice(part);
        }
    }
    rewritten.put_slice(b"\r\n");
    Some(rewritten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_says_which_host_is_meant() {
        for (head, expected) in [
            ("GET /a HTTP/1.1\r\nHost: B\r\n\r\n", None),
            ("OPTIONS * HTTP/1.1\r\nHost: B\r\n\r\n", None),
            ("GET http://b/a HTTP/1.1\r\nHost: b\r\n\r\n", None),
            ("GET http://b/a HTTP/1.0\r\nA: b\r\n\r\n", None),
            (
                "GET http://b:80/a HTTP/1.1\r\nA:1\r\nhOST:  B. \r\nC: 2\r\n\r\n",
                Some("GET http://b:80/a HTTP/1.1\r\nA: 1\r\nhOST: b:80\r\nC: 2\r\n\r\n"),
            ),
        ] {
            let found = with_host_of_target(BytesMut::from(head));
            assert_eq!(std::str::from_utf8(&found).unwrap(), expected.unwrap_or(head));
        }
    }
}
