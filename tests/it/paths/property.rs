//! Whatever the routes and however a path is spelt: without a key, no request reaches an upstream or an example of a
//! private route.
//!
//! What a backend makes of a path is modelled here: it takes it literally, or decodes it, once or twice, or is lenient
//! besides. A path that it reads must then be one that a public route leads to, by the rule as it is written: prefixes
//! may do so, and `check` warns of those, but no spelling may.

use std::fmt::Write as _;
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

/// What routes take off, and put before: nothing, more often than not.
const PREFIXES: [&str; 6] = ["", "", "", "/a", "/admin", "/pub"];

/// Methods of requests.
const METHODS: [&str; 4] = ["GET", "POST", "post", "Get"];

/// What paths of requests are made of.
const PIECES: [&str; 34] = [
    "/",
    "/",
    "/",
    "a",
    "A",
    "b",
    "admin",
    "Admin",
    "adnin",
    "users",
    "1",
    "2",
    "%61",
    "%41",
    "%2f",
    "%2F",
    "%5c",
    "\\",
    "..",
    ".",
    "%2e%2e",
    "%2E",
    ";x",
    "%3b",
    "%00",
    "%",
    "%25",
    "%2561",
    "%64min",
    "x",
    "%252f",
    "%252e%252e",
    "%255c",
    "%253b",
];

/// Paths of examples.
const EXAMPLES: [&str; 9] =
    ["/a", "/a/b", "/A/b/1", "/admin", "/admin/users", "/admin/b/1", "/admin/a", "/:x/users", "/x/1"];

#[derive(Debug, Clone)]
struct Spec {
    path: &'static str,
    target: &'static str,
    strip: &'static str,
    add: &'static str,
    is_private: bool,
    takes_only_posts: bool,
}

fn spec() -> impl Strategy<Value = Spec> {
    let target = prop::sample::select(vec![
        "upstream = \"one\"",
        "upstream = \"two\"",
        "mock = \"one\"",
        "mock = \"two\"",
        "upstream = \"one\"\nmock = \"one\"\nmode = \"mock-first\"",
    ]);
    let prefix = || prop::sample::select(PREFIXES.to_vec());
    let terms = (any::<bool>(), prop::bool::weighted(0.2));
    (prop::sample::select(PATHS.to_vec()), target, prefix(), prefix(), terms).prop_map(
        |(path, target, strip, add, (is_private, takes_only_posts))| Spec {
            path,
            target,
            strip,
            add,
            is_private,
            takes_only_posts,
        },
    )
}

impl Spec {
    /// Its lines in a config. Prefixes are for upstreams alone.
    fn lines(&self, number: usize) -> String {
        let Self { path, target, strip, add, is_private, takes_only_posts } = self;
        let mut lines = format!(
            "[[routes]]\nname = \"r{number}\"\npath = \"{path}\"\n{target}\nprivate = {is_private}\n"
        );
        let has_upstream = target.contains("upstream");
        for (setting, prefix) in [("strip_prefix", strip), ("add_prefix", add)] {
            if has_upstream && !prefix.is_empty() {
                let _ = writeln!(lines, "{setting} = \"{prefix}\"");
            }
        }
        if *takes_only_posts {
            lines.push_str("methods = [\"POST\"]\n");
        }
        lines
    }
}

fn sent_path() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..9);
    pieces.prop_map(|pieces| format!("/{}", pieces.concat()))
}

/// Nearly always one that examples have.
fn method() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("GET"), 2 => prop::sample::select(METHODS.to_vec())]
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
        text.push_str(&spec.lines(number));
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
    /// It stands behind a server that decodes as well.
    Second,
    Lenient,
}

impl Backend {
    const ALL: [Self; 5] = [Self::Literal, Self::Decoding, Self::Servlet, Self::Second, Self::Lenient];

