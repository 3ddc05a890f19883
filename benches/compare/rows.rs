//! The rows of the table: who serves, and what each may cost.

use crate::Result;
use crate::collection::Content;
use crate::config::Nginx;

/// One row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) program: Program,
    /// The row that this one's figures are divided by.
    pub(crate) yardstick: &'static str,
    /// What it may cost at most.
    pub(crate) target: Option<Target>,
}

/// At most `times` the cost of the row `of`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) times: f64,
    pub(crate) of: &'static str,
}

/// Who serves.
#[derive(Debug)]
pub(crate) enum Program {
    /// Pingora with a fixed answer.
    BareAnswer,
    /// Pingora that forwards.
    BareProxy,
    /// The product.
    Understudy(Setup),
    /// Debian's nginx.
    Nginx(Nginx),
}

/// How the product is set up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) examples: usize,
    pub(crate) content: Content,
    pub(crate) access_log: AccessLog,
    pub(crate) door: Door,
    pub(crate) mode: Mode,
}

/// Whether each request is logged, to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessLog {
    Off,
    On,
}

/// Whether the mock asks for a key, which then has limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Public,
    Private,
}

/// The mode of the one route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Mock,
    Live,
    /// With a backend that answers.
    Fallback,
    /// With a backend that has built nothing, which is known.
    Unbuilt,
    /// With a backend that is down, and the breaker open.
    Down,
}

/// The plain one.
pub(crate) const MOCK: Setup = Setup {
    examples: 100,
    content: Content::Static,
    access_log: AccessLog::Off,
    door: Door::Public,
    mode: Mode::Mock,
};

/// Every row, in the order of the table.
pub(crate) const ALL: &[Row] = &[
    Row { name: "bare-answer", program: Program::BareAnswer, yardstick: "bare-answer", target: None },
    understudy("mock", MOCK, "bare-answer", Some(target(1.10, "bare-answer"))),
    understudy("mock-logged", Setup { access_log: AccessLog::On, ..MOCK }, "bare-answer", None),
    understudy(
        "mock-100000",
        Setup { examples: 100_000, ..MOCK },
        "bare-answer",
        Some(target(1.15, "bare-answer")),
    ),
    understudy("slots", Setup { content: Content::Slots, ..MOCK }, "bare-answer", Some(target(1.4, "mock"))),
    understudy("private", Setup { door: Door::Private, ..MOCK }, "bare-answer", Some(target(1.05, "mock"))),
    understudy("breaker", Setup { mode: Mode::Down, ..MOCK }, "bare-answer", Some(target(1.05, "mock"))),
    Row {
        name: "nginx-answer",
        program: Program::Nginx(Nginx::Answers),
        yardstick: "bare-answer",
        target: None,
    },
    Row { name: "bare-proxy", program: Program::BareProxy, yardstick: "bare-proxy", target: None },
    understudy("live", Setup { mode: Mode::Live, ..MOCK }, "bare-proxy", Some(target(1.05, "bare-proxy"))),
    understudy(
        "fallback",
        Setup { mode: Mode::Fallback, ..MOCK },
        "bare-proxy",
        Some(target(1.05, "bare-proxy")),
    ),
    understudy(
        "unbuilt",
        // One endpoint, so that nothing has to be asked any more.
        Setup { examples: 1, mode: Mode::Unbuilt, ..MOCK },
        "bare-proxy",
        Some(target(1.15, "live")),
    ),
    Row {
        name: "nginx-proxy",
        program: Program::Nginx(Nginx::Forwards),
        yardstick: "bare-proxy",
        target: None,
    },
];

const fn understudy(
    name: &'static str,
    setup: Setup,
    yardstick: &'static str,
    target: Option<Target>,
) -> Row {
    Row { name, program: Program::Understudy(setup), yardstick, target }
}

const fn target(times: f64, of: &'static str) -> Target {
    Target { times, of }
}

/// The rows of these names, or all, and those that they are compared with.
pub(crate) fn named(names: &[&str]) -> Result<Vec<&'static Row>> {
    if let Some(unknown) = names.iter().find(|name| ALL.iter().all(|row| row.name != **name)) {
        let known: Vec<_> = ALL.iter().map(|row| row.name).collect();
        return Err(format!("no row `{unknown}`; there are {}", known.join(", ")).into());
    }
    let asked = |row: &Row| names.is_empty() || names.contains(&row.name);
    let is_compared_with = |row: &Row, other: &Row| {
        row.yardstick == other.name || row.target.is_some_and(|target| target.of == other.name)
    };
    let is_needed =
        |other: &&Row| asked(other) || ALL.iter().any(|row| asked(row) && is_compared_with(row, other));
    Ok(ALL.iter().filter(is_needed).collect())
}
