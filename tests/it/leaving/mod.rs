//! Leaving without a request being lost: the graceful stop, and the upgrade to another process under load.

mod grace;
mod load;
mod upgrade;
