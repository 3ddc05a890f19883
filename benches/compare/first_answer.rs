//! From the start of the process to its first answer, and the memory that takes.

use std::path::Path;

use crate::Result;
use crate::median::median;
use crate::process::Memory;
use crate::rows::named;
use crate::server::{Requests, Server, free_address};
use crate::start::{Start, understudy};
use crate::table::Table;

const ROUNDS: usize = 5;

/// Measures, and adds its lines to the table.
pub(crate) fn run(folder: &Path, table: &mut Table) -> Result<()> {
    let demo =
        (0..ROUNDS).map(|_| Ok(start_demo(folder)?.first_answer.as_secs_f64())).collect::<Result<_>>()?;
    table.line(vec![
        "demo collection: first answer".to_owned(),
        format!("{:.0} ms", median(demo) * 1e3),
        "50 ms".to_owned(),
    ]);
    let upstream = free_address()?;
    let start = Start { wrapper: &[], folder, upstream, threads: 1, most_examples: usize::MAX };
    let row =
        named(&["mock-100000"])?.into_iter().find(|row| row.name == "mock-100000").ok_or("no such row")?;
    let (mut times, mut peaks, mut rests) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let server = start.row(row)?;
        times.push(server.first_answer.as_secs_f64());
        server.wait_until_it_rests()?;
        let memory = Memory::of(server.process())?;
        peaks.push(memory.peak);
        rests.push(memory.now);
    }
    let file = mebibytes(&folder.join(row.name).join("bench.json"))?;
    let times_file = |memory: Vec<f64>| {
        let memory = median(memory);
        format!("{memory:.0} MiB, {:.2} x file", memory / file)
    };
    let what = format!("100,000 examples, {file:.0} MiB");
    table.line(vec![format!("{what}: first answer"), format!("{:.2} s", median(times)), "3 s".to_owned()]);
    table.line(vec![format!("{what}: memory at its peak"), times_file(peaks), "1.50 x file".to_owned()]);
    table.line(vec![format!("{what}: memory at rest"), times_file(rests), String::new()]);
    Ok(())
}

fn start_demo(folder: &Path) -> Result<Server> {
    let (address, collection) = (free_address()?, "conf/demo/bookshop.postman_collection.json");
    let options = ["--collection", collection, "--listen", &address.to_string(), "--admin", "127.0.0.1:0"];
    let requests = Requests { paths: vec!["/books?page=1&limit=2".to_owned()], key: None };
    Server::start(&understudy(&options), folder, address, requests)
}

fn mebibytes(file: &Path) -> Result<f64> {
    let kibibytes = u32::try_from(std::fs::metadata(file)?.len() / 1024)?;
    Ok(f64::from(kibibytes) / 1024.0)
}
