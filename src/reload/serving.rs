//! Everything that requests are answered from.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::modes::Modes;
use super::named::Named;
use super::origin::Origin;
use super::privacy::{Guarding, Privacy, View, hide};
use crate::access::{Holder, Keys, Ledger, RouteCalls};
use crate::config::{self, Config, Mode, PathForm};
use crate::matching;
use crate::mock::{self, Answer, Chance, Cors, Library, Mock, Visibility};
use crate::observe::{Metrics, MockSize, RouteMetrics};
use crate::routing::{Access, Endpoints, Entry, KeyLimits, RouteTable};
use crate::tls::{Certificates, Credentials};
use crate::upstream::unbuilt::Outline;
use crate::upstream::{Identity, Onward, Upstream, upstreams_of};

/// Everything that requests are answered from. Never changes.
#[derive(Debug)]
pub struct Serving {
    /// The config it was built from.
    pub config: Config,
    /// Finds a route.
    pub table: RouteTable,
    /// The routes: those of the config in its order, then the mocks' own.
    pub routes: Vec<Route>,
    /// The keys that are known.
    pub keys: Arc<Keys>,
    /// Their holders, in the order of the config.
    pub holders: Vec<Holder>,
    /// The mocks by name.
    pub mocks: BTreeMap<Arc<str>, Arc<LoadedMock>>,
    /// The upstreams by name.
    pub upstreams: HashMap<Arc<str>, Arc<Upstream>>,
    /// Certificates and keys.
    pub credentials: Credentials,
    /// Those that clients are shown.
    pub certificates: Certificates,
    /// How answers that belong to no route are made readable for pages of other origins.
    pub cors: Cors,
    /// What other processes know this one by.
    pub identity: Identity,
    /// The mocks of routes that hold something back.
    views: Vec<Arc<View>>,
}

/// A route with all it needs at hand.
#[derive(Debug)]
pub struct Route {
    /// What the config says.
    pub config: config::Route,
    /// Who says so.
    pub origin: Origin,
    /// What the config says, where an endpoint has no mode of its own.
    pub mode: Mode,
    /// Its mock, without what is private to other routes.
    pub mock: Option<Arc<Mock>>,
    /// The whole of its mock.
    pub(super) loaded: Option<Arc<LoadedMock>>,
    /// At the host of a mock: the private routes with that mock.
    pub guarding: Vec<Guarding>,
    /// Its upstream; none where the mock is all there is.
    pub upstream: Option<Arc<Upstream>>,
    /// What becomes of a request on its way to the upstream.
    pub onward: Arc<Onward>,
    /// The requests of its collections.
    pub endpoints: Endpoints,
    /// What the rules know of them (proxy.md, "Not built yet").
    pub(crate) outline: Outline,
    /// What the mock's examples name.
    named: OnceLock<Named>,
    /// Its counters in the metrics.
    pub metrics: Arc<RouteMetrics>,
    /// Its counters in the ledger.
    pub calls: RouteCalls,
    /// What asks for a key.
    pub privacy: Privacy,
    /// How answers that are not the upstream's are made readable for pages of other origins.
    pub cors: Cors,
}

/// Where requests are counted.
#[derive(Debug, Clone, Copy)]
pub struct Counters<'a> {
    /// For Prometheus, since the start of the process.
    pub metrics: &'a Metrics,
    /// By key and month.
    pub ledger: &'a Arc<Ledger>,
}

/// What a process draws at its start, by which it knows its own requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessId(pub u64);

/// What routes are put together from.
#[derive(Clone, Copy)]
struct Parts<'a> {
    config: &'a Config,
    identity: Identity,
    mocks: &'a BTreeMap<Arc<str>, Arc<LoadedMock>>,
    upstreams: &'a HashMap<Arc<str>, Arc<Upstream>>,
    keys: &'a [Arc<str>],
    counters: Counters<'a>,
}

/// A mock with what it was made of.
#[derive(Debug)]
pub struct LoadedMock {
    /// The mock.
    pub mock: Arc<Mock>,
    /// What it was made of.
    pub shelf: Shelf,
    options: mock::Options,
}

/// The collections of one mock, as loaded.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// In the order of the config; those of a folder by file name.
    pub libraries: Vec<Arc<Library>>,
    /// The file or folder that each of them is from.
    pub files: Vec<PathBuf>,
    /// How many warnings loading them gave.
    pub warnings: usize,
}

