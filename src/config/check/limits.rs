//! `[server.limits]`, and the timeouts of clients.

use crate::config::raw::Table;
use crate::config::scalar::{Form, SIZE, TIMEOUT};
use crate::config::{ClientTimeouts, Invalid, Limits};

const HEADER: Form<usize> = Form { what: "a size", example: "\"64KiB\"", parse: parse_header };
const SEND_BUFFER: Form<usize> = Form { what: "a size", example: "\"64KiB\"", parse: parse_send_buffer };
const BODY: Form<Option<usize>> = Form { what: "a size or `none`", example: "\"10MiB\"", parse: parse_body };

pub(super) fn limits(server: &mut Table<'_>) -> Limits {
    let default = Limits::default();
    let Some(mut table) = server.table("limits") else { return default };
    let header = |table: &mut Table<'_>, name, default| {
        table.get(name).and_then(|value| value.read_or_number(&HEADER)).unwrap_or(default)
    };
    let limits = Limits {
        header: header(&mut table, "header", default.header),
        headers: headers(&mut table).unwrap_or(default.headers),
        uri: header(&mut table, "uri", default.uri),
        body: table.get("body").and_then(|value| value.read_or_number(&BODY)).unwrap_or(default.body),
        streams: streams(&mut table).unwrap_or(default.streams),
        send_buffer: table
            .get("send_buffer")
            .and_then(|value| value.read_or_number(&SEND_BUFFER))
            .unwrap_or(default.send_buffer),
    };
    table.finish();
    limits
}

pub(super) fn timeouts(server: &mut Table<'_>) -> ClientTimeouts {
    let default = ClientTimeouts::default();
    ClientTimeouts {
        idle: server.read("idle_timeout", &TIMEOUT).unwrap_or(default.idle),
        header: server.read("header_timeout", &TIMEOUT).unwrap_or(default.header),
        read: server.read("read_timeout", &TIMEOUT).unwrap_or(default.read),
        write: server.read("write_timeout", &TIMEOUT).unwrap_or(default.write),
    }
}

fn headers(table: &mut Table<'_>) -> Option<usize> {
    let value = table.get("headers")?;
    let number = value.number(Limits::MOST_HEADERS)?;
    if number < Limits::LEAST_HEADERS {
        value.fail(
            Invalid::new(format!("with {number} headers, nearly every request would be refused"))
                .hint(format!("write at least {}", Limits::LEAST_HEADERS)),
        );
    }
    Some(number)
}

fn streams(table: &mut Table<'_>) -> Option<usize> {
    let value = table.get("streams")?;
    let number = value.number(Limits::MOST_STREAMS)?;
    if number == 0 {
        value.fail(
            Invalid::new("without a stream, no client of HTTP/2 could ask for anything")
                .hint("write at least 1"),
        );
    }
    Some(number)
}

fn parse_send_buffer(text: &str) -> Result<usize, Invalid> {
    let size = (SIZE.parse)(text)?;
    if (Limits::LEAST_SEND_BUFFER..=usize::try_from(u32::MAX).unwrap_or(usize::MAX)).contains(&size) {
        return Ok(size);
    }
    Err(Invalid::new(format!("`{text}` is not a size for the answers that a connection may hold"))
        .hint(format!("write at least {} bytes, and less than 4GiB", Limits::LEAST_SEND_BUFFER)))
}

fn parse_header(text: &str) -> Result<usize, Invalid> {
    match (SIZE.parse)(text)? {
        size if size < Limits::LEAST_HEADER => {
            Err(Invalid::new(format!("`{text}` would refuse nearly every request"))
                .hint(format!("write at least {} bytes", Limits::LEAST_HEADER)))
        }
        size if size > Limits::MOST_HEADER => {
            Err(Invalid::new(format!("`{text}` is more than is ever read"))
                .hint(format!("write at most {} bytes", Limits::MOST_HEADER)))
        }
        size => Ok(size),
    }
}

fn parse_body(text: &str) -> Result<Option<usize>, Invalid> {
    if text == "none" {
        return Ok(None);
    }
    (SIZE.parse)(text).map(Some).map_err(|invalid| invalid.hint("write a size such as `10MiB`, or `none`"))
}
