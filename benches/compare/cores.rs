//! A core for the server that is measured, another for what drives it, by Debian's taskset.

use std::thread::available_parallelism;

/// What a server is started with.
pub(crate) fn for_server() -> Vec<String> {
    on(0)
}

/// What a load generator, or the server behind a proxy, is started with.
pub(crate) fn for_load() -> Vec<String> {
    on(1)
}

/// What the report says of it.
pub(crate) fn told() -> &'static str {
    if are_enough() {
        "Servers run on one core, what drives them on another."
    } else {
        "Servers and what drives them share one core."
    }
}

fn on(core: usize) -> Vec<String> {
    let words = ["taskset".to_owned(), "--cpu-list".to_owned(), core.to_string()];
    if are_enough() { words.into() } else { Vec::new() }
}

fn are_enough() -> bool {
    available_parallelism().is_ok_and(|cores| cores.get() > 1)
}