impl Serving {
    /// Builds everything from a config, the collections of its mocks, by name, and its certificates. What is as
    /// it was `before` is kept.
    pub fn new(
        config: Config,
        shelves: &BTreeMap<Arc<str>, Shelf>,
        credentials: Credentials,
        before: Option<&Self>,
        counters: Counters<'_>,
        process: ProcessId,
    ) -> Self {
        let identity = Identity::new(process.0, &config);
        let mocks = mocks(&config, shelves, before);
        let upstreams = upstreams_of(&config, &credentials, before.map(|before| &before.upstreams));
        counters.ledger.admit(&config.keys);
        let names: Vec<_> = config.keys.iter().map(|key| Arc::clone(&key.name)).collect();
        let own = config.mock_routes();
        let of_config = config.routes.iter().map(|route| (route, Origin::Config));
        let routes = of_config.chain(own.iter().map(|route| (route, Origin::MockDomain)));
        let parts =
            Parts { config: &config, identity, mocks: &mocks, upstreams: &upstreams, keys: &names, counters };
        let mut routes: Vec<_> = routes.map(|(route, origin)| Route::new(route, origin, &parts)).collect();
        let table = table(&routes, &config);
        let views = hide(&mut routes, &table, before.map_or(&[], |before| &before.views));
        let serving = Self {
            table,
            routes,
            views,
            identity,
            keys: Arc::new(counters.ledger.keys(&config.keys)),
            holders: config.keys.iter().map(|key| counters.ledger.holder(key)).collect(),
            mocks,
            upstreams,
            certificates: Certificates::new(config.server.tls.as_ref(), &credentials),
            credentials,
            cors: config.server.cors(),
            config,
        };
        serving.forget_gone();
        serving
    }

    /// Forgets whether endpoints are built that no route to their upstream has any more.
    pub(crate) fn forget_gone(&self) {
        for (name, upstream) in &self.upstreams {
            let routes = self.routes.iter().filter(|route| route.config.upstream.as_ref() == Some(name));
            let there: HashSet<&str> =
                routes.flat_map(|route| route.outline.endpoints()).map(|endpoint| &*endpoint.id).collect();
            upstream.unbuilt().keep(|endpoint| there.contains(endpoint));
        }
    }

    /// Whether requests are answered exactly as from `other`.
    pub fn is_as(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<LoadedMock>, &Arc<LoadedMock>)| Arc::ptr_eq(one, two);
        self.config == other.config
            && self.credentials.is_as(&other.credentials)
            && self.mocks.len() == other.mocks.len()
            && self.mocks.values().zip(other.mocks.values()).all(same)
    }

    /// Shows in the metrics what serves now.
    pub(super) fn show(&self, generation: u64, modes: &Modes, metrics: &Metrics) {
        let mode = |place: usize, route: &Route| modes.of(place, None).map_or(route.mode, |word| word.mode);
        let routes = self.routes.iter().enumerate();
        let routes: Vec<(&str, &str)> =
            routes.map(|(place, route)| (&**route.name(), mode(place, route).as_str())).collect();
        let sizes: Vec<_> = self.mocks.iter().map(|(mock, loaded)| loaded.size(mock)).collect();
        metrics.snapshot_published(generation, &routes, &sizes);
        let watches: Vec<_> = self.upstreams.values().map(Upstream::watch).collect();
        metrics.upstreams_published(&watches);
    }
}

fn table(routes: &[Route], config: &Config) -> RouteTable {
    let entries: Vec<_> = routes.iter().map(|route| entry(route, config)).collect();
    RouteTable::new(&entries, KeyLimits::of(config))
}

fn entry<'r>(route: &'r Route, config: &Config) -> Entry<'r> {
    let is_beside_private = config.is_beside_private(&route.config);
    Entry {
        route: &route.config,
        access: if route.privacy == Privacy::Public { Access::Public } else { Access::Private },
        paths: if is_beside_private { config.path_form(&route.config) } else { PathForm::Normalised },
    }
}

