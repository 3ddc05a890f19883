//! What calls really keep of memory.

use std::sync::Arc;

use bytes::Bytes;

use super::tests::{body, draft, kept, settings};
use super::{CallLog, Captured, Draft, Filter, Secrets, Settings};

/// A body; its token is held as long as its memory.
struct Owned {
    bytes: Vec<u8>,
    _token: Arc<()>,
}

/// A body of 100 bytes.
fn owned(token: &Arc<()>) -> Bytes {
    Bytes::from_owner(Owned { bytes: vec![b'a'; 100], _token: Arc::clone(token) })
}

impl AsRef<[u8]> for Owned {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether the memory of a body of 100 bytes is given back once nothing but the log holds it.
#[track_caller]
fn check_memory(row: &str, capture: impl FnOnce(Bytes) -> Captured, is_given_back: bool) {
    let token = Arc::new(());
    let captured = capture(owned(&token));
    let mut kept = kept(4, usize::MAX);
    kept.add(Box::new(Draft { response_body: captured, secrets: Secrets::None, ..draft("/") }));
    assert_eq!(Arc::strong_count(&token) == 1, is_given_back, "{row}");
}

#[test]
fn what_is_kept_of_a_body_keeps_no_more_than_that() {
    check_memory("longer", |body| Captured::whole(&body, 10), true);
    check_memory("all of it", |body| Captured::whole(&body, 100), false);
    let passed = |most| {
        move |body: Bytes| {
            let mut captured = Captured::default();
            captured.pass(&body, most);
            captured
        }
    };
    check_memory("streamed, longer", passed(10), true);
    check_memory("streamed, all of it", passed(100), true);
}

/// Whether a part of this body is copied while the request is still on its way.
#[track_caller]
fn check_copied(row: &str, body: &Bytes, expected: bool) {
    let Captured::Whole(part, total) = Captured::whole(body, 10) else { panic!("{row}") };
    assert_eq!((part.len(), total), (10, 100), "{row}");
    assert_eq!(part.as_ptr() != body.as_ptr(), expected, "{row}");
}

#[test]
fn only_a_body_that_nobody_else_holds_is_copied_at_once() {
    let filled = Bytes::from(vec![b'a'; 100]);
    check_copied("filled in", &filled, true);
    let _example = filled.clone();
    check_copied("an example's", &filled, false);
}

#[test]
fn those_that_wait_to_be_recorded_have_a_bound_in_bytes() {
    let large = || Box::new(Draft { response_body: body("a body of 20 bytes..", 20), ..draft("/") });
    let settings = Settings { max_bytes: 5 * large().size(), ..settings() };
    let (log, recorder) = CallLog::start(&settings).unwrap();
    drop(recorder);
    let room = (0..100).take_while(|_| log.has_room().then(|| log.push(large())).is_some());
    assert_eq!(room.count(), 6);
    log.push(large());
    assert_eq!(log.page(&Filter::default(), None, 1).lost, 2);
}
