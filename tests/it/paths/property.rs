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
use understudy::lint;
use understudy::mock::{Caller, Reply};
use understudy::observe::Metrics;
use understudy::reload::{Loader, Route, Snapshot, Source, Strictness};
use understudy::routing::{Asked, Owner};
use understudy::template::Draw;
use understudy::upstream::Client;

use super::backend::Backend;
use crate::support::{collection, item, known_key};

/// What routes have for a path.
const PATHS: [&str; 8] = ["/", "/a", "/A", "/a/b", "/admin", "/admin/b", "/ad", "/admin/a"];

/// What routes take off, and put before.
const PREFIXES: [&str; 5] = ["", "/a", "/admin", "/pub", "/admin/x"];

/// Methods of requests.
const METHODS: [&str; 4] = ["POST", "post", "Post", "get"];

/// What paths of requests are made of.
const PIECES: [&str; 40] = [
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
    "/../",
    "..%2f",
    "%2e%2e%5c",
    "%252e%252e%252f",
    "%2561dmin",
    "%252e%252e/",
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
    let prefixes = prop_oneof![3 => Just(("", "")), 1 => (prefix(), prefix())];
    let terms = (any::<bool>(), prop::bool::weighted(0.4));
    (prop::sample::select(PATHS.to_vec()), target, prefixes, terms).prop_map(
        |(path, target, (strip, add), (is_private, takes_only_posts))| Spec {
            path,
            target,
            strip,
            add,
            is_private,
            takes_only_posts,
        },
    )
}

/// The usual case: a private route below a public one, on one upstream.
fn usual() -> impl Strategy<Value = [Spec; 2]> {
    let prefix = || prop::sample::select(PREFIXES.to_vec());
    (prefix(), prefix(), prop::sample::select(vec!["/admin", "/admin/b"])).prop_map(|(strip, add, path)| {
        let target = "upstream = \"one\"";
        let site = Spec { path: "/", target, strip, add, is_private: false, takes_only_posts: false };
        let admin = Spec { path, strip: "", add: "", is_private: true, ..site.clone() };
        [site, admin]
    })
}

fn specs() -> impl Strategy<Value = Vec<Spec>> {
    (prop::option::of(usual()), prop::collection::vec(spec(), 1..5))
        .prop_map(|(usual, others)| usual.into_iter().flatten().chain(others).collect())
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

/// Pieces, and in every other path that of a route behind them.
fn sent_path() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..8);
    let end = prop_oneof![Just(""), prop::sample::select(PATHS.to_vec())];
    (pieces, end).prop_map(|(pieces, end)| format!("/{}{end}", pieces.concat()))
}

fn plain_path() -> impl Strategy<Value = String> {
    let paths = prop::sample::select([&PATHS[..], &["/pub", "/a/admin", "/admin/pub"]].concat());
    let ends = prop::sample::select(vec!["", "/", "/a", "/admin", "/admin/b", "/x"]);
    (paths, ends).prop_map(|(path, end)| match path.trim_end_matches('/') {
        "" if end.is_empty() => "/".to_owned(),
        path => format!("{path}{end}"),
    })
}

/// Mostly the one that examples have.
fn method() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("GET"), prop::sample::select(METHODS.to_vec())]
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

/// The path that the upstream of a route is asked for.
fn got(route: &Route, method: &str, path: &str) -> Option<String> {
    let mut onward = RequestHeader::build(method, path.as_bytes(), None).ok()?;
    onward.insert_header("host", "shop").unwrap();
    route.onward.apply(&mut onward, None, Client { address: None, scheme: "http", host: None }).unwrap();
    String::from_utf8(onward.raw_path().to_vec()).ok()
}

/// The public route, if any, that passes this on to where a private one of the same upstream leads.
fn stray(snapshot: &Snapshot, method: &str, path: &str) -> Option<Arc<str>> {
    let serving = &snapshot.serving;
    let asked = Asked { host: Some("shop"), sent: path, path, method };
    let Owner::Route(index) = serving.table.owner(&asked) else { return None };
    let route = &serving.routes[index];
    let upstream = route.config.upstream.as_ref().filter(|_| !route.config.private)?;
    let ways = Backend::Literal.ways(&serving.config.routes, method, &got(route, method, path)?);
    let leads_there = |way: &RouteConfig| way.private && way.upstream.as_ref() == Some(upstream);
    ways.iter().any(leads_there).then(|| Arc::clone(route.name()))
}

/// What `check` says of prefixes.
struct Warnings(Vec<String>);

impl Warnings {
    fn of(snapshot: &Snapshot) -> Self {
        Self(lint::serving(&snapshot.serving).into_iter().map(|it| it.message).collect())
    }

    /// Whether this route leads to something private.
    fn name(&self, route: &str) -> bool {
        self.0.iter().any(|message| message.starts_with(&format!("route `{route}` passes `")))
    }
}

/// What a request without a key gets to see that it must not.
fn leak(
    snapshot: &Snapshot,
    warnings: &Warnings,
    method: &str,
    path: &str,
    named: Option<&str>,
) -> Option<String> {
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
        if warnings.name(route.name()) {
            return None;
        }
        let got = got(route, method, path)?;
        return Backend::ALL.into_iter().find_map(|backend| {
            let mut ways = backend.ways(routes, method, &backend.reads(&got));
            ways.retain(|way| way.upstream == route.config.upstream);
            (!ways.is_empty() && ways.iter().all(|way| way.private))
                .then(|| format!("{backend:?} reads {:?} out of {got}", backend.reads(&got)))
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
        specs in specs(),
        requests in prop::collection::vec((method(), sent_path(), prop::option::of(prop::sample::select(EXAMPLES.to_vec()))), 100),
    ) {
        let snapshot = load(&specs);
        let warnings = Warnings::of(&snapshot);
        for (method, path, named) in requests {
            let leak = leak(&snapshot, &warnings, method, &path, named);
            prop_assert!(leak.is_none(), "{method} {path} {named:?}: {}", leak.unwrap_or_default());
        }
    }

    #[test]
    fn prefixes_that_lead_to_something_private_are_warned_of(
        specs in specs(),
        requests in prop::collection::vec((method(), plain_path()), 100),
    ) {
        let snapshot = load(&specs);
        let warnings = Warnings::of(&snapshot);
        for (method, path) in requests {
            if let Some(route) = stray(&snapshot, method, &path) {
                prop_assert!(warnings.name(&route), "{route}: {method} {path}: {:?}", warnings.0);
            }
        }
    }
}
