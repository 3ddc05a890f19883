//! Programs in a network of their own, with Understudy beside them: nothing that a client sends can leave it.

use std::process::{Command, Stdio};

use serde_json::json;

use super::outcome::{Outcomes, threw};
use super::program::{CLIENTS, both, collection, mock, run};

/// What makes a network that has nothing but a loopback.
const UNSHARE: [&str; 2] = ["--map-root-user", "--net"];

/// What the clients of both programs got, each in a network of its own. Where this machine makes none, which is told,
/// they have nothing but their sockets' refusal to lead away.
pub(super) async fn both_alone(program: &str, file: &str) -> Option<(Outcomes, Outcomes)> {
    if !is_possible() {
        eprintln!("`unshare` makes no network here: the clients of `{program}` ask in that of the machine");
        return both(program, &mock(file).await).await;
    }
    let (node, folder) = CLIENTS.node(&format!("{program}.mjs"))?;
    let node = run(alone(&node, file)?).await;
    drop(folder);
    let python = run(alone(&CLIENTS.python(&format!("{program}.py"))?, file)?).await;
    Some((without_a_way_out(node), without_a_way_out(python)))
}

fn is_possible() -> bool {
    let mut command = Command::new("unshare");
    let tried = command.args(UNSHARE).arg("true").stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

fn alone(program: &Command, file: &str) -> Option<Command> {
    let runner = CLIENTS.python("own_network.py")?;
    let mut command = Command::new("unshare");
    command.args(UNSHARE).arg(runner.get_program()).args(runner.get_args());
    command.arg(env!("CARGO_BIN_EXE_understudy")).arg(collection(file));
    command.arg(program.get_program()).args(program.get_args());
    Some(command)
}

fn without_a_way_out(mut outcomes: Outcomes) -> Outcomes {
    outcomes.of("the network", [threw("a way out", json!("Network is unreachable"))]);
    outcomes
}
