//! Backends as they read paths, and the rule of routes as it is written: what Understudy decides is held to both.

use understudy::config::Route as RouteConfig;

/// How a backend reads a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    Literal,
    Decoding,
    /// It leaves out parameters as they were sent, and then decodes.
    Servlet,
    /// It stands behind a server that decodes as well.
    Second,
    Lenient,
}

impl Backend {
    pub(super) const ALL: [Self; 5] =
        [Self::Literal, Self::Decoding, Self::Servlet, Self::Second, Self::Lenient];

    pub(super) fn reads(self, path: &str) -> String {
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
    pub(super) fn owners(self, routes: &[RouteConfig], method: &str, path: &str) -> Vec<RouteConfig> {
        let method = if self == Self::Lenient { method.to_uppercase() } else { method.to_owned() };
        let takes = |route: &&RouteConfig| {
            let is_below = self.without(path, route.path.trim_end_matches('/')).is_some();
            is_below && route.methods.take(&method)
        };
        let longest = routes.iter().filter(takes).map(|route| route.path.len()).max();
        routes.iter().filter(takes).filter(|route| Some(route.path.len()) == longest).cloned().collect()
    }

    /// The routes by which a request comes to be for this path, when it is asked for in so many words.
    pub(super) fn ways(self, routes: &[RouteConfig], method: &str, path: &str) -> Vec<RouteConfig> {
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
        let stays = |strip: &String| self.without(rest, strip).is_none();
        let as_it_was = change.strip.as_ref().is_none_or(stays).then(|| rest.to_owned());
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
