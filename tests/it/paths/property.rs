//! Whatever the routes and however a path is spelt: without a key, no request reaches an upstream or an example of a
//! private route.
//!
//! What a backend makes of a path is modelled here: it takes it literally, or decodes it, or is lenient besides. The
//! route that the path it reads belongs to, by the rule as it is written, must then be a public one.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use pingora::http::RequestHeader;
use proptest::prelude::*;
use serde_json::Value;
use understudy::config::Route as RouteConfig;
use understudy::dispatch::{Gate, Plan, effective_uri, gate, plan, target, view, visit};
use understudy::mock::{Caller, Reply};
use understudy::observe::Metrics;
use understudy::reload::{Loader, Snapshot, Source, Strictness};
use understudy::template::Draw;
use understudy::upstream::Client;

use crate::support::{collection, item, known_key};

/// What routes have for a path.
const PATHS: [&str; 8] = ["/", "/a", "/A", "/a/b", "/admin", "/admin/b", "/ad", "/admin/a"];

/// What paths of requests are made of.
const PIECES: [&str; 30] = [
    "/", "/", "/", "a", "A", "b", "admin", "Admin", "adnin", "users", "1", "2", "%61", "%41", "%2f", "%2F",
    "%5c", "\\", "..", ".", "%2e%2e", "%2E", ";x", "%3b", "%00", "%", "%25", "%2561", "%64min", "x",
];

/// Paths of examples.
const EXAMPLES: [&str; 9] =
    ["/a", "/a/b", "/A/b/1", "/admin", "/admin/users", "/admin/b/1", "/admin/a", "/:x/users", "/x/1"];

#[derive(Debug, Clone)]
struct Spec {
    path: &'static str,
    target: &'static str,
    is_private: bool,
}

fn spec() -> impl Strategy<Value = Spec> {
    let target = prop::sample::select(vec![
        "upstream = \"one\"",
        "upstream = \"two\"",
        "mock = \"one\"",
        "mock = \"two\"",
        "upstream = \"one\"\nmock = \"one\"\nmode = \"mock-first\"",
    ]);
    (prop::sample::select(PATHS.to_vec()), target, any::<bool>())
        .prop_map(|(path, target, is_private)| Spec { path, target, is_private })
}

fn sent_path() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..9);
    pieces.prop_map(|pieces| format!("/{}", pieces.concat()))
}

fn load(specs: &[Spec]) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let items: Vec<Value> = EXAMPLES.iter().map(|path| item(path, "GET", path, 200, "{}")).collect();
    std::fs::write(folder.path().join("shop.json"), collection(&items)).unwrap();
    let mut text = format!(
        "{}[upstreams.one]\nurl = \"http://127.0.0.1:9\"\n[upstreams.two]\nurl = \"http://127.0.0.1:10\"\n\
         [mocks.one]\ncollections = [\"shop.json\"]\n[mocks.two]\ncollections = [\"shop.json\"]\n",
        known_key("key-of-the-team")
    );
    let mut taken = std::collections::HashSet::new();
    for (number, spec) in specs.iter().filter(|spec| taken.insert(spec.path)).enumerate() {
        let Spec { path, target, is_private } = spec;
        let route = format!(
            "[[routes]]\nname = \"r{number}\"\npath = \"{path}\"\n{target}\nprivate = {is_private}\n"
        );
        text.push_str(&route);
    }
    let file = folder.path().join("understudy.toml");
    std::fs::write(&file, text).unwrap();
    Loader::new(Source::File(file), Arc::new(Metrics::new())).first(Strictness::Strict).unwrap()
}

/// How a backend reads a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Literal,
    Decoding,
    /// It leaves out parameters as they were sent, and then decodes.
    Servlet,
    Lenient,
}

impl Backend {
    const ALL: [Self; 4] = [Self::Literal, Self::Decoding, Self::Servlet, Self::Lenient];

