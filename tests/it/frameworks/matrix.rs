//! Every set-up against every kind of client: cold, warm, and after a missing thing.

use std::net::SocketAddr;

use futures_util::{StreamExt, stream};

use super::caller::{AS_THEY_ARE, CALLERS, Caller};
use super::calls::{BUILT, Call, MISSING, UNBUILT, Verdict, documented, method_of_a_thing};
use super::setups::{Running, Setup};
use crate::support::{Understudy, within_times};

/// How many set-ups are asked at a time.
const AT_A_TIME: usize = 6;

/// The whole takes less than two minutes on two cores of which nobody else wants anything; this is for others.
const TIMES_PATIENCE: u32 = 30;

/// How many wrong answers of a set-up are printed.
const SHOWN: usize = 12;

/// A row of calls to a backend of which nothing is known at first.
struct Scenario {
    caller: Caller,
    calls: Vec<(&'static str, Call)>,
}

fn unbuilt(setup: &Setup) -> Vec<Call> {
    UNBUILT.into_iter().chain(setup.method_of_a_thing.map(method_of_a_thing)).collect()
}

/// Everything in a row for the clients as they are, half of it for the same without what they do about encodings, and
/// each call as the very first one for one of them.
fn scenarios(setup: &Setup) -> Vec<Scenario> {
    let unbuilt = unbuilt(setup);
    let phases = [
        ("a missing thing first", &MISSING[..]),
        ("after a missing thing", &unbuilt),
        ("built", &BUILT),
        ("warm", &MISSING),
        ("warm", &unbuilt),
    ];
    let rows = CALLERS.into_iter().enumerate().map(|(number, caller)| {
        let phases = if number < AS_THEY_ARE { &phases[..] } else { &phases[..2] };
        let calls = phases.iter().flat_map(|(phase, calls)| calls.iter().map(|call| (*phase, *call)));
        Scenario { caller, calls: calls.collect() }
    });
    let cold = MISSING.iter().chain(&unbuilt).enumerate().map(|(number, call)| {
        let caller = CALLERS[number % CALLERS.len()];
        Scenario { caller, calls: vec![("cold", *call)] }
    });
    rows.chain(cold).collect()
}

/// Each scenario has an upstream, and with it a memory, of its own.
async fn understudy(backend: SocketAddr, scenarios: usize) -> Understudy {
    let route = |number| {
        format!(
            "[upstreams.u{number}]\nurl = \"http://{backend}\"\n\
             [[routes]]\nname = \"r{number}\"\nhost = \"h{number}.example\"\nupstream = \"u{number}\"\nmock = \"shop\"\n"
        )
    };
    let routes: String = (0..scenarios).map(route).collect();
    let routes = format!("[mocks.shop]\ncollections = [\"shop.json\"]\n{routes}");
    Understudy::start(&routes, &[("shop.json", &documented())]).await
}

/// What went wrong with one set-up.
#[derive(Default)]
struct Report {
    name: &'static str,
    calls: usize,
    dangerous: usize,
    wrong: Vec<String>,
}

async fn ask(setup: Setup, backend: SocketAddr) -> Report {
    let scenarios = scenarios(&setup);
    let understudy = understudy(backend, scenarios.len()).await;
    let mut report = Report { name: setup.name, ..Report::default() };
    for (number, scenario) in scenarios.iter().enumerate() {
        for (phase, call) in &scenario.calls {
            let answer = scenario.caller.call(&understudy.client, &format!("h{number}.example"), call).await;
            let verdict = call.judge(&answer);
            report.calls += 1;
            report.dangerous += usize::from(verdict == Verdict::Dangerous);
            if verdict != Verdict::Right {
                let source = answer.header("x-understudy-source").unwrap_or("none");
                report.wrong.push(format!(
                    "{verdict:?}: {} {} {} ({phase}): {} {source}",
                    scenario.caller.name, call.method, call.path, answer.status
                ));
            }
        }
    }
    report
}

impl Report {
    fn print(&self) {
        eprintln!("{}: {} of {} calls wrong", self.name, self.wrong.len(), self.calls);
        for wrong in self.wrong.iter().take(SHOWN) {
            eprintln!("    {wrong}");
        }
    }
}

#[tokio::test]
async fn every_framework_in_every_set_up() {
    let Some(running) = Running::start().await else { return };
    let only = std::env::var("UNDERSTUDY_SETUPS").unwrap_or_default();
    let served = running.served.iter().filter(|(setup, _)| setup.name.starts_with(&only));
    let asked =
        stream::iter(served).map(|(setup, backend)| ask(*setup, *backend)).buffer_unordered(AT_A_TIME);
    let reports: Vec<_> = within_times(TIMES_PATIENCE, "every set-up", asked.collect()).await;
    let wrong: Vec<_> = reports.iter().filter(|report| !report.wrong.is_empty()).collect();
    for report in &wrong {
        report.print();
    }
    let dangerous: usize = reports.iter().map(|report| report.dangerous).sum();
    let calls: usize = reports.iter().map(|report| report.calls).sum();
    let right = reports.len() - wrong.len();
    eprintln!("{right} of {} set-ups right, {dangerous} of {calls} answers dangerous", reports.len());
    assert_eq!((dangerous, wrong.len()), (0, 0), "dangerous answers, and set-ups with wrong ones");
}
