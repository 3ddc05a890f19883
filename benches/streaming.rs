//! What a long body costs in memory: a download through a live route, and how much the process held before it, at
//! most during it, and after it.
//!
//! `cargo bench --bench streaming` takes 10 GB; otherwise it only shows that it works. Backend and client are in
//! the same process, and hold 64 KiB each.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use understudy::Understudy;
use understudy::proxy::Gateway;
use understudy::server::{self, Signals};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const PIECE: usize = 64 * 1024;

/// How much more memory may be held than before, in KiB.
const MORE: u64 = 32 * 1024;

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() -> Result<()> {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let length: u64 = if is_measured { 10_000_000_000 } else { 64 * 1024 * 1024 };
    let backend = backend(length)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("understudy.toml");
    fs::write(&file, config(backend))?;
    let loaded = Understudy::builder(Gateway).config_file(file).load()?;
    let running = server::start(loaded, Signals::Ignored).map_err(|problem| problem.to_string())?;
    let before = memory("VmRSS:")?;
    let started = Instant::now();
    let read = download(running.proxy())?;
    let took = started.elapsed();
    let (most, after) = (memory("VmHWM:")?, memory("VmRSS:")?);
    println!("{read} bytes in {took:?}; memory before {before} KiB, at most {most} KiB, after {after} KiB");
    if read != length || most > before + MORE {
        return Err("it is not all, or it took too much memory".into());
    }
    Ok(())
}

fn config(backend: SocketAddr) -> String {
    format!(
        "[server]\nlisten = \"127.0.0.1:0\"\naccess_log = false\n[admin]\nenabled = false\n\
         [upstreams.shop]\nurl = \"http://{backend}\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n"
    )
}

/// Answers every request with a body of this length.
fn backend(length: u64) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away ends its answer and nothing else.
            let _ = answer(stream, length);
        }
    });
    Ok(address)
}

fn answer(stream: TcpStream, length: u64) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    skip_head(&mut stream)?;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.get_mut().write_all(head.as_bytes())?;
    let piece = vec![0; PIECE];
    let mut left = length;
    while left > 0 {
        let next = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        stream.get_mut().write_all(&piece[..next])?;
        left -= next as u64;
    }
    Ok(())
}

/// How many bytes came.
fn download(proxy: SocketAddr) -> Result<u64> {
    let mut stream = BufReader::new(TcpStream::connect(proxy)?);
    stream.get_mut().write_all(b"GET /big HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n")?;
    skip_head(&mut stream)?;
    let mut piece = vec![0; PIECE];
    let mut read = 0;
    loop {
        match stream.read(&mut piece)? {
            0 => return Ok(read),
            length => read += length as u64,
        }
    }
}

fn skip_head(stream: &mut impl BufRead) -> std::io::Result<()> {
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

/// A line of what the system tells of this process, in KiB.
fn memory(name: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
