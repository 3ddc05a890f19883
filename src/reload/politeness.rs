//! Lets requests go first: reading a large collection keeps a core busy for a while, and nobody waits for it.

/// How far the thread steps back, as `nice` counts it: it still gets a tenth of a core that requests keep busy.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 10;

/// Has the thread that calls give way to all others; where the system does not let it, nothing changes.
#[cfg(target_os = "linux")]
pub(super) fn give_way() {
    // On Linux, a priority is a thread's own.
    let thread = rustix::thread::gettid();
    if let Err(error) = rustix::process::setpriority_process(Some(thread), STEPS_BACK) {
        tracing::debug!(%error, "Reloads do not give way to requests");
    }
}

/// Elsewhere a priority is the whole process's.
#[cfg(not(target_os = "linux"))]
pub(super) fn give_way() {}
