//! What a config means, once checked: what the rest of Understudy imports.
//!
//! No serde here and no type of Pingora's: a value of these types was checked, and changes of
//! the file's shape stop at `raw` and `check`.

mod calls;
mod fallback;
mod fallback_writes;
mod health;
mod host;
mod key;
mod limits;
mod mock;
mod mock_domain;
mod mode;
mod onward;
mod restart;
mod route;
mod server_url;
mod settings;
mod sharing;
mod unbuilt;
mod upstream;
mod usage;
mod wire;

pub use calls::Calls;
pub use fallback::{DownKind, FallbackOn};
pub use fallback_writes::FallbackWrites;
pub use health::{Health, HealthCheck};
pub use host::HostPattern;
pub use key::{Key, KeyRoutes};
pub use limits::{ClientTimeouts, Limits};
pub use mock::{Mock, ServerResponse};
pub(super) use mock_domain::own_route;
pub use mock_domain::{MockDomain, NoHost};
pub use mode::{Mode, Target};
pub use onward::{ForwardedHeaders, PathChange, PathForm, ResponseRewriting};
pub use route::{EndpointMode, Methods, Route};
pub use server_url::{Scheme, ServerUrl};
pub use settings::{Admin, Config, Reload, Server, ServerTls, TOKEN_VARIABLE};
pub use unbuilt::{Unbuilt, Undecided};
pub use upstream::{Balance, Breaker, Timeouts, Upstream};
pub use usage::{StoreUrl, Usage};
pub use wire::{CertificateFiles, HostHeader, Protocol, UpstreamTls};
