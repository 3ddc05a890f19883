//! What clients say of themselves on the way to a backend, and where its answer leads.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue};
use pingora::http::{RequestHeader, ResponseHeader};

use super::parts::halves;
use super::request::{Sent, header};
use crate::config::{Config, PathForm};
use crate::upstream::{Client, Identity, Onward, Tries};

const CONFIG: &str = r#"
[server]
forwarded = "both"
trusted_proxies = ["10.0.0.0/8"]
[upstreams.shop]
url = "http://backend.example:8080"
[[routes]]
name = "shop"
path = "/shop"
upstream = "shop"
strip_prefix = "/shop"
add_prefix = "/v1"
"#;

static KNOWN: LazyLock<Config> = LazyLock::new(|| super::config::known(CONFIG));

const TRUSTED: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3));
const ANYBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));

/// Sends a request on, and translates the headers behind it back.
pub fn onward(data: &[u8]) {
    let (request, answer) = halves(data);
    let Some(sent) = Sent::read(request) else { return };
    let identity = Identity::new(1, &KNOWN);
    let Some(route) = KNOWN.routes.first() else { return };
    for paths in [PathForm::AsSent, PathForm::Normalised] {
        let onward = Onward::new(route, &KNOWN.server, paths, identity);
        for address in [TRUSTED, ANYBODY] {
            let Some(mut request) = built(&sent) else { return };
            let asked = request.clone();
            let client = || Client {
                address: Some(address),
                scheme: "https",
                host: sent.headers.get("host").cloned(),
            };
            let _ = identity.loop_of(&request.headers);
            if onward.apply(&mut request, None, client()).is_ok() {
                check(&request.headers, address);
            }
            let Some(mut response) = answered(answer) else { return };
            let translated = onward.translate(&mut response, &asked, client, &Tries::default());
            assert!(translated.is_ok(), "no header of a backend fails");
        }
    }
}

/// The backend learns who really asked, last of all; of anybody who is not trusted, nothing else.
fn check(headers: &HeaderMap, address: IpAddr) {
    let lines = |name: &str| {
        let lines = headers.get_all(name).iter();
        lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned()).collect::<Vec<_>>().join(",")
    };
    let (x_forwarded_for, forwarded) = (lines("x-forwarded-for"), lines("forwarded"));
    assert!(x_forwarded_for.ends_with(&address.to_string()), "{x_forwarded_for}");
    assert!(forwarded.contains(&format!("for={address}")), "{forwarded}");
    if address == ANYBODY {
        assert_eq!(x_forwarded_for, address.to_string());
        assert!(forwarded.starts_with("for="), "{forwarded}");
        assert_eq!(lines("x-forwarded-proto"), "https");
    }
}

fn built(sent: &Sent) -> Option<RequestHeader> {
    let mut request = RequestHeader::build(sent.method.as_bytes(), sent.path.as_bytes(), None).ok()?;
    append(sent.headers.iter(), |name, value| request.append_header(name, value).is_ok());
    Some(request)
}

fn answered(lines: &[u8]) -> Option<ResponseHeader> {
    let mut response = ResponseHeader::build(302, None).ok()?;
    let lines: HeaderMap = String::from_utf8_lossy(lines).lines().filter_map(header).collect();
    append(lines.iter(), |name, value| response.append_header(name, value).is_ok());
    Some(response)
}

fn append<'h>(
    headers: impl Iterator<Item = (&'h HeaderName, &'h HeaderValue)>,
    mut append: impl FnMut(HeaderName, HeaderValue) -> bool,
) {
    for (name, value) in headers {
        assert!(append(name.clone(), value.clone()), "a header is one");
    }
}
