//! Who is silent pays for it: the client while it owes its body, the upstream once it has the whole request.

mod bodies;
mod load;
mod refusing;
mod stage;
mod upstreams;