    fn reads(self, path: &str) -> String {
        if self == Self::Literal {
            return path.to_owned();
        }
        let path = if self == Self::Servlet { without_parameters(path) } else { path.to_owned() };
        let mut decoded = decoded(&path).replace('\\', "/");
        if self == Self::Second {
            decoded = self::decoded(&decoded).replace('\\', "/");
        }
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

    /// The routes that a request belongs to: several where a lenient backend cannot tell them apart.
    fn owners(self, routes: &[RouteConfig], method: &str, path: &str) -> Vec<RouteConfig> {
        let method = if self == Self::Lenient { method.to_uppercase() } else { method.to_owned() };
        let takes = |route: &&RouteConfig| {
            let is_below = self.without(path, route.path.trim_end_matches('/')).is_some();
            is_below && route.methods.take(&method)
        };
        let longest = routes.iter().filter(takes).map(|route| route.path.len()).max();
        routes.iter().filter(takes).filter(|route| Some(route.path.len()) == longest).cloned().collect()
    }

    /// The routes by which a request comes to be for this path, when it is asked for in so many words.
    fn ways(self, routes: &[RouteConfig], method: &str, path: &str) -> Vec<RouteConfig> {
        let leads = |route: &&RouteConfig| {
            let sources = self.sources(route, path).into_iter();
            let mut owners = sources.flat_map(|source| self.owners(routes, method, &source));
            owners.any(|owner| owner.name == route.name)
        };
        routes.iter().filter(leads).cloned().collect()
    }

    /// What a route may have been asked for where its upstream is asked for this path.
    fn sources(self, route: &RouteConfig, path: &str) -> Vec<String> {
        let change = &route.path_change;
        let Some(rest) = self.without(path, change.add.as_deref().unwrap_or_default()) else {
            return Vec::new();
        };
        // What begins with the prefix would have lost it.
        let loses = |strip: &&String| self.without(rest, strip).is_some();
        let as_it_was = change.strip.as_ref().filter(loses).is_none().then(|| rest.to_owned());
        let stripped = change.strip.as_ref().map(|strip| format!("{strip}{rest}"));
        let sources = [as_it_was, stripped].into_iter().flatten();
        sources.map(|source| if source.is_empty() { "/".to_owned() } else { source }).collect()
    }

    /// What follows a prefix, if that ends where a segment ends.
    fn without<'p>(self, path: &'p str, prefix: &str) -> Option<&'p str> {
        let prefix = if self == Self::Lenient { prefix.to_ascii_lowercase() } else { prefix.to_owned() };
        path.strip_prefix(&*prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn without_parameters(path: &str) -> String {
    path.split('/').map(|segment| segment.split(';').next().unwrap()).collect::<Vec<_>>().join("/")
}

/// What a request without a key gets to see that it must not.
fn leak(snapshot: &Snapshot, method: &str, path: &str, named: Option<&str>) -> Option<String> {
    let mut request = Request::builder().method(method).uri(path).header("host", "shop");
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
        let mut onward = RequestHeader::build(method, path.as_bytes(), None).ok()?;
        onward.insert_header("host", "shop").unwrap();
        route.onward.apply(&mut onward, None, Client { address: None, scheme: "http", host: None }).unwrap();
        let got = std::str::from_utf8(onward.raw_path()).unwrap();
        return Backend::ALL.into_iter().find_map(|backend| {
            let mut ways = backend.ways(routes, method, &backend.reads(got));
            ways.retain(|way| way.upstream == route.config.upstream);
            (!ways.is_empty() && ways.iter().all(|way| way.private))
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
    let owners = Backend::Literal.owners(routes, &example.method, &example.path.to_string());
    let owner = owners.first()?;
    (owner.private && owner.mock.is_some()).then(|| format!("{} of {}", example.path, owner.name))
}

proptest! {
    #[test]
    fn nothing_private_without_a_key(
        specs in prop::collection::vec(spec(), 1..6),
        requests in prop::collection::vec((method(), sent_path(), prop::option::of(prop::sample::select(EXAMPLES.to_vec()))), 40),
    ) {
        let snapshot = load(&specs);
        for (method, path, named) in requests {
            let leak = leak(&snapshot, method, &path, named);
            prop_assert!(leak.is_none(), "{method} {path} {named:?}: {}", leak.unwrap_or_default());
        }
    }
}
