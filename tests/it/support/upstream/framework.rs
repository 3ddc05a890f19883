//! What frameworks answer by default, to the byte, and what programs on them answer for a missing thing.
//!
//! Each has built `GET /items/ID`, and has the items 1 to 5.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::record::Received;

/// A framework, with a program on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Express,
    FastApi,
    /// `raise HTTPException(404)`, which says the same as an unknown path.
    FastApiWithoutDetail,
    Spring,
    Go,
}

/// A status, a content type and a body.
type Said = (u16, &'static str, String);

impl Framework {
    /// A response as it stands on the wire.
    pub(super) fn answer(self, received: &Received) -> Vec<u8> {
        let path = received.path.split('?').next().unwrap_or_default();
        let id = path.strip_prefix("/items/").filter(|_| received.method == "GET");
        let (status, content_type, body) = match id {
            Some("1" | "2" | "3" | "4" | "5") => (200, "application/json", "{}".to_owned()),
            Some(_) => self.missing(received, path),
            None => self.unknown(received, path),
        };
        let more = match self {
            Self::Express if status == 404 => {
                "X-Powered-By: Express\r\nContent-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
            }
            Self::Go if status == 404 => "X-Content-Type-Options: nosniff\r\n",
            _ => "",
        };
        let head = format!("HTTP/1.1 {status} Said\r\n{more}Content-Type: {content_type}\r\n");
        // Spring Boot streams its JSON.
        let rest = match self {
            Self::Spring => {
                format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
            }
            _ => format!("Content-Length: {}\r\n\r\n{body}", body.len()),
        };
        (head + &rest).into_bytes()
    }

    fn unknown(self, received: &Received, path: &str) -> Said {
        let method = &received.method;
        match self {
            Self::Express => (404, "text/html; charset=utf-8", express(method, path)),
            Self::FastApi | Self::FastApiWithoutDetail => {
                (404, "application/json", r#"{"detail":"Not Found"}"#.to_owned())
            }
            Self::Spring if received.header("accept").is_some_and(|accept| accept.contains("text/html")) => {
                (404, "text/html;charset=UTF-8", whitelabel())
            }
            Self::Spring => (404, "application/json", spring(path)),
            Self::Go => (404, "text/plain; charset=utf-8", "404 page not found\n".to_owned()),
        }
    }

    fn missing(self, received: &Received, path: &str) -> Said {
        match self {
            Self::Express => (404, "text/html; charset=utf-8", "no such item".to_owned()),
            Self::FastApi => (404, "application/json", r#"{"detail":"Item not found"}"#.to_owned()),
            Self::FastApiWithoutDetail => self.unknown(received, path),
            Self::Spring => (404, "application/json", r#"{"message":"no such item"}"#.to_owned()),
            Self::Go => (404, "text/plain; charset=utf-8", "no such item\n".to_owned()),
        }
    }
}

fn express(method: &str, path: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
         <body>\n<pre>Cannot {method} {path}</pre>\n</body>\n</html>\n"
    )
}

/// The clock of these backends: later with every answer.
fn later() -> usize {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    NOW.fetch_add(1, Ordering::Relaxed)
}

fn spring(path: &str) -> String {
    let now = later();
    format!(
        "{{\"timestamp\":\"2026-01-31T12:{:02}:{:02}.000+00:00\",\"status\":404,\"error\":\"Not Found\",\"path\":\"{path}\"}}",
        now / 60 % 60,
        now % 60
    )
}

fn whitelabel() -> String {
    let day = ["Sat Jan 31", "Sun Feb 01"].into_iter().cycle().nth(later() / 5 % 2).unwrap_or_default();
    format!(
        "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are \
         seeing this as a fallback.</p><div id='created'>{day} 12:00:00 UTC 2026</div><div>There was an unexpected \
         error (type=Not Found, status=404).</div></body></html>"
    )
}
