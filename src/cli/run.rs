//! `understudy run`.

use super::args::{QuickArgs, RunArgs};
use super::exit::Exit;
use super::overview::Addresses;
use super::{logging, overview, print};
use crate::config::QuickStart;
use crate::diagnostic::Diagnostic;
use crate::proxy::{Gateway, Understudy};
use crate::reload::{Source, Strictness};
use crate::server::{Running, Signals, start, take_over};

pub(super) fn run(args: RunArgs) -> Exit {
    let _log = match logging::start(args.log_format, &args.log) {
        Ok(log) => log,
        Err(problem) => {
            print::problems(&[problem]);
            return Exit::Usage;
        }
    };
    match started(args) {
        Ok(running) => {
            let snapshot = running.live().snapshot();
            print::line(overview::overview(&snapshot.serving, &Addresses::of(&running)));
            running.wait();
            Exit::Success
        }
        Err((exit, problems)) => {
            print::problems(&problems);
            exit
        }
    }
}

fn started(args: RunArgs) -> Result<Running, (Exit, Vec<Diagnostic>)> {
    let source = match args.config {
        Some(file) => Source::File(file),
        None => Source::Checked(
            QuickStart::from(args.quick).check().map_err(|problems| (Exit::Usage, as_options(problems)))?,
        ),
    };
    let strictness = if args.lenient { Strictness::Lenient } else { Strictness::Strict };
    serving(source, strictness, args.upgrade).map_err(|problems| (Exit::Problem, problems))
}

fn serving(source: Source, strictness: Strictness, is_upgrade: bool) -> Result<Running, Vec<Diagnostic>> {
    let loaded = Understudy::builder(Gateway).source(source).strictness(strictness).load();
    let loaded = loaded.map_err(|unusable| unusable.0)?;
    print::findings(loaded.problems());
    let begin = if is_upgrade { take_over } else { start };
    begin(loaded, Signals::Process).map_err(|problem| vec![problem])
}

/// Problems of the command line name the option that they are about.
pub(super) fn as_options(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let option = |problem: Diagnostic| match problem.item.as_deref() {
        Some("collections") => problem.at_item("--collection"),
        Some(field) => {
            let option = format!("--{field}");
            problem.at_item(option)
        }
        None => problem,
    };
    problems.into_iter().map(option).collect()
}

impl From<QuickArgs> for QuickStart {
    fn from(args: QuickArgs) -> Self {
        Self {
            collections: args.collection,
            environment: args.environment,
            upstream: args.upstream,
            authority: args.ca,
            insecure: args.insecure,
            mode: args.mode,
            matching: args.matching.unwrap_or_default(),
            listen: args.listen,
            admin: args.admin,
        }
    }
}
