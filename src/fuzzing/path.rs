//! Paths that try to reach something private.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::config::{Config, PathForm};
use crate::matching::Target;
use crate::routing::{Access, Asked, Entry, KeyLimits, Owner, RouteTable, climbs, normal};

const ROUTES: &str = r#"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "public"
path = "/"
mock = "shop"
[[routes]]
name = "private"
path = "/admin"
mock = "shop"
private = true
"#;

static CONFIG: LazyLock<Config> = LazyLock::new(|| super::config::known(ROUTES));

/// Routes a path, and reads it as backends may.
pub fn path(data: &[u8]) {
    let Ok(sent) = std::str::from_utf8(data) else { return };
    let sent = sent.split('?').next().unwrap_or_default();
    // What no reader of heads lets through is not asked for.
    if !sent.starts_with('/') || sent.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return;
    }
    let path = normal(sent);
    assert_eq!(normal(&path), path, "it is normal already");
    assert!(!climbs(&path) || sent.contains(['%', '\\', ';']), "{path} leads out by itself");
    let _ = Target::new(sent, None);
    for paths in [PathForm::AsSent, PathForm::Normalised] {
        let entry = |route: &'static crate::config::Route| Entry {
            route,
            access: if route.private { Access::Private } else { Access::Public },
            paths,
        };
        let entries: Vec<_> = CONFIG.routes.iter().map(entry).collect();
        let table = RouteTable::new(&entries, KeyLimits::None);
        let asked = Asked { host: Some("shop"), sent, path: &path, method: "GET" };
        let onward = if paths == PathForm::AsSent { sent } else { &path };
        if table.owner(&asked) == Owner::Route(0) {
            assert!(!reaches_private(onward), "{sent} is public and reads {}", read(onward));
        }
    }
}

fn reaches_private(path: &str) -> bool {
    read(path).split('/').next().is_some_and(|first| first == "admin")
}

/// What a backend reads that decodes once, cuts at NUL, leaves parameters out, merges slashes, resolves dot segments and
/// folds ASCII letters.
fn read(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy().replace('\\', "/");
    let decoded = decoded.split('\0').next().unwrap_or_default();
    let mut segments: Vec<&str> = Vec::new();
    for segment in decoded.split('/').map(|segment| segment.split(';').next().unwrap_or_default()) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.join("/").to_ascii_lowercase()
}