fn mocks(
    config: &Config,
    shelves: &BTreeMap<Arc<str>, Shelf>,
    before: Option<&Serving>,
) -> BTreeMap<Arc<str>, Arc<LoadedMock>> {
    let load = |(name, config): (&Arc<str>, &config::Mock)| {
        let shelf = shelves.get(name).cloned().unwrap_or_default();
        let options = options(config);
        let last = before.and_then(|before| before.mocks.get(name));
        let kept = last.filter(|last| last.shelf.is_as(&shelf) && last.options == options);
        let loaded = kept.map_or_else(|| Arc::new(LoadedMock::new(shelf, options)), Arc::clone);
        (Arc::clone(name), loaded)
    };
    config.mocks.iter().map(load).collect()
}

fn options(config: &config::Mock) -> mock::Options {
    mock::Options {
        visibility: if config.private { Visibility::Private } else { Visibility::Public },
        delay: config.delay,
        server_response: config.server_response.as_ref().map(|response| {
            Answer::new(response.status, response.headers.clone(), Bytes::from(response.body.clone()))
        }),
        chance: Chance { seed: config.seed, now: config.now },
        max_answer: config.max_answer,
        matching: matching::Options {
            match_headers: config.match_headers.clone(),
            match_body: config.match_body,
            algorithm: config.matching,
            similar_paths: config.similar_paths,
            similar_ids: config.similar_ids,
        },
    }
}

impl LoadedMock {
    fn new(shelf: Shelf, options: mock::Options) -> Self {
        Self { mock: Arc::new(Mock::new(options.clone(), &shelf.libraries)), shelf, options }
    }

    fn size<'m>(&self, mock: &'m str) -> MockSize<'m> {
        MockSize { mock, examples: self.mock.len(), warnings: self.shelf.warnings }
    }
}

impl Shelf {
    fn is_as(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<Library>, &Arc<Library>)| Arc::ptr_eq(one, two);
        self.libraries.len() == other.libraries.len()
            && self.warnings == other.warnings
            && self.libraries.iter().zip(&other.libraries).all(same)
    }
}

impl Route {
    fn new(config: &config::Route, origin: Origin, parts: &Parts<'_>) -> Self {
        let Parts { config: whole, mocks, upstreams, keys, counters, identity } = *parts;
        let loaded = config.mock.as_ref().and_then(|name| mocks.get(name));
        let libraries = loaded.iter().flat_map(|loaded| &loaded.shelf.libraries);
        let endpoints = Endpoints::new(libraries.flat_map(|library| &library.endpoints), &config.endpoints);
        let labels: Vec<_> = endpoints.list().iter().map(|endpoint| Arc::clone(&endpoint.label)).collect();
        Self {
            mode: config.mode,
            mock: loaded.map(|loaded| Arc::clone(&loaded.mock)),
            loaded: loaded.cloned(),
            guarding: Vec::new(),
            upstream: config.upstream.as_ref().and_then(|name| upstreams.get(name)).cloned(),
            metrics: counters.metrics.route(&config.name, &labels, keys),
            calls: counters.ledger.route(&config.name, keys),
            privacy: privacy(config, whole),
            cors: cors(config, whole),
            onward: Arc::new(Onward::new(config, &whole.server, whole.path_form(config), identity)),
            outline: Outline::new(&config.name, labels.iter()),
            named: OnceLock::new(),
            endpoints,
            origin,
            config: config.clone(),
        }
    }

    /// Whether the bodies of the mock's examples of this resource name this value. The first time, all of them are
    /// looked at.
    pub(crate) fn names(&self, resource: &str, value: &str) -> bool {
        let mock = self.mock.as_deref();
        self.named.get_or_init(|| mock.map_or_else(Named::default, Named::of)).has(resource, value)
    }

    /// Its name in the config.
    pub fn name(&self) -> &Arc<str> {
        &self.config.name
    }
}

/// The mock's where the route has one: it says more of those who ask.
fn cors(route: &config::Route, config: &Config) -> Cors {
    let mock = route.mock.as_ref().and_then(|name| config.mocks.get(name));
    mock.map_or_else(|| config.server.cors(), config::Mock::cors)
}

fn privacy(route: &config::Route, config: &Config) -> Privacy {
    let has_private_mock =
        route.mock.as_ref().and_then(|name| config.mocks.get(name)).is_some_and(|mock| mock.private);
    match (route.private, has_private_mock) {
        (true, _) => Privacy::Route,
        (false, true) => Privacy::Mock,
        (false, false) => Privacy::Public,
    }
}
