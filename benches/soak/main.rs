//! Everything at once for a long time: requests at full speed over both HTTP versions, beside clients that are silent,
//! slow or gone, reloads, toggles and outages.
//!
//! `make soak` takes ten minutes, `-- --minutes 1` one; without either it runs for a few seconds. However long: no good
//! request fails, no file stays open, and what the metrics say adds up to what clients saw. From five minutes on, the
//! memory of the last minute is held to that of the first, within 5 %.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

#[path = "../fixtures/backend.rs"]
mod backend;
mod bad;
mod good;
mod hands;
mod memory;
mod product;

use backend::Backend;
use good::Tally;
use memory::Memory;
use product::Product;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Good clients of each version.
const GOOD: usize = 4;
/// Bad ones, of both.
const BAD: usize = 12;

/// Files that may be open in the end beside those of the beginning: connections to the backend that wait for use.
const SLACK: usize = 2 * GOOD + BAD;

/// How often it is told how things stand.
const TELL: Duration = Duration::from_secs(10);

const MINUTE: Duration = Duration::from_mins(1);

fn main() -> Result<()> {
    let length = length(std::env::args().skip(1).collect())?;
    tokio::runtime::Runtime::new()?.block_on(soak(length))
}

fn length(arguments: Vec<String>) -> Result<Duration> {
    let mut arguments = arguments.into_iter();
    let mut length = Duration::from_secs(5);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--minutes" => {
                let minutes: u64 = arguments.next().ok_or("how many minutes?")?.parse()?;
                return Ok(MINUTE * u32::try_from(minutes)?);
            }
            "--bench" => length = 10 * MINUTE,
            _ => {}
        }
    }
    Ok(length)
}

async fn soak(length: Duration) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let backend = Arc::new(Backend::start().await?);
    let product = Product::start(folder.path(), backend.address)?;
    product.wait_until_ready().await?;
    let files = product.files()?;
    let (tally, (stop, stopped)) = (Arc::new(Tally::default()), watch::channel(false));
    let tasks = everyone(&product, &backend, folder.path(), &tally, &stopped);
    let memory = watch_over(&product, &tally, length).await?;
    stop.send_replace(true);
    for task in tasks {
        task.await?;
    }
    conclude(&product, &tally, files, memory).await
}

/// Sets everyone to work until it is stopped.
fn everyone(
    product: &Product,
    backend: &Arc<Backend>,
    folder: &std::path::Path,
    tally: &Arc<Tally>,
    stopped: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let (proxy, admin) = (product.proxy, product.admin);
    let mut tasks = Vec::new();
    for _ in 0..GOOD {
        tasks.push(tokio::spawn(good::over_http1(proxy, Arc::clone(tally), stopped.clone())));
        tasks.push(tokio::spawn(good::over_http2(proxy, Arc::clone(tally), stopped.clone())));
    }
    tasks.extend((0..BAD).map(|_| tokio::spawn(bad::misbehave(proxy, Arc::clone(tally), stopped.clone()))));
    tasks.push(tokio::spawn(hands::flap(Arc::clone(backend), stopped.clone())));
    tasks.push(tokio::spawn(hands::toggle(admin, stopped.clone())));
    tasks.push(tokio::spawn(hands::edit(folder.join("shop.json"), stopped.clone())));
    tasks
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
async fn watch_over(product: &Product, tally: &Tally, length: Duration) -> Result<Memory> {
    let (started, mut memory) = (Instant::now(), Memory::default());
    while let Some(left) = length.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) {
        sleep(left.min(TELL)).await;
        let (passed, held) = (started.elapsed(), product.memory()?);
        memory.note(passed, held);
        println!("{:4} s: {tally}, {held:.1} MiB, {} files", passed.as_secs(), product.files()?);
    }
    Ok(memory)
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
async fn conclude(product: &Product, tally: &Tally, files: usize, memory: Memory) -> Result<()> {
    let (answered, failures) = (tally.answered(), tally.failures());
    let counted = product.counted(answered).await?;
    let left = product.files_in_the_end(files + SLACK).await?;
    println!("{tally}; the metrics count {counted}; {files} files at the start, {left} in the end; {memory}");
    let mut wrong = failures;
    if answered == 0 {
        wrong.push("nothing was answered".to_owned());
    }
    if counted != answered {
        wrong.push(format!("{answered} were answered, and the metrics count {counted}"));
    }
    if left > files + SLACK {
        wrong.push(format!("{left} files stay open"));
    }
    wrong.extend(memory.growth());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
}
