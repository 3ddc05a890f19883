//! What a judge has to know of a request, owned: a response is judged where the request's context is out of reach.

use std::sync::Arc;

use http::Method;
use pingora::proxy::Session;

use crate::proxy::context::Context;
use crate::reload::{Route, Snapshot};
use crate::upstream::Upstream;
use crate::upstream::unbuilt::{
    Case, Client, Decision, Endpoint, PlaceKey, Seen, accept, credentials, variation,
};

/// A request whose answer may say that what was asked for is not built.
#[derive(Debug)]
pub(in crate::proxy) struct Inquiry {
    snapshot: Arc<Snapshot>,
    upstream: Arc<Upstream>,
    /// An index into the routes.
    route: usize,
    /// An index into the route's endpoints.
    endpoint: usize,
    method: Method,
    path: String,
    query: Option<String>,
    client: Client,
    place: PlaceKey,
    variation: u64,
}

impl Inquiry {
    /// Of a request that belongs to an endpoint of its route's collections.
    pub(super) fn of<C>(session: &Session, ctx: &Context<C>) -> Option<Self> {
        let (request, visit) = (session.req_header(), ctx.visit?);
        let route = ctx.route()?;
        let at = visit.endpoint?;
        let endpoint = route.outline.endpoint(at)?;
        let (headers, query) = (&request.headers, request.uri.query());
        Some(Self {
            upstream: Arc::clone(route.upstream.as_ref()?),
            snapshot: Arc::clone(&ctx.snapshot),
            route: visit.route,
            endpoint: at,
            method: request.method.clone(),
            path: ctx.uri.path().to_owned(),
            query: query.map(str::to_owned),
            client: Client::of(headers),
            place: PlaceKey {
                route: Arc::clone(route.name()),
                path: Arc::clone(&endpoint.path),
                accept: accept(headers),
                credentials: credentials(headers),
            },
            variation: variation(headers, query),
        })
    }

    /// Judges an answer by what is known; none where something has to be asked first.
    pub(in crate::proxy) fn judge(&self, answer: &Seen) -> Option<Decision> {
        let (route, endpoint) = self.endpoint()?;
        let onward = |path: &str| route.onward.path(path);
        let is_named = |value: &str| route.names(&endpoint.resource, value);
        self.upstream.unbuilt().judge(&self.case(answer, route, endpoint, &onward, &is_named))
    }

    /// Judges an answer, after asking what has to be known.
    pub(super) async fn settle(&self, answer: &Seen) -> Option<Decision> {
        let (route, endpoint) = self.endpoint()?;
        let onward = |path: &str| route.onward.path(path);
        let is_named = |value: &str| route.names(&endpoint.resource, value);
        let case = self.case(answer, route, endpoint, &onward, &is_named);
        Some(self.upstream.unbuilt().settle(&self.upstream, &case, &self.client).await)
    }

    fn endpoint(&self) -> Option<(&Route, &Endpoint)> {
        let route = self.snapshot.serving.routes.get(self.route)?;
        Some((route, route.outline.endpoint(self.endpoint)?))
    }

    fn case<'c>(
        &'c self,
        answer: &'c Seen,
        route: &'c Route,
        endpoint: &'c Endpoint,
        onward: &'c (dyn Fn(&str) -> String + Sync),
        is_named: &'c (dyn Fn(&str) -> bool + Sync),
    ) -> Case<'c> {
        Case {
            method: &self.method,
            path: &self.path,
            query: self.query.as_deref(),
            endpoint,
            outline: &route.outline,
            place: &self.place,
            variation: self.variation,
            answer,
            settings: &self.upstream.config().unbuilt,
            onward,
            is_named,
            probe: self.upstream.unbuilt().probe(),
        }
    }
}
