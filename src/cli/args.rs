//! The arguments, as clap reads and explains them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::Mode;
use crate::matching::Algorithm;

/// A reverse proxy that answers from the examples of a Postman collection when a route is mocked or
/// its backend is down.
#[derive(Debug, Parser)]
#[command(name = "understudy", version, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  understudy run --collection shop.postman_collection.json
      Answer every request from the collection, on http://127.0.0.1:8080.
  understudy run --collection shop.postman_collection.json --upstream http://127.0.0.1:3000
      Pass requests on, and answer from the collection while the backend is down.
  understudy run --config understudy.toml
      Routes, modes and everything else from a file, which is hot-reloaded.
  understudy explain GET /books/42 --config understudy.toml
      Why a request gets the answer that it gets, example by example.
  understudy demo
      A half-built backend, its collection, and Understudy in front, step by step.
  understudy check understudy.toml
      Load what serving would and tell what is wrong or doubtful, such as examples that never answer.
  understudy mode
      List every route and endpoint of the running server with the mode in force.
  understudy mode shop mock --for 30m
      Mock everything on the route `shop` for half an hour.
  understudy forget 'GET /books/:id'
      Learn again whether the backend has built this request: it was taken back, or moved.

Exit codes: 0 as asked, 1 there are problems, 2 the command line is wrong.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve: proxy, mocks, admin listener.
    Run(RunArgs),
    /// Load what serving would, and tell what is wrong or doubtful about it, without serving.
    Check(CheckArgs),
    /// Tell what a request would get and why: route, mode, every example with its score.
    Explain(ExplainArgs),
    /// List who answers what now, or change it: live, fallback, mock-first, mock.
    Mode(ModeArgs),
    /// Learn again whether an endpoint, or anything of an upstream, is built.
    Forget(ForgetArgs),
    /// API keys: make one, hash one, list all with what was used of their limits.
    Keys(KeysArgs),
    /// Show what Understudy does, with a half-built backend of its own.
    Demo(DemoArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// The config file. Without one, the options below make a single route.
    #[arg(long, short, value_name = "FILE", conflicts_with_all = ["collection", "environment", "upstream", "ca", "insecure", "mode", "matching", "listen", "admin"])]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) quick: QuickArgs,
    /// Serve what can be loaded, even if some files are broken.
    #[arg(long)]
    pub(super) lenient: bool,
    /// Take over the listeners of the process that serves with this config. Once this one waits for them, send the
    /// other one SIGQUIT: it hands them on, answers what it has begun, and ends.
    #[arg(long, requires = "config")]
    pub(super) upgrade: bool,
    /// How log lines look.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Human)]
    pub(super) log_format: LogFormat,
    /// What is logged: error, warn, info, debug, trace, or filters such as `info,access=off`.
    #[arg(long, value_name = "FILTER", default_value = "info", env = "UNDERSTUDY_LOG")]
    pub(super) log: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct QuickArgs {
    /// A collection file or a folder of them; may be given several times.
    #[arg(long, short = 'C', value_name = "FILE", num_args = 1..)]
    pub(super) collection: Vec<PathBuf>,
    /// A Postman environment file.
    #[arg(long, short, value_name = "FILE")]
    pub(super) environment: Option<PathBuf>,
    /// The backend, e.g. `http://127.0.0.1:3000`. Without one the mock answers everything.
    #[arg(long, short, value_name = "URL")]
    pub(super) upstream: Option<String>,
    /// Trust a backend whose certificate this file (PEM) vouches for, or holds.
    #[arg(long, value_name = "FILE", requires = "upstream")]
    pub(super) ca: Option<PathBuf>,
    /// Do not check the backend's certificate.
    #[arg(long, requires = "upstream")]
    pub(super) insecure: bool,
    /// live, fallback, mock-first or mock [default: fallback with an upstream, else mock]
    #[arg(long, short, value_name = "MODE", value_parser = str::parse::<Mode>)]
    pub(super) mode: Option<Mode>,
    /// Which rules choose the example: extended or postman [default: extended]
    #[arg(long, value_name = "RULES", value_parser = str::parse::<Algorithm>)]
    pub(super) matching: Option<Algorithm>,
    /// Where clients connect [default: 127.0.0.1:8080]
    #[arg(long, short, value_name = "ADDRESS")]
    pub(super) listen: Option<String>,
    /// Where metrics and status are [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDRESS")]
    pub(super) admin: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Config files (TOML), collections (JSON or YAML) and folders of collections.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The environment of the collections.
    #[arg(long, short, value_name = "FILE")]
    pub(super) environment: Option<PathBuf>,
    /// Which rules choose the example, of the collections: extended or postman [default: extended]
    #[arg(long, value_name = "RULES", value_parser = str::parse::<Algorithm>)]
    pub(super) matching: Option<Algorithm>,
    /// End with exit code 1 for these, too.
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub(super) deny: Option<Deny>,
    /// Tell each problem by itself, also where many are of one kind.
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// For machines: one JSON document, with each problem and its place, and how many of each kind a file has.
    #[arg(long)]
    pub(super) json: bool,
}

/// What else `check` does not put up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Warnings.
    Warnings,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The method, e.g. GET.
    pub(super) method: String,
    /// A path with its query, or a whole URL.
    pub(super) url: String,
    /// A header of the request; may be given several times.
    #[arg(long, short = 'H', value_name = "NAME: VALUE")]
    pub(super) header: Vec<String>,
    /// The body of the request.
    #[arg(long, short, value_name = "BODY")]
    pub(super) data: Option<String>,
    /// The config file.
    #[arg(
        long,
        short,
        value_name = "FILE",
        conflicts_with_all = ["collection", "environment", "upstream", "mode", "matching"]
    )]
    pub(super) config: Option<PathBuf>,
    /// A collection file or a folder of them, instead of a config.
    #[arg(long, short = 'C', value_name = "FILE", num_args = 1..)]
    pub(super) collection: Vec<PathBuf>,
    /// The environment of the collections.
    #[arg(long, short, value_name = "FILE")]
    pub(super) environment: Option<PathBuf>,
    /// The backend that `run` would have; it is not asked.
    #[arg(long, short, value_name = "URL")]
    pub(super) upstream: Option<String>,
    /// Who is to answer, as in `run`: live, fallback, mock-first or mock.
    #[arg(long, short, value_name = "MODE", value_parser = str::parse::<Mode>)]
    pub(super) mode: Option<Mode>,
    /// Which rules choose the example: extended or postman [default: extended]
    #[arg(long, value_name = "RULES", value_parser = str::parse::<Algorithm>)]
    pub(super) matching: Option<Algorithm>,
    /// How many examples are told at the most.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) most: usize,
    /// For machines: one JSON document.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    pub(super) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a random key; print it once, with the lines for the config.
    New(NewKeyArgs),
    /// Print the `sha256` line of a key that is read from standard input.
    Hash,
    /// List the keys of a running server, with what was used of their limits.
    List(ListKeysArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct NewKeyArgs {
    /// What metrics and lists call it: letters, digits, `.`, `_` and `-`.
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// Answers of the mock in a calendar month.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=1_000_000_000_000))]
    pub(super) monthly_limit: Option<u64>,
    /// Requests in a calendar minute.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=1_000_000_000_000))]
    pub(super) rate_limit: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListKeysArgs {
    /// The config of the server, which says where its admin listener is.
    #[arg(long, short, value_name = "FILE", conflicts_with = "admin")]
    pub(super) config: Option<PathBuf>,
    /// Where the server's admin listener is [default: 127.0.0.1:8081]
    #[arg(long, value_name = "URL")]
    pub(super) admin: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    /// End after the walk instead of serving on; the exit code is 1 if a step went wrong.
    #[arg(long)]
    pub(super) once: bool,
    /// Where clients connect; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// Where metrics and status are; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub(super) admin: SocketAddr,
}

#[derive(Debug, clap::Args)]
pub(super) struct ModeArgs {
    /// A route, or one of its endpoints: `shop`, `'shop#GET /books/:id'`.
    #[arg(value_name = "ROUTE[#ENDPOINT]")]
    pub(super) target: Option<String>,
    /// Who is to answer: live, fallback, mock-first or mock.
    #[arg(value_name = "MODE", value_parser = str::parse::<Mode>, conflicts_with = "reset")]
    pub(super) mode: Option<Mode>,
    /// After this time the config's mode returns, e.g. `30m`.
    #[arg(long = "for", value_name = "TIME")]
    pub(super) length: Option<String>,
    /// Every route that can be in this mode: `mock` mocks everything, `live` pauses all mocks.
    #[arg(long, value_name = "MODE", value_parser = str::parse::<Mode>, conflicts_with_all = ["target", "reset"])]
    pub(super) all: Option<Mode>,
    /// As the config says; without a route, everywhere.
    #[arg(long)]
    pub(super) reset: bool,
    /// As it was before the last change.
    #[arg(long, conflicts_with_all = ["target", "reset", "all", "length"])]
    pub(super) undo: bool,
    #[command(flatten)]
    pub(super) door: DoorArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct ForgetArgs {
    /// An upstream, or an endpoint of any: `shop`, `'GET /books/:id'`.
    #[arg(value_name = "UPSTREAM|ENDPOINT")]
    pub(super) target: String,
    #[command(flatten)]
    pub(super) door: DoorArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct DoorArgs {
    /// The admin API of the running server.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8081", env = "UNDERSTUDY_ADMIN")]
    pub(super) admin: String,
    /// The file with its token; the environment variable `UNDERSTUDY_ADMIN_TOKEN` may hold the token instead.
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}
