//! Understudy beside what it is to cost no more than: bare Pingora, and nginx.
//!
//! | command | what it does |
//! | --- | --- |
//! | `cargo bench --bench compare` | everything below, and writes `benches/RESULTS.md` |
//! | `cargo bench --bench compare -- load [ROW...]` | throughput, percentiles, processor time, memory |
//! | `cargo bench --bench compare -- loading` | first answer, memory, reloads |
//! | `cargo bench --bench compare -- threads` | two request threads beside one |
//! | `cargo bench --bench compare -- instructions [ROW...]` | instructions per request, counted by callgrind |
//!
//! Without `--bench`, as `cargo test --benches` runs it, every row answers once and nothing is measured.
//! Each server is a process of its own; the bare ones are this executable, run again with `serve`.

mod bare;
mod client;
#[path = "../fixtures/collection.rs"]
mod collection;
mod config;
mod cores;
mod drive;
mod first_answer;
mod instructions;
mod key;
mod load;
mod median;
mod process;
mod reload;
mod results;
mod rows;
mod server;
mod side_by_side;
mod smoke;
mod start;
mod table;
mod threads;

use std::error::Error;

/// The product's allocator, so that the yardsticks have no worse one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_measured = arguments.iter().any(|argument| argument == "--bench");
    let words: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    match words.as_slice() {
        ["serve", "answer", address, threads] => bare::serve_answers(address, threads.parse()?),
        ["serve", "unbuilt", address, threads] => bare::serve_unbuilt(address, threads.parse()?),
        ["serve", "proxy", address, threads, upstream] => {
            bare::serve_proxy(address, upstream, threads.parse()?)
        }
        _ if !is_measured => smoke::run(),
        ["load", names @ ..] => side_by_side::run(&rows::named(names)?).map(tell),
        ["instructions", names @ ..] => instructions::run(&rows::named(names)?).map(tell),
        ["loading"] => loading().map(tell),
        ["threads"] => threads::run(tempfile::tempdir()?.path()).map(tell),
        [] => everything(),
        _ => Err("say what to measure: `load`, `loading`, `threads`, `instructions`, or nothing".into()),
    }
}

fn everything() -> Result<()> {
    let rows = rows::named(&[])?;
    let load = side_by_side::run(&rows)?;
    tell(&load);
    let instructions = instructions::run(&rows)?;
    tell(&instructions);
    let loading = loading()?;
    tell(&loading);
    let threads = threads::run(tempfile::tempdir()?.path())?;
    tell(&threads);
    results::write(&[
        ("Side by side", load),
        ("Instructions per request", instructions),
        ("Loading", loading),
        ("Threads", threads),
    ])
}

/// First answer, memory, reloads.
fn loading() -> Result<String> {
    let folder = tempfile::tempdir()?;
    let mut table = table::Table::new(&["what", "measured", "at most"]);
    first_answer::run(folder.path(), &mut table)?;
    reload::run(folder.path(), &mut table)?;
    Ok(table.render())
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn tell(text: impl AsRef<str>) {
    println!("{}", text.as_ref());
}
