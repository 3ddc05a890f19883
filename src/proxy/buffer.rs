//! A buffer whose memory goes back to the system.
//!
//! The allocator of the binary, mimalloc, gives freed memory back a little later, and only when something large is
//! freed then (v3). After ten large uploads, a server that is left alone kept hundreds of MiB for good.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;

/// From which size on memory is given back, in bytes.
const LARGE: usize = 1024 * 1024;

/// How often, and after how long, the allocator is reminded: it waits for a second itself.
const TIMES: usize = 3;
const LATER: Duration = Duration::from_secs(2);

/// So large that it is asked of the system, in bytes. It is never written to, and so takes no memory.
const REMINDER: usize = 64 * 1024 * 1024;

/// Whether the allocator is about to be reminded.
static IS_ABOUT_TO: AtomicBool = AtomicBool::new(false);

/// Bytes that are kept for a while.
#[derive(Debug, Default)]
pub(super) struct Buffer(Vec<u8>);

impl Buffer {
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if self.0.capacity() >= LARGE {
            remind_soon();
        }
    }
}

fn remind_soon() {
    // Outside of a runtime, as in tests, nobody can be told to wait.
    let Ok(runtime) = Handle::try_current() else { return };
    if IS_ABOUT_TO.swap(true, Ordering::AcqRel) {
        return;
    }
    runtime.spawn(async {
        for _ in 0..TIMES {
            tokio::time::sleep(LATER).await;
            // What is freed from now on may need another time.
            IS_ABOUT_TO.store(false, Ordering::Release);
            drop(black_box(Vec::<u8>::with_capacity(REMINDER)));
        }
    });
}
