//! One connection that is kept for as long as the server keeps it: asks, and reads the whole answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Result;
use crate::server::Requests;

/// An answer that takes longer than this never comes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection.
pub(crate) struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
    /// Whether the server has said that it ends this connection.
    is_over: bool,
}

impl Client {
    /// Connects to `address`.
    pub(crate) fn connect(address: SocketAddr) -> Result<Self> {
        Ok(Self { address, stream: connect(address)?, body: Vec::new(), is_over: false })
    }

    /// Asks so many times, for the paths in turn. Every answer must be a 200.
    pub(crate) fn ask_all(&mut self, requests: &Requests, times: usize) -> Result<()> {
        requests.paths.iter().cycle().take(times).try_for_each(|path| self.ask(path, requests.key).map(drop))
    }

    /// The length of the first path's body.
    pub(crate) fn ask_once(&mut self, requests: &Requests) -> Result<usize> {
        let path = requests.paths.first().ok_or("nothing to ask for")?;
        self.ask(path, requests.key).map(<[u8]>::len)
    }

    /// The body of a 200.
    pub(crate) fn ask(&mut self, path: &str, key: Option<&str>) -> Result<&[u8]> {
        let key = key.map(|key| format!("x-api-key: {key}\r\n")).unwrap_or_default();
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{key}\r\n");
        if self.is_over {
            self.stream = connect(self.address)?;
            self.is_over = false;
        }
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            return Err(format!("{path}: {}", line.trim_end()).into());
        }
        let mut length = 0;
        while line != "\r\n" {
            self.read_line(&mut line)?;
            let header = line.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            self.is_over |= header.trim_end() == "connection: close";
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(&self.body)
    }

    fn read_line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        match self.stream.read_line(line)? {
            0 => Err("the connection ended".into()),
            _ => Ok(()),
        }
    }
}

fn connect(address: SocketAddr) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}
