//! What a judge has to know of a request, owned: a response is judged where the request's context is out of reach.

use std::sync::Arc;
use std::time::Instant;

use http::request::Parts;

use crate::proxy::context::Context;
use crate::reload::{Route, Snapshot};
use crate::upstream::Upstream;
use crate::upstream::unbuilt::{Case, Client, Decision, Endpoint, PlaceKey, Seen, accept, credentials};

/// A request whose answer may say that what was asked for is not built.
#[derive(Debug)]
pub(in crate::proxy) struct Inquiry {
    snapshot: Arc<Snapshot>,
    /// An index into the routes.
    route: usize,
    /// An index into the route's endpoints.
    endpoint: usize,
    /// Of the effective URI.
    path: String,
}

/// Where it belongs.
struct Belongs<'i> {
    route: &'i Route,
    upstream: &'i Upstream,
    endpoint: &'i Endpoint,
}

impl Inquiry {
    /// Of a request that belongs to an endpoint of its route's collections.
    pub(super) fn of<C>(ctx: &Context<C>) -> Option<Self> {
        let visit = ctx.visit?;
        let inquiry = Self {
            snapshot: Arc::clone(&ctx.snapshot),
            route: visit.route,
            endpoint: visit.endpoint?,
            path: ctx.uri.path().to_owned(),
        };
        inquiry.belongs().is_some().then_some(inquiry)
    }

    /// Judges an answer to the request by what is known; none where something has to be asked first.
    pub(in crate::proxy) fn judge(&self, request: &Parts, answer: &Seen) -> Option<Decision> {
        let belongs = self.belongs()?;
        let onward = |path: &str| belongs.onward(path);
        let is_named = |value: &str| belongs.names(value);
        belongs.upstream.unbuilt().judge(&self.case(request, answer, &belongs, &onward, &is_named))
    }

    /// Judges an answer, after asking what has to be known.
    pub(super) async fn settle(&self, request: &Parts, answer: &Seen, client: &Client) -> Option<Decision> {
        let belongs = self.belongs()?;
        let onward = |path: &str| belongs.onward(path);
        let is_named = |value: &str| belongs.names(value);
        let case = self.case(request, answer, &belongs, &onward, &is_named);
        Some(belongs.upstream.unbuilt().settle(belongs.upstream, &case, client).await)
    }

    fn belongs(&self) -> Option<Belongs<'_>> {
        let route = self.snapshot.serving.routes.get(self.route)?;
        let (upstream, endpoint) = (route.upstream.as_deref()?, route.outline.endpoint(self.endpoint)?);
        Some(Belongs { route, upstream, endpoint })
    }

    fn case<'c>(
        &'c self,
        request: &'c Parts,
        answer: &'c Seen,
        belongs: &Belongs<'c>,
        onward: &'c (dyn Fn(&str) -> String + Sync),
        is_named: &'c (dyn Fn(&str) -> bool + Sync),
    ) -> Case<'c> {
        let Belongs { route, upstream, endpoint } = *belongs;
        Case {
            method: &request.method,
            path: as_sent(&self.path, request.uri.path()),
            query: request.uri.query(),
            endpoint,
            outline: &route.outline,
            place: PlaceKey {
                route: Arc::clone(route.name()),
                path: Arc::clone(&endpoint.path),
                accept: accept(&request.headers),
                credentials: credentials(&request.headers),
            },
            headers: &request.headers,
            answer,
            now: Instant::now(),
            settings: &upstream.config().unbuilt,
            onward,
            is_named,
            probe: upstream.unbuilt().probe(),
        }
    }
}

impl Belongs<'_> {
    fn onward(&self, path: &str) -> String {
        self.route.onward.path(path)
    }

    fn names(&self, value: &str) -> bool {
        self.route.names(&self.endpoint.resource, value)
    }
}

/// The path as the client sent it, where it has the segments that everything is decided on: a backend may print it so.
fn as_sent<'p>(effective: &'p str, sent: &'p str) -> &'p str {
    let segments = |path: &str| path.split('/').count();
    if segments(sent) == segments(effective) { sent } else { effective }
}
