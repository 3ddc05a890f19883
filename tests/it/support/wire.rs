//! Just enough HTTP/1.1 to read a message exactly as it came, on either side.
//!
//! It hides nothing and mends nothing: names keep their case, repeated headers stay repeated.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// A start line and headers.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// The request line or status line, without its line break.
    pub(crate) start: String,
    /// Names and values in the order they came.
    pub(crate) headers: Vec<(String, String)>,
}

impl Head {
    /// Reads up to the empty line; `None` when the connection ends before the first byte.
    pub(crate) async fn read(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Self>> {
        let Some(start) = line(reader).await? else { return Ok(None) };
        let mut headers = Vec::new();
        loop {
            match line(reader).await? {
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(line) if line.is_empty() => return Ok(Some(Self { start, headers })),
                Some(line) => {
                    let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
                    headers.push((name.to_owned(), value.trim().to_owned()));
                }
            }
        }
    }

    /// The first value of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// A word of the start line, counted from 0; empty when there are fewer.
    pub(crate) fn word(&self, place: usize) -> &str {
        self.start.split(' ').nth(place).unwrap_or_default()
    }

    /// The status of a status line; 0 when it has none.
    pub(crate) fn status(&self) -> u16 {
        self.word(1).parse().unwrap_or_default()
    }

    /// Whether the sender closes the connection after this message.
    pub(crate) fn closes(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

/// The first value of a header, whatever the case of its name.
pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.as_str())
}

/// What is left of a message's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    Ended,
    Length(usize),
    Chunked,
    UntilClose,
}

impl Body {
    /// The body that follows a request's head.
    pub(crate) fn of_request(head: &Head) -> Self {
        Self::framed(head).unwrap_or(Self::Ended)
    }

    /// The body that follows a response's head, when `method` was asked.
    pub(crate) fn of_response(head: &Head, method: &str) -> Self {
        if has_no_body(method, head.status()) {
            return Self::Ended;
        }
        Self::framed(head).unwrap_or(Self::UntilClose)
    }

    fn framed(head: &Head) -> Option<Self> {
        if head.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            return Some(Self::Chunked);
        }
        head.header("content-length").and_then(|value| value.parse().ok()).map(Self::Length)
    }

    /// The next piece: a chunk as it was sent, or as much as has come; `None` at the end.
    pub(crate) async fn next(
        &mut self,
        reader: &mut (impl AsyncBufRead + Unpin),
    ) -> io::Result<Option<Vec<u8>>> {
        match *self {
            Self::Ended | Self::Length(0) => Ok(None),
            Self::Length(left) => {
                let piece = some(reader, left).await?;
                *self = Self::Length(left - piece.len());
                if piece.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(piece)) }
            }
            Self::Chunked => {
                let chunk = chunk(reader).await?;
                if chunk.is_none() {
                    *self = Self::Ended;
                }
                Ok(chunk)
            }
            Self::UntilClose => Ok(Some(some(reader, usize::MAX).await?).filter(|piece| !piece.is_empty())),
        }
    }

    /// Everything up to the end.
    pub(crate) async fn rest(mut self, reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(piece) = self.next(reader).await? {
            all.extend(piece);
        }
        Ok(all)
    }
}

/// Whether a response has no body whatever its headers say.
pub(crate) fn has_no_body(method: &str, status: u16) -> bool {
    method == "HEAD" || matches!(status, 100..200 | 204 | 304)
}

/// A line without its break; `None` when the connection has ended.
async fn line(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.read_until(b'\n', &mut bytes).await? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    let text = text.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some(text.strip_suffix('\r').unwrap_or(text).to_owned()))
}

/// What has come already, or comes next, up to `limit` bytes; empty when the connection has ended.
async fn some(reader: &mut (impl AsyncBufRead + Unpin), limit: usize) -> io::Result<Vec<u8>> {
    let come = reader.fill_buf().await?;
    let piece: Vec<u8> = come.iter().copied().take(limit).collect();
    reader.consume(piece.len());
    Ok(piece)
}

/// One chunk; `None` for the last, empty one.
async fn chunk(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let size = line(reader).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let size = size.split(';').next().unwrap_or_default().trim();
    let size = usize::from_str_radix(size, 16).map_err(|_| io::ErrorKind::InvalidData)?;
    if size == 0 {
        while line(reader).await?.is_some_and(|trailer| !trailer.is_empty()) {}
        return Ok(None);
    }
    let mut bytes = vec![0; size];
    reader.read_exact(&mut bytes).await?;
    line(reader).await?;
    Ok(Some(bytes))
}
