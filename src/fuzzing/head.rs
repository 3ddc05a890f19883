//! Heads of requests as they come over a connection, and the bodies behind them.

use bytes::BytesMut;

use crate::config::Limits;
use crate::http1::{Passage, RequestHead, Scan, Whole};

/// Low enough that inputs reach them.
const LIMITS: Limits = Limits { header: 512, headers: 8, uri: 64, body: None, streams: 1, send_buffer: 1024 };

/// Reads a head in whatever pieces it comes, and as others read it.
pub fn head(data: &[u8]) {
    let Some((&size, data)) = data.split_first() else { return };
    let mut whole = BytesMut::from(data);
    let found = read(&mut whole, data.len().max(1));
    let mut rest = BytesMut::from(data);
    assert_eq!(read(&mut rest, usize::from(size).max(1)), found, "however it comes");
    let Some(found) = found else { return };
    let (head, behind) = whole.split_at(found.length);
    agree(head);
    follow(found, behind, usize::from(size).max(1));
}

/// What is found in `bytes` that come in pieces of this size; refused or unfinished is nothing. What comes before a
/// head is taken off.
fn read(bytes: &mut BytesMut, size: usize) -> Option<Whole> {
    let (mut scan, mut come) = (Scan::default(), BytesMut::new());
    let data = std::mem::take(bytes);
    let mut pieces = data.chunks(size);
    let found = pieces.by_ref().find_map(|piece| {
        come.extend_from_slice(piece);
        scan.look(&mut come, &LIMITS)
    });
    pieces.for_each(|piece| come.extend_from_slice(piece));
    *bytes = come;
    let found = found?.ok()?;
    assert!(found.length <= bytes.len().min(LIMITS.header), "no more than there is, and than may be");
    Some(found)
}

/// Where `httparse`, which Pingora and hyper read with, accepts a head too, it reads the same out of it.
fn agree(bytes: &[u8]) {
    let mut room = [httparse::EMPTY_HEADER; LIMITS.headers];
    let mut theirs = httparse::Request::new(&mut room);
    let Ok(httparse::Status::Complete(length)) = theirs.parse(bytes) else { return };
    assert_eq!(length, bytes.len(), "where it ends");
    let Ok(ours) = RequestHead::parse(bytes) else { panic!("it was accepted before") };
    assert_eq!((Some(ours.method), Some(ours.target)), (theirs.method, theirs.path));
    let theirs: Vec<_> =
        theirs.headers.iter().map(|header| (header.name, header.value.trim_ascii())).collect();
    assert_eq!(ours.headers().collect::<Vec<_>>(), theirs);
}

/// A body ends at the same place in whatever pieces it comes.
fn follow(found: Whole, behind: &[u8], size: usize) {
    let mut at_once = Passage::of(found.framing.body);
    let taken = at_once.follow(behind);
    assert!(taken <= behind.len());
    let (mut piece_by_piece, mut sum) = (Passage::of(found.framing.body), 0);
    for piece in behind.chunks(size) {
        sum += piece_by_piece.follow(piece);
        if piece_by_piece.is_over() {
            break;
        }
    }
    assert_eq!((sum, piece_by_piece.is_over()), (taken, at_once.is_over()), "however it comes");
}
