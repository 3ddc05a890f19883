//! What the open page costs the proxy: throughput with and without it, in turns, in one run.
//!
//! `cargo bench --bench page` takes fifteen rounds of each; otherwise it only shows that it works. The page is
//! one that asks for what a browser asks for and reads the stream; what a browser needs to draw it is not the
//! proxy's. 2,000 endpoints are in its table. The aim is a loss of less than 2 %: by requests a second, or where
//! other programs make those vary more than that, by processor time per request.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use understudy::Understudy;
use understudy::proxy::Gateway;
use understudy::server::{self, Running, Signals};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CONFIG: &str = r#"
[server]
listen = "127.0.0.1:0"
access_log = false
[admin]
listen = "127.0.0.1:0"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "shop"
mock = "shop"
"#;

/// Endpoints in the table.
const ENDPOINTS: usize = 2_000;

/// Connections that ask the proxy.
const CLIENTS: usize = 4;

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() -> Result<()> {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, length) =
        if is_measured { (15, Duration::from_millis(1500)) } else { (1, Duration::from_millis(300)) };
    let folder = tempfile::tempdir()?;
    let running = start(folder.path())?;
    Round::run(running.proxy(), length)?;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        without.push(Round::run(running.proxy(), length)?);
        let page = Page::open(running.admin().ok_or("no admin listener")?)?;
        with.push(Round::run(running.proxy(), length)?);
        println!("the page has read {} bytes", page.close()?);
    }
    tell("requests a second", &mut without, &mut with, |round| round.rate);
    tell("microseconds of processor time a request", &mut without, &mut with, |round| round.cost);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn tell(what: &str, without: &mut [Round], with: &mut [Round], figure: fn(&Round) -> f64) {
    let median = |rounds: &mut [Round]| {
        rounds.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
        figure(&rounds[rounds.len() / 2])
    };
    let (without, with) = (median(without), median(with));
    println!(
        "{what}: {without:.1} without the page, {with:.1} with it, {:+.1} %",
        100.0 * (with / without - 1.0)
    );
}

/// What one round came to.
struct Round {
    /// Requests a second.
    rate: f64,
    /// Microseconds of processor time a request, the client's included.
    cost: f64,
}

impl Round {
    fn run(proxy: SocketAddr, length: Duration) -> Result<Self> {
        let before = processor_time()?;
        let (count, took) = ask_on(proxy, length)?;
        let used = processor_time()? - before;
        Ok(Self { rate: count / took.as_secs_f64(), cost: used * 1e6 / count })
    }
}

/// Seconds that all threads of this process have used; Linux counts in hundredths.
fn processor_time() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("a stat without a name")?;
    let times: Vec<f64> = fields.split_whitespace().skip(11).take(2).flat_map(str::parse).collect();
    Ok(times.iter().sum::<f64>() / 100.0)
}

fn start(folder: &Path) -> Result<Running> {
    fs::write(folder.join("understudy.toml"), CONFIG)?;
    fs::write(folder.join("shop.json"), collection())?;
    let loaded = Understudy::builder(Gateway).config_file(folder.join("understudy.toml")).load()?;
    Ok(server::start(loaded, Signals::Ignored).map_err(|problem| problem.to_string())?)
}

/// `GET /0`, `GET /1`, ..., each with an example.
fn collection() -> String {
    let item = |number| {
        let request = json!({"method": "GET", "url": format!("http://shop/{number}")});
        let example =
            json!({"name": "ok", "originalRequest": request, "code": 200, "body": "{\"ok\": true}"});
        json!({"name": format!("get {number}"), "request": request, "response": [example]})
    };
    json!({"info": {"name": "shop"}, "item": (0..ENDPOINTS).map(item).collect::<Vec<_>>()}).to_string()
}

/// How many requests the proxy answers in this time, and how long it was in the end.
fn ask_on(proxy: SocketAddr, length: Duration) -> Result<(f64, Duration)> {
    let started = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|first| {
            thread::spawn(move || -> std::io::Result<usize> {
                let mut client = Client::connect(proxy)?;
                let mut count = 0;
                while started.elapsed() < length {
                    client.ask(&format!("/{}", (first * 500 + count) % ENDPOINTS))?;
                    count += 1;
                }
                Ok(count)
            })
        })
        .collect();
    let mut count = 0;
    for client in clients {
        count += client.join().map_err(|_| "a client panicked")??;
    }
    Ok((f64::from(u32::try_from(count)?), started.elapsed()))
}

/// One connection that is kept.
struct Client {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
}

impl Client {
    fn connect(host: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), host })
    }

    fn send(&mut self, path: &str) -> std::io::Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", self.host);
        self.stream.get_mut().write_all(request.as_bytes())
    }

    /// The length of the body, which is read.
    fn ask(&mut self, path: &str) -> std::io::Result<usize> {
        self.send(path)?;
        let mut length = 0;
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map(|()| length)
    }
}

/// A page that is open: it asked for everything once, and reads the stream.
struct Page {
    stream: TcpStream,
    stop: Arc<AtomicBool>,
    read: Arc<AtomicUsize>,
    thread: thread::JoinHandle<()>,
}

impl Page {
    fn open(admin: SocketAddr) -> Result<Self> {
        let mut client = Client::connect(admin)?;
        for path in ["/", "/page/app.js", "/api/status", "/api/routes", "/api/calls?limit=100"] {
            client.ask(path)?;
        }
        client.send("/api/calls/stream")?;
        let stream = client.stream.get_ref().try_clone()?;
        let (stop, read) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopped, counted) = (Arc::clone(&stop), Arc::clone(&read));
        let thread = thread::spawn(move || {
            let mut piece = vec![0; 64 * 1024];
            while !stopped.load(Ordering::Relaxed) {
                match client.stream.read(&mut piece) {
                    Ok(length) if length > 0 => counted.fetch_add(length, Ordering::Relaxed),
                    _ => break,
                };
            }
        });
        Ok(Self { stream, stop, read, thread })
    }

    /// How many bytes came.
    fn close(self) -> Result<usize> {
        self.stop.store(true, Ordering::Relaxed);
        self.stream.shutdown(std::net::Shutdown::Both)?;
        self.thread.join().map_err(|_| "the page panicked")?;
        Ok(self.read.load(Ordering::Relaxed))
    }
}
