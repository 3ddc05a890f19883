//! A config without a file: one route, from what stands on the command line.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::check::{leads_back, open_to_all, same_address};
use super::scalar::ADDRESS;
use super::{
    Admin, Calls, Checked, Config, Invalid, Mock, Mode, Places, Reload, Route, Scheme, Server, ServerUrl,
    Target, Upstream, Usage,
};
use crate::diagnostic::Diagnostic;
use crate::matching::Algorithm;

/// The name of the only route, mock and upstream.
const NAME: &str = "default";

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuickStart {
    /// Files or folders, as they are; none for a plain proxy.
    pub collections: Vec<PathBuf>,
    /// A Postman environment file.
    pub environment: Option<PathBuf>,
    /// The backend's URL.
    pub upstream: Option<String>,
    /// A file of certificates that vouch for the backend, or the backend's own.
    pub authority: Option<PathBuf>,
    /// Whether the backend's certificate is not checked.
    pub insecure: bool,
    /// Default: `fallback` with both, `mock` without an upstream, `live` without collections.
    pub mode: Option<Mode>,
    /// Which rules choose the example.
    pub matching: Algorithm,
    /// The proxy's address.
    pub listen: Option<String>,
    /// The admin API's address, on loopback.
    pub admin: Option<String>,
}

impl QuickStart {
    /// The config that this means: everything but these values is as by default.
    ///
    /// # Errors
    /// Every value that is wrong, and a mode that needs what is not there; a problem's item is the name of the field.
    pub fn check(self) -> Result<Checked, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let (server, admin) = self.addresses(&mut problems);
        let upstream: Option<ServerUrl> =
            self.upstream.as_deref().and_then(|url| note("upstream", url.parse(), &mut problems));
        if let Some(invalid) = upstream.as_ref().and_then(|url| leads_back(url, &server, &admin)) {
            note::<()>("upstream", Err(invalid), &mut problems);
        }
        let upstream = upstream.map(|url| self.upstream(url, &mut problems));
        let mode = self.mode(&mut problems);
        let warnings = self.warnings();
        match mode {
            Some(mode) if problems.is_empty() => {
                let config = self.config(server, admin, upstream, mode);
                Ok(Checked { config, warnings, places: Places::default() })
            }
            _ => Err(problems),
        }
    }

    fn upstream(&self, url: ServerUrl, problems: &mut Vec<Diagnostic>) -> Upstream {
        for (field, is_given) in [("ca", self.authority.is_some()), ("insecure", self.insecure)] {
            if is_given && url.scheme == Scheme::Http {
                let invalid = Invalid::new("the upstream is not spoken to with TLS");
                note::<()>(
                    field,
                    Err(invalid.hint("write `https://` in its URL, or leave this out")),
                    problems,
                );
            }
        }
        let mut upstream = Upstream::at(NAME.into(), vec![url]);
        upstream.tls.authority.clone_from(&self.authority);
        upstream.tls.verify = !self.insecure;
        upstream
    }

    fn warnings(&self) -> Vec<Diagnostic> {
        let is_idle = self.environment.is_some() && self.collections.is_empty();
        let idle = is_idle.then(|| {
            Diagnostic::warning("an environment without a collection does nothing")
                .at_item("environment")
                .hint("name a collection that uses it")
        });
        idle.into_iter().collect()
    }

    fn addresses(&self, problems: &mut Vec<Diagnostic>) -> (Server, Admin) {
        let mut address = |field, text: &Option<String>| {
            text.as_deref().and_then(|text| note(field, (ADDRESS.parse)(text), problems))
        };
        let (mut server, mut admin) = (Server::default(), Admin::default());
        server.listen = address("listen", &self.listen).unwrap_or(server.listen);
        admin.listen = address("admin", &self.admin).unwrap_or(admin.listen);
        for invalid in [open_to_all(&admin), same_address(server.listen, &admin)].into_iter().flatten() {
            note::<()>("admin", Err(invalid), problems);
        }
        (server, admin)
    }

    fn mode(&self, problems: &mut Vec<Diagnostic>) -> Option<Mode> {
        let (default, absent) = match (&self.upstream, self.collections.is_empty()) {
            (Some(_), false) => (Mode::Fallback, None),
            (Some(_), true) => (Mode::Live, Some((Target::Mock, "a collection"))),
            (None, false) => (Mode::Mock, Some((Target::Upstream, "an upstream"))),
            (None, true) => {
                let invalid = Invalid::new("there is neither an upstream nor a collection");
                return note(
                    "collections",
                    Err(invalid.hint("name a collection, an upstream, or both")),
                    problems,
                );
            }
        };
        let mode = self.mode.unwrap_or(default);
        match absent.filter(|(target, _)| mode.needs().contains(target)) {
            None => Some(mode),
            Some((_, what)) => {
                let invalid = Invalid::new(format!("mode `{mode}` needs {what}"));
                note("mode", Err(invalid.hint(format!("name one, or use mode `{default}`"))), problems)
            }
        }
    }

    fn config(self, server: Server, admin: Admin, upstream: Option<Upstream>, mode: Mode) -> Config {
        let name = Arc::<str>::from(NAME);
        let mock = (!self.collections.is_empty()).then(|| Mock {
            environment: self.environment,
            matching: self.matching,
            ..Mock::of(Arc::clone(&name), self.collections)
        });
        let route = Route {
            upstream: upstream.as_ref().map(|_| Arc::clone(&name)),
            mock: mock.as_ref().map(|_| Arc::clone(&name)),
            mode,
            max_body: server.max_body,
            ..Route::of(Arc::clone(&name))
        };
        Config {
            file: None,
            state_dir: None,
            server,
            admin,
            reload: Reload::default(),
            calls: Calls::default(),
            usage: Usage::default(),
            keys: Vec::new(),
            upstreams: named(&name, upstream),
            mocks: named(&name, mock),
            routes: vec![route],
        }
    }
}

fn named<T>(name: &Arc<str>, value: Option<T>) -> BTreeMap<Arc<str>, T> {
    value.into_iter().map(|value| (Arc::clone(name), value)).collect()
}

fn note<T>(field: &str, result: Result<T, Invalid>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|invalid| problems.push(Diagnostic::from(invalid).at_item(field))).ok()
}
