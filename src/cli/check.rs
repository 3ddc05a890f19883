//! `understudy check`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::CheckArgs;
use super::exit::Exit;
use super::print;
use crate::config::QuickStart;
use crate::diagnostic::Diagnostic;
use crate::observe::Metrics;
use crate::reload::{Loader, Source, Strictness};

pub(super) fn check(args: &CheckArgs) -> Exit {
    let checked: Vec<_> = sources(args).into_iter().map(load).collect();
    let problems: Vec<_> = checked.iter().flat_map(|checked| checked.problems.iter().cloned()).collect();
    print::problems(&problems);
    for checked in &checked {
        print::line(format_args!("{}: {}", checked.name, checked.summary()));
    }
    if problems.iter().any(Diagnostic::is_error) { Exit::Problem } else { Exit::Success }
}

/// Something to load, and what to call it.
struct Subject {
    name: String,
    source: Result<Source, Vec<Diagnostic>>,
}

/// What came of it.
struct Checked {
    name: String,
    loaded: Option<(usize, usize)>,
    problems: Vec<Diagnostic>,
}

impl Checked {
    fn summary(&self) -> String {
        let problems = print::tally(&self.problems).unwrap_or_else(|| "no problems".to_owned());
        match self.loaded {
            Some((examples, endpoints)) => format!("{examples} examples, {endpoints} endpoints, {problems}"),
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
        subjects.push(collections_subject(collections, args.environment.clone()));
    }
    subjects
}

fn collections_subject(collections: Vec<PathBuf>, environment: Option<PathBuf>) -> Subject {
    let name = collections.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let quick = QuickStart { collections, environment, ..QuickStart::default() };
    Subject { name, source: quick.check().map(Source::Checked) }
}

/// Configs end in `.toml`; everything else is a collection or a folder of them.
fn is_config(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn load(subject: Subject) -> Checked {
    let loaded = subject
        .source
        .and_then(|source| Loader::new(source, Arc::new(Metrics::new())).first(Strictness::Lenient));
    match loaded {
        Ok(snapshot) => {
            let examples = snapshot.serving.mocks.values().map(|loaded| loaded.mock.len()).sum();
            let endpoints = snapshot.serving.routes.iter().map(|route| route.endpoints.list().len()).sum();
            let problems = snapshot.problems.to_vec();
            Checked { name: subject.name, loaded: Some((examples, endpoints)), problems }
        }
        Err(problems) => Checked { name: subject.name, loaded: None, problems },
    }
}
