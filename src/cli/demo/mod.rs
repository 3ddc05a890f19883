//! `understudy demo`: a half-built backend, a collection, and Understudy in front, shown step by step.
//!
//! Every request and answer that is printed really went over the wire.

mod backend;
mod stage;
mod step;
mod walk;

use super::args::DemoArgs;
use super::exit::Exit;
use super::{logging, print};
use crate::diagnostic::Diagnostic;
use stage::Stage;

pub(super) fn demo(args: &DemoArgs) -> Exit {
    match play(args) {
        Ok(exit) => exit,
        Err(problems) => {
            print::problems(&problems);
            Exit::Problem
        }
    }
}

fn play(args: &DemoArgs) -> Result<Exit, Vec<Diagnostic>> {
    let _log = logging::start(super::args::LogFormat::Human, "warn").map_err(|problem| vec![problem])?;
    let mut stage = Stage::set(args)?;
    print::line(stage.intro());
    let runtime = tokio::runtime::Runtime::new().map_err(|error| vec![failed(&error)])?;
    let went_wrong = runtime.block_on(walk::walk(&mut stage));
    let exit = match went_wrong {
        0 => Exit::Success,
        1 => {
            print::line("One step went wrong.");
            Exit::Problem
        }
        several => {
            print::line(format_args!("{several} steps went wrong."));
            Exit::Problem
        }
    };
    if args.once {
        return Ok(exit);
    }
    print::line(stage.outro());
    stage.serve_until_stopped();
    Ok(exit)
}

fn failed(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("the demo cannot run here: {error}"))
}
