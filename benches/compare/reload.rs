//! Reloads: what one changed file of many costs, and what requests notice of a large one.

use std::fs::{self, File};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::Result;
use crate::client::Client;
use crate::collection::{self, Content};
use crate::config;
use crate::drive::drive;
use crate::load::{self, Timed};
use crate::median::{median, percentiles};
use crate::process::read_bytes;
use crate::rows::{MOCK, named};
use crate::server::{Requests, Server, free_address};
use crate::start::{Start, understudy};
use crate::table::Table;

const ROUNDS: usize = 3;
const FILES: usize = 100;
/// Examples a file.
const EACH: usize = 1_000;
/// A change that is not served by then is lost.
const PATIENCE: Duration = Duration::from_mins(1);

/// Measures, and adds its lines to the table.
pub(crate) fn run(folder: &Path, table: &mut Table) -> Result<()> {
    one_of_many(&folder.join("one-of-many"), table)?;
    under_load(folder, table)
}

fn one_of_many(folder: &Path, table: &mut Table) -> Result<()> {
    let shelf = folder.join("shelf");
    fs::create_dir_all(&shelf)?;
    let (file, text) = (
        |number: usize| shelf.join(format!("{number:03}.json")),
        |number: usize| collection::text(number * EACH..(number + 1) * EACH, Content::Static),
    );
    (0..FILES).try_for_each(|number| written_long_ago(&file(number), &text(number)))?;
    let address = free_address()?;
    let config = folder.join("understudy.toml");
    fs::write(&config, config::understudy(&MOCK, "shelf", address, address, 1))?;
    // The second of the paths is one of the second file's.
    let path = collection::paths(FILES * EACH, Content::Static).swap_remove(1);
    let requests = Requests { paths: vec![path], key: None };
    let server =
        Server::start(&understudy(&["--config", &config.display().to_string()]), folder, address, requests)?;
    server.wait_until_it_rests()?;
    let before = read_bytes(server.process())?;
    let took = change(&server, &file(1))?;
    server.wait_until_it_rests()?;
    let read = read_bytes(server.process())?.saturating_sub(before);
    let length = fs::metadata(file(1))?.len();
    table.line(vec![
        format!("one changed file of {FILES}: save to answer, bytes read / its length"),
        format!("{:.0} ms, {read} / {length}", took.as_secs_f64() * 1e3),
        "read once".to_owned(),
    ]);
    Ok(())
}

/// What was written within the last two seconds is read again, as it may have changed unnoticed.
fn written_long_ago(file: &Path, text: &[u8]) -> Result<()> {
    fs::write(file, text)?;
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    Ok(File::options().write(true).open(file)?.set_modified(hour_ago)?)
}

/// p99 of requests at half load, in a quiet time and during reloads of 100,000 examples.
fn under_load(folder: &Path, table: &mut Table) -> Result<()> {
    let upstream = free_address()?;
    let start = Start { wrapper: &[], folder, upstream, threads: 1, most_examples: usize::MAX };
    let row =
        named(&["mock-100000"])?.into_iter().find(|row| row.name == "mock-100000").ok_or("no such row")?;
    let server = start.row(row)?;
    server.wait_until_it_rests()?;
    let most = drive(&server, folder, Duration::from_secs(3))?.per_second;
    let rate = half(most);
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let times = load::at_rate(&server, folder, rate, Duration::from_secs(4))?;
        quiet.push(p99(&times, 0..u128::MAX));
        let (times, reload) =
            during_a_reload(&server, folder, &folder.join(row.name).join("bench.json"), rate)?;
        busy.push(p99(&times, reload));
    }
    let (quiet, busy) = (median(quiet), median(busy));
    table.line(vec![
        format!("p99 at {rate} requests a second, during a reload of 100,000 examples / quiet"),
        format!("{busy:.0} us / {quiet:.0} us = {:.2}", busy / quiet),
        "2.00".to_owned(),
    ]);
    Ok(())
}

/// The requests of a while in which a reload began and ended, and when it did, in microseconds since 1970.
fn during_a_reload(
    server: &Server,
    folder: &Path,
    file: &Path,
    rate: u32,
) -> Result<(Vec<Timed>, std::ops::Range<u128>)> {
    thread::scope(|scope| {
        let load = scope.spawn(|| {
            load::at_rate(server, folder, rate, Duration::from_secs(12)).map_err(|e| e.to_string())
        });
        thread::sleep(Duration::from_secs(2));
        let took = change(server, file)?;
        let ended = microseconds()?;
        let reload = ended.saturating_sub(took.as_micros())..ended;
        let times = load.join().map_err(|_| "the load generator's thread panicked")??;
        Ok((times, reload))
    })
}

/// Changes what all bodies of a file say, and waits until that is served.
fn change(server: &Server, file: &Path) -> Result<Duration> {
    let path = server.requests.paths.first().ok_or("nothing to ask for")?;
    let mut client = Client::connect(server.address)?;
    let before = client.ask(path, None)?.to_vec();
    let text = fs::read_to_string(file)?;
    let text =
        if text.contains("IPSUM") { text.replace("IPSUM", "ipsum") } else { text.replace("ipsum", "IPSUM") };
    let beside = file.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(&beside, file)?;
    let saved = Instant::now();
    while client.ask(path, None)? == before {
        if saved.elapsed() > PATIENCE {
            return Err("a change was never served".into());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(saved.elapsed())
}

fn p99(times: &[Timed], when: std::ops::Range<u128>) -> f64 {
    let took = times.iter().filter(|timed| when.contains(&timed.began)).map(|timed| timed.took).collect();
    let [p99] = percentiles(took, [0.99]);
    p99
}

fn microseconds() -> Result<u128> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate of requests is small and positive"
)]
fn half(rate: f64) -> u32 {
    (rate / 2.0) as u32
}
