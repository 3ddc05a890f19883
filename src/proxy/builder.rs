//! From an inner proxy and a config to the middleware and what keeps it up to date: the one way in which all of it
//! is put together, for the binary as for anyone else.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use prometheus::Registry;

use super::Understudy;
use super::backstage::Backstage;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{Metrics, ShownIn};
use crate::reload::{Loader, Snapshot, Source, Strictness};

/// What an [`Understudy`] is to be made of. Without a config of its own it reads `understudy.toml` in the working
/// folder.
#[derive(Debug)]
#[must_use = "nothing is read before `build`"]
pub struct Builder<P> {
    inner: P,
    source: Result<Source, Vec<Diagnostic>>,
    strictness: Strictness,
    registry: Option<Registry>,
}

/// Everything is read and checked, and nothing is started.
#[derive(Debug)]
pub struct Loaded<P> {
    inner: P,
    loader: Loader,
    snapshot: Snapshot,
    metrics: Arc<Metrics>,
    shown: Option<ShownIn>,
}

/// Why no [`Understudy`] could be made: every problem, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable(pub Vec<Diagnostic>);

impl<P> Understudy<P> {
    /// Stands in front of `inner`. See [`Understudy`] for an example.
    pub fn builder(inner: P) -> Builder<P> {
        let source = Ok(Source::File("understudy.toml".into()));
        Builder { inner, source, strictness: Strictness::Strict, registry: None }
    }
}

impl<P> Builder<P> {
    /// Reads the config from this file, which is watched; paths in it are relative to its folder.
    pub fn config_file(self, file: impl Into<PathBuf>) -> Self {
        self.source(Source::File(file.into()))
    }

    /// Takes these values for the config; the collections that they name are watched. What is wrong with them,
    /// [`load`](Self::load) tells.
    pub fn config(self, config: Config) -> Self {
        Self { source: config.check().map(Source::Checked), ..self }
    }

    /// Takes the config from there.
    pub fn source(self, source: Source) -> Self {
        Self { source: Ok(source), ..self }
    }

    /// What to do about collections that cannot be used; unless said, nothing is built.
    pub fn strictness(self, strictness: Strictness) -> Self {
        Self { strictness, ..self }
    }

    /// Shows the metrics in this registry as well, as long as the [`Backstage`] lives.
    pub fn registry(self, registry: &Registry) -> Self {
        Self { registry: Some(registry.clone()), ..self }
    }

    /// Reads and checks everything.
    ///
    /// # Errors
    /// The config or, where strict, a collection cannot be used, or the registry has these metrics already.
    pub fn load(self) -> Result<Loaded<P>, Unusable> {
        let metrics = Arc::new(Metrics::new());
        let mut loader = Loader::new(self.source.map_err(Unusable)?, Arc::clone(&metrics));
        let snapshot = loader.first(self.strictness).map_err(Unusable)?;
        let shown = self.registry.as_ref().map(|registry| metrics.show_in(registry)).transpose();
        let shown = shown.map_err(|error| Unusable(vec![not_shown(&error)]))?;
        Ok(Loaded { inner: self.inner, loader, snapshot, metrics, shown })
    }

    /// Reads and checks everything, and starts what goes on behind the scenes.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`Loaded::start`].
    pub fn build(self) -> Result<(Understudy<P>, Backstage), Unusable> {
        self.load()?.start().map_err(|problem| Unusable(vec![problem]))
    }
}

impl<P> Loaded<P> {
    /// What requests will be answered from.
    pub fn config(&self) -> &Config {
        &self.snapshot.serving.config
    }

    /// What is doubtful, and, where lenient, what cannot be used.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.snapshot.problems
    }

    /// Starts what goes on behind the scenes.
    ///
    /// # Errors
    /// The store of usage or the file of calls cannot be used, or the system gives no thread.
    pub fn start(self) -> Result<(Understudy<P>, Backstage), Diagnostic> {
        let backstage = Backstage::start(self.loader, self.snapshot, self.metrics, self.shown)?;
        let (live, metrics) = (Arc::clone(backstage.live()), Arc::clone(backstage.metrics()));
        Ok((Understudy::new(self.inner, live, metrics, Arc::clone(backstage.calls())), backstage))
    }
}

fn not_shown(error: &prometheus::Error) -> Diagnostic {
    Diagnostic::error(format!("the registry of metrics cannot be used: {error}"))
        .hint("pass a registry that no other `Understudy` is shown in")
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<_> = self.0.iter().map(|problem| problem.render(false)).collect();
        f.write_str(&told.join("\n\n"))
    }
}

impl Error for Unusable {}
