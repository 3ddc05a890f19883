//! Private routes whose upstream or mock a public route, or the host of a mock, reaches as well.

use crate::diagnostic::Diagnostic;
use crate::reload::{Origin, Privacy, Route, Serving};

/// Of each private route one warning for its upstream, and one for its mock.
pub(super) fn exposed(serving: &Serving) -> Vec<Diagnostic> {
    let private = serving
        .routes
        .iter()
        .enumerate()
        .filter(|(_, route)| route.privacy == Privacy::Route && route.origin == Origin::Config);
    let exposed = private.flat_map(|(at, route)| {
        let found = [upstream(serving, route), mock(serving, route)];
        found.into_iter().flatten().map(move |problem| problem.at_item(format!("routes[{at}]")))
    });
    exposed.collect()
}

fn upstream(serving: &Serving, private: &Route) -> Option<Diagnostic> {
    let shares = |route: &&Route| serving.config.share_server(&route.config, &private.config);
    let name = private.config.upstream.as_ref()?;
    let hint = "the path alone keeps them apart: give what is private an upstream of its own, or see to it that the \
                backend asks for credentials too";
    told(private, &format!("upstream `{name}`"), public(serving).filter(shares))
        .map(|problem| problem.hint(hint))
}

fn mock(serving: &Serving, private: &Route) -> Option<Diagnostic> {
    let name = private.config.mock.as_ref()?;
    let shares = |route: &&Route| route.config.mock.as_ref() == Some(name);
    let hint = "its examples that lie on the private route are held back there: give what is private a mock of its \
                own where that is not enough";
    told(private, &format!("mock `{name}`"), public(serving).filter(shares)).map(|problem| problem.hint(hint))
}

fn public(serving: &Serving) -> impl Iterator<Item = &Route> {
    serving.routes.iter().filter(|route| route.privacy == Privacy::Public)
}

fn told<'s>(private: &Route, what: &str, by: impl Iterator<Item = &'s Route>) -> Option<Diagnostic> {
    let reached = |route: &Route| match route.origin {
        Origin::Config => format!("route `{}`", route.name()),
        Origin::MockDomain => format!("the host `{}`", route.config.host),
    };
    let by: Vec<_> = by.map(reached).collect();
    let public = if by.len() > 3 {
        format!("{} and {} more", by[..3].join(", "), by.len() - 3)
    } else {
        by.join(", ")
    };
    let message =
        format!("the {what} of the private route `{}` is reached without a key by {public}", private.name());
    (!by.is_empty()).then(|| Diagnostic::warning(message))
}
