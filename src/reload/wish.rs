//! What a person may wish of the modes, and why that may be refused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::origin::Origin;
use super::serving::Route;
use crate::config::{Mode, closest};
use crate::diagnostic::Diagnostic;

/// The longest time a toggle may be limited to; what is meant to stay longer has no limit.
const LONGEST: Duration = Duration::from_hours(24 * 30);

/// A change of modes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// This mode for this place, until it is reset or for a time.
    Set {
        /// What it is about.
        place: Place,
        /// Who is to answer.
        mode: Mode,
        /// How long; none: until it is reset.
        length: Option<Duration>,
    },
    /// This mode for every route that can be in it.
    SetAll {
        /// Who is to answer.
        mode: Mode,
        /// How long; none: until it is reset.
        length: Option<Duration>,
    },
    /// What the config says, for this place and, where it is a route, for everything on it.
    Reset(Place),
    /// What the config says, everywhere.
    ResetAll,
    /// As it was before the last wish.
    Undo,
}

/// A route or one of its endpoints, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The route's name.
    pub route: Arc<str>,
    /// The endpoint's label, `GET /books/:id`; none for the whole route.
    pub endpoint: Option<Arc<str>>,
}

/// Why a wish is refused, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such route or endpoint.
    Unknown(Diagnostic),
    /// It is there, and cannot be so.
    Impossible(Diagnostic),
    /// The server is about to end.
    Stopped,
}

impl Place {
    /// A whole route.
    pub fn route(route: impl Into<Arc<str>>) -> Self {
        Self { route: route.into(), endpoint: None }
    }

    /// One endpoint of a route.
    pub fn endpoint(route: impl Into<Arc<str>>, endpoint: impl Into<Arc<str>>) -> Self {
        Self { route: route.into(), endpoint: Some(endpoint.into()) }
    }

    pub(super) fn find<'r>(&self, routes: &'r [Route]) -> Result<Found<'r>, Refusal> {
        let Some(route) = routes.iter().find(|route| *route.name() == self.route) else {
            let names = routes.iter().map(|route| &**route.name());
            return Err(unknown(format!("there is no route `{}`", self.route), &self.route, names));
        };
        let labels = || route.endpoints.list().iter().map(|endpoint| &*endpoint.label);
        match &self.endpoint {
            Some(endpoint) if !labels().any(|label| label == &**endpoint) => {
                let message = format!("route `{}` has no endpoint `{endpoint}`", self.route);
                Err(unknown(message, endpoint, labels()))
            }
            _ => Ok(Found(route)),
        }
    }
}

/// `shop`, or `shop#GET /books/:id`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.route)?;
        self.endpoint.as_ref().map_or(Ok(()), |endpoint| write!(f, "#{endpoint}"))
    }
}

/// The route that a place is or is on.
pub(super) struct Found<'r>(&'r Route);

impl Found<'_> {
    /// Whether it can be in this mode.
    pub(super) fn accept(&self, mode: Mode) -> Result<(), Refusal> {
        if self.0.origin == Origin::MockDomain {
            let problem =
                Diagnostic::error(format!("route `{}` is a mock's own, always mocked", self.0.name()));
            return Err(Refusal::Impossible(problem.hint("toggle the routes of the config instead")));
        }
        let Some(target) = self.0.config.lacks(mode) else { return Ok(()) };
        let name = self.0.name();
        let problem =
            Diagnostic::error(format!("mode `{mode}` needs `{target}`, which route `{name}` lacks"));
        let hint = format!("add `{target} = \"...\"` to the route, or choose another mode");
        Err(Refusal::Impossible(problem.hint(hint)))
    }
}

impl Refusal {
    pub(super) fn too_long() -> Self {
        Self::Impossible(length_problem("too long"))
    }

    pub(super) fn no_route_can_be(mode: Mode) -> Self {
        let problem = Diagnostic::error(format!("no route can be in mode `{mode}`"));
        Self::Impossible(problem.hint("a mock needs `mock`, a live answer needs `upstream`"))
    }

    pub(super) fn nothing_to_undo() -> Self {
        let problem = Diagnostic::error("there is nothing to undo");
        Self::Impossible(problem.hint("only toggles since the start can be undone"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(problem) | Self::Impossible(problem) => problem.fmt(f),
            Self::Stopped => f.write_str("the server is stopping"),
        }
    }
}

fn unknown<'n>(message: String, name: &str, known: impl Iterator<Item = &'n str>) -> Refusal {
    let problem = Diagnostic::error(message);
    Refusal::Unknown(match closest(name, known) {
        Some(closest) => problem.hint(format!("did you mean `{closest}`?")),
        None => problem.hint("`understudy mode` lists routes and endpoints"),
    })
}

/// How long a toggle is to last: `30m`, `1h 30m`.
///
/// # Errors
/// No duration, none at all, or more than 30 days.
pub fn parse_length(text: &str) -> Result<Duration, Diagnostic> {
    let length = text.parse::<SignedDuration>().ok().and_then(|length| Duration::try_from(length).ok());
    match length {
        Some(length) if !length.is_zero() && length <= LONGEST => Ok(length),
        _ => Err(length_problem(text)),
    }
}

fn length_problem(text: &str) -> Diagnostic {
    Diagnostic::error(format!("`{text}` is no time for a toggle"))
        .hint("write how long, up to 30 days, such as `30m` or `1h 30m`")
}
