//! Who asked, as the backend was told: what is asked about its answer is asked so, too.

use pingora::proxy::Session;

use crate::proxy::context::Context;
use crate::proxy::fallback::take_off_ours;
use crate::proxy::gateway;
use crate::upstream::unbuilt::Client;

/// The client of a request, by what goes to the upstream of it.
pub(super) fn client<C>(session: &Session, ctx: &Context<C>) -> Client {
    let asked = gateway::client(session);
    let host = asked.host.clone();
    let mut request = session.req_header().clone();
    take_off_ours(&mut request, ctx.key_header());
    if let Some(route) = ctx.route()
        && let Err(error) = route.onward.tell(&mut request, None, asked)
    {
        tracing::debug!(%error, "A probe tells less than the request did");
    }
    Client::new(&request.headers, host)
}
