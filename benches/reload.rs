//! From the save of a file to the first answer with its content, at the default debounce.
//!
//! `cargo bench --bench reload` takes a hundred rounds; otherwise it only shows that it works. The
//! aim is 100 ms, of which the debounce (50 ms of quiet) is half.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
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
enabled = false
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "shop"
mock = "shop"
"#;

/// A round that takes longer than this has lost the change.
const PATIENCE: Duration = Duration::from_secs(10);

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() -> Result<()> {
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 100 } else { 3 };
    for examples in [10, 1_000] {
        let mut times = measure(examples, rounds)?;
        times.sort_unstable();
        let [half, most, worst] = [50, 99, 100].map(|percent| times[(rounds * percent).div_ceil(100) - 1]);
        println!("{examples} examples, {rounds} rounds: p50 {half:.1?}, p99 {most:.1?}, worst {worst:.1?}");
    }
    Ok(())
}

/// How long each round took.
fn measure(examples: usize, rounds: usize) -> Result<Vec<Duration>> {
    let folder = tempfile::tempdir()?;
    let shop = folder.path().join("shop.json");
    fs::write(folder.path().join("understudy.toml"), CONFIG)?;
    fs::write(&shop, collection(examples, 0))?;
    let running = start(folder.path())?;
    let mut client = Client::connect(running.proxy())?;
    (1..=rounds)
        .map(|version| {
            fs::write(&shop, collection(examples, version))?;
            let saved = Instant::now();
            while client.version()? != version {
                if saved.elapsed() > PATIENCE {
                    return Err(format!("version {version} never served").into());
                }
            }
            Ok(saved.elapsed())
        })
        .collect()
}

fn start(folder: &Path) -> Result<Running> {
    let loaded = Understudy::builder(Gateway).config_file(folder.join("understudy.toml")).load()?;
    Ok(server::start(loaded, Signals::Ignored).map_err(|problem| problem.to_string())?)
}

/// Examples of `GET /0`, `GET /1`, ..., with the version in their bodies.
fn collection(examples: usize, version: usize) -> String {
    let item = |number| {
        let request = json!({"method": "GET", "url": format!("{{{{baseUrl}}}}/{number}")});
        let response =
            json!({"name": "ok", "originalRequest": request, "code": 200, "body": version.to_string()});
        json!({"name": "item", "request": request, "response": [response]})
    };
    json!({"info": {"name": "shop"}, "item": (0..examples).map(item).collect::<Vec<_>>()}).to_string()
}

/// One connection that is kept alive.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// The version in the body of an answer.
    fn version(&mut self) -> Result<usize> {
        self.0.get_mut().write_all(b"GET /7 HTTP/1.1\r\nhost: shop\r\n\r\n")?;
        let (mut length, mut line) = (0, String::new());
        while line != "\r\n" {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err("the connection ended".into());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(String::from_utf8(body)?.parse()?)
    }
}