    fn reads(self, path: &str) -> String {
        if self == Self::Literal {
            return path.to_owned();
        }
        let path = if self == Self::Servlet { without_parameters(path) } else { path.to_owned() };
        let mut decoded = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().replace('\\', "/");
        if self == Self::Lenient {
            decoded.truncate(decoded.find('\0').unwrap_or(decoded.len()));
            decoded = without_parameters(&decoded).to_ascii_lowercase();
        }
        let mut kept = Vec::new();
        for segment in decoded.split('/').skip(1) {
            match segment {
                "." => {}
                "" if self == Self::Lenient => {}
                ".." => drop(kept.pop()),
                segment => kept.push(segment),
            }
        }
        format!("/{}", kept.join("/"))
    }

    /// The routes that a path belongs to: several where a lenient backend cannot tell them apart.
    fn owners(self, routes: &[RouteConfig], path: &str) -> Vec<RouteConfig> {
        let spelt =
            |path: &str| if self == Self::Lenient { path.to_ascii_lowercase() } else { path.to_owned() };
        let takes = |route: &&RouteConfig| {
            let prefix = spelt(route.path.trim_end_matches('/'));
            path.strip_prefix(&*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let longest = routes.iter().filter(takes).map(|route| route.path.len()).max();
        routes.iter().filter(takes).filter(|route| Some(route.path.len()) == longest).cloned().collect()
    }
}

fn without_parameters(path: &str) -> String {
    path.split('/').map(|segment| segment.split(';').next().unwrap()).collect::<Vec<_>>().join("/")
}

/// What a request without a key gets to see that it must not.
fn leak(snapshot: &Snapshot, path: &str, named: Option<&str>) -> Option<String> {
    let mut request = Request::get(path).header("host", "shop");
    if let Some(name) = named {
        request = request.header("x-mock-response-name", name);
    }
    // What is no target at all is refused before anything is decided.
    let (head, ()) = request.body(()).ok()?.into_parts();
    let uri = effective_uri(&head.uri, None);
    let asked = target(&uri);
    let visit = visit(snapshot, &head, &uri, &asked).ok()??;
    let serving = &snapshot.serving;
    if !matches!(gate(serving, &visit, &head, SystemTime::now().into()), Gate::Open) {
        return None;
    }
    let route = &serving.routes[visit.route];
    let routes = &serving.config.routes;
    let plan = plan(route, visit.mode, &head, &uri, &asked).ok()?;
    if plan == Plan::Upstream {
        let mut onward = RequestHeader::build("GET", path.as_bytes(), None).ok()?;
        onward.insert_header("host", "shop").unwrap();
        route.onward.apply(&mut onward, None, Client { address: None, scheme: "http", host: None }).unwrap();
        let got = std::str::from_utf8(onward.raw_path()).unwrap();
        return Backend::ALL.into_iter().find_map(|backend| {
            let owners = backend.owners(routes, &backend.reads(got));
            let is_kept = |owner: &&RouteConfig| owner.private && owner.upstream == route.config.upstream;
            let all = owners.len();
            let kept = owners.iter().filter(is_kept).count();
            (kept > 0 && kept == all)
                .then(|| format!("{backend:?} reads {:?} out of {got}", backend.reads(got)))
        });
    }
    let body = Bytes::new();
    let view = view(&head, &asked, &body);
    let draw = || Draw { seed: 0, now: jiff::Timestamp::UNIX_EPOCH };
    let role = understudy::dispatch::role(visit.mode);
    let Reply::Example { example, .. } = visit.mock(serving)?.reply(&view, Caller::Unknown, role, draw)
    else {
        return None;
    };
    let owners = Backend::Literal.owners(routes, &example.path.to_string());
    let owner = owners.first()?;
    (owner.private && owner.mock.is_some()).then(|| format!("{} of {}", example.path, owner.name))
}

proptest! {
    #[test]
    fn nothing_private_without_a_key(
        specs in prop::collection::vec(spec(), 1..6),
        paths in prop::collection::vec((sent_path(), prop::option::of(prop::sample::select(EXAMPLES.to_vec()))), 40),
    ) {
        let snapshot = load(&specs);
        for (path, named) in paths {
            let leak = leak(&snapshot, &path, named);
            prop_assert!(leak.is_none(), "{path} {named:?}: {}", leak.unwrap_or_default());
        }
    }
}
