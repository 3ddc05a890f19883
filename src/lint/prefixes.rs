//! Public routes whose `strip_prefix` and `add_prefix` lead to what a private one keeps on the same server.

use crate::diagnostic::Diagnostic;
use crate::reload::{Origin, Privacy, Route, Serving};
use crate::routing::{Asked, Owner, normal};

/// A path that a public route takes, and what its server is asked for then.
struct Lead {
    asked: String,
    sent: String,
}

/// One warning for each public route and each private one that it leads to.
pub(super) fn astray(serving: &Serving) -> Vec<Diagnostic> {
    let of_config = || serving.routes.iter().enumerate().filter(|(_, route)| route.origin == Origin::Config);
    let public = of_config().filter(|(_, route)| route.privacy == Privacy::Public);
    let pairs = public.flat_map(|public| {
        let private = of_config().filter(|(_, route)| route.privacy == Privacy::Route);
        private.map(move |private| (public, private))
    });
    pairs
        .filter(|((_, public), (_, private))| serving.config.share_server(&public.config, &private.config))
        .filter_map(|(public, private)| {
            Some(told(public, private.1.name(), &lead(serving, public, private)?))
        })
        .collect()
}

fn told((at, public): (usize, &Route), private: &str, Lead { asked, sent }: &Lead) -> Diagnostic {
    let message = format!(
        "route `{}` passes `{asked}` on as `{sent}` without a key, which the private route `{private}` keeps",
        public.name()
    );
    Diagnostic::warning(message)
        .at_item(format!("routes[{at}]"))
        .hint("let `strip_prefix` and `add_prefix` lead elsewhere, or make the route private as well")
}

/// A request that the public route takes and that comes out where one does that the private route takes, if there is
/// any. What is looked at is where the one's paths begin, and where the other's do.
fn lead(serving: &Serving, public: (usize, &Route), private: (usize, &Route)) -> Option<Lead> {
    let method = common_method(public.1, private.1)?;
    let owner = |route: &Route, path: &str| {
        let host = route.config.host.sample();
        let asked = Asked { host: host.as_deref(), sent: path, path: &normal(path), method: &method };
        serving.table.owner(&asked)
    };
    let is_public = |path: &String| owner(public.1, path) == Owner::Route(public.0);
    // One that two private routes could take is kept by both.
    let is_private =
        |path: &str| [Owner::Route(private.0), Owner::Ambiguous].contains(&owner(private.1, path));
    let kept = beginnings(private.1).into_iter().map(|path| private.1.onward.path(&path));
    let leading = kept.flat_map(|path| public.1.onward.sources(&path));
    let mut asked = beginnings(public.1).into_iter().chain(leading).filter(is_public);
    asked.find_map(|asked| {
        let sent = public.1.onward.path(&asked);
        let sources = private.1.onward.sources(&sent);
        let is_kept = sources.iter().any(|path| *path != asked && is_private(path));
        is_kept.then_some(Lead { asked, sent })
    })
}

/// Where the paths begin that a route takes, and those that it changes.
fn beginnings(route: &Route) -> Vec<String> {
    let strip = route.config.path_change.strip.clone();
    [route.config.path.clone()].into_iter().chain(strip).collect()
}

fn common_method(one: &Route, other: &Route) -> Option<String> {
    let named = [one, other].into_iter().flat_map(|route| route.config.methods.named());
    let mut all = named.chain(["GET"]);
    all.find(|method| one.config.methods.take(method) && other.config.methods.take(method)).map(str::to_owned)
}
