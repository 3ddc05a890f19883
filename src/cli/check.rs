//! `understudy check`: loads what serving would, and tells everything that is wrong or doubtful about it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::args::{CheckArgs, Deny};
use super::exit::Exit;
use super::print;
use super::report::Report;
use crate::config::QuickStart;
use crate::diagnostic::{Diagnostic, Level};
use crate::lint;
use crate::observe::Metrics;
use crate::reload::{Loader, Origin, Source, Strictness};

pub(super) fn check(args: &CheckArgs) -> Exit {
    let checked: Vec<_> = sources(args).into_iter().map(load).collect();
    if args.json {
        print::line(Report::of(&checked).to_json());
    } else {
        let problems: Vec<_> = checked.iter().flat_map(|checked| checked.problems.iter().cloned()).collect();
        if args.verbose {
            print::problems(&problems);
        } else {
            print::findings(&problems);
        }
        for checked in &checked {
            print::line(format_args!("{}: {}", checked.name, checked.summary()));
        }
    }
    let denied = match args.deny {
        Some(Deny::Warnings) => Level::Warning,
        None => Level::Error,
    };
    let is_denied = |problem: &Diagnostic| problem.level >= denied;
    if checked.iter().flat_map(|checked| &checked.problems).any(is_denied) {
        Exit::Problem
    } else {
        Exit::Success
    }
}

/// Something to load, and what to call it.
struct Subject {
    name: String,
    source: Result<Source, Vec<Diagnostic>>,
}

/// What came of it.
pub(super) struct Checked {
    pub(super) name: String,
    /// None where nothing could be loaded.
    pub(super) loaded: Option<Size>,
    pub(super) problems: Vec<Diagnostic>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Size {
    examples: usize,
    endpoints: usize,
}

impl Checked {
    fn summary(&self) -> String {
        let problems = print::tally(&self.problems).unwrap_or_else(|| "no problems".to_owned());
        match self.loaded {
            Some(Size { examples, endpoints }) => {
                format!("{examples} examples, {endpoints} endpoints, {problems}")
            }
            None => problems,
        }
    }
}

/// Each config by itself, and all collections together, as `run` would take them.
fn sources(args: &CheckArgs) -> Vec<Subject> {
    let (configs, collections): (Vec<_>, Vec<_>) =
        args.files.iter().cloned().partition(|file| is_config(file));
    let mut subjects: Vec<_> = configs
        .into_iter()
        .map(|file| Subject { name: file.display().to_string(), source: Ok(Source::File(file)) })
        .collect();
    if !collections.is_empty() {
        subjects.push(collections_subject(collections, args));
    }
    subjects
}

fn collections_subject(collections: Vec<PathBuf>, args: &CheckArgs) -> Subject {
    let name = collections.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let (environment, matching) = (args.environment.clone(), args.matching.unwrap_or_default());
    let quick = QuickStart { collections, environment, matching, ..QuickStart::default() };
    Subject { name, source: quick.check().map(Source::Checked) }
}

/// Configs end in `.toml`; everything else is a collection or a folder of them.
fn is_config(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn load(Subject { name, source }: Subject) -> Checked {
    match source.and_then(everything) {
        Ok((size, problems)) => Checked { name, loaded: Some(size), problems },
        Err(problems) => Checked { name, loaded: None, problems },
    }
}

/// How much there is, and what is to be told of it.
fn everything(source: Source) -> Result<(Size, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut loader = Loader::new(source, Arc::new(Metrics::new())).inspecting(lint::collection);
    let snapshot = loader.first(Strictness::Lenient)?;
    let serving = &snapshot.serving;
    let examples = serving.mocks.values().map(|loaded| loaded.mock.len()).sum();
    let endpoints = serving
        .routes
        .iter()
        .filter(|route| route.origin == Origin::Config)
        .map(|route| route.endpoints.list().len())
        .sum();
    let more = lint::serving(serving).into_iter().map(|problem| loader.placed(problem));
    Ok((Size { examples, endpoints }, snapshot.problems.iter().cloned().chain(more).collect()))
}
