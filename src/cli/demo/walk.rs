//! The walk: what the demo shows, in order.

use bytes::Bytes;
use http::Request;

use super::stage::Stage;
use super::step::{Expected, Step};
use crate::cli::{client, print};

const BOOKS: &str = "/books?page=1&limit=2";

const fn get(title: &'static str, target: &'static str, expected: Expected) -> Step {
    Step { title, method: "GET", target, headers: &[], body: "", expected }
}

const fn answer(status: u16, source: &'static str, reason: Option<&'static str>) -> Expected {
    Expected { status, source, reason }
}

const LIVE: Step =
    get("Live: the backend has built its books, so it answers.", BOOKS, answer(200, "live", None));
const NOT_BUILT: Step = get(
    "Not built yet: the backend knows no orders, so an example answers.",
    "/orders/o-5001",
    answer(200, "fallback", Some("status-404")),
);
const MOCKED: Step = Step {
    title: "Mocked: the config says that orders are placed with the mock, whatever the backend can do.",
    method: "POST",
    target: "/orders",
    headers: &[],
    body: r#"{"items": [{"bookId": "b-1001", "quantity": 1}]}"#,
    expected: answer(201, "mock", None),
};
const NAMED: Step = Step {
    title: "Chosen: a request can name the example that it wants to see.",
    method: "POST",
    target: "/orders",
    headers: &[("x-mock-response-name", "Sold out")],
    body: r#"{"items": [{"bookId": "b-1002", "quantity": 1}]}"#,
    expected: answer(409, "mock", None),
};
const TOGGLED: Step = get(
    "Toggled: `mode = \"mock\"` is saved in the config file, and the route is mocked.",
    BOOKS,
    answer(200, "mock", None),
);
const TOGGLED_BACK: Step =
    get("Toggled back: `mode = \"fallback\"` again.", BOOKS, answer(200, "live", None));
const DOWN: Step = get(
    "Backend down: it is stopped, and the examples go on.",
    BOOKS,
    answer(200, "fallback", Some("connect")),
);
const BACK: Step = get("Backend back: it is started, and answers again.", BOOKS, answer(200, "live", None));

/// What happens before a step.
type Prelude = fn(&mut Stage) -> anyhow::Result<()>;

const STEPS: [(Prelude, Step); 8] = [
    (nothing, LIVE),
    (nothing, NOT_BUILT),
    (nothing, MOCKED),
    (nothing, NAMED),
    (|stage| stage.edit_config("mode = \"fallback\"", "mode = \"mock\""), TOGGLED),
    (|stage| stage.edit_config("mode = \"mock\"", "mode = \"fallback\""), TOGGLED_BACK),
    (
        |stage| {
            stage.backend.stop();
            Ok(())
        },
        DOWN,
    ),
    (|stage| Ok(stage.backend.start_again()?), BACK),
];

#[expect(clippy::unnecessary_wraps, reason = "as its neighbours are")]
fn nothing(_: &mut Stage) -> anyhow::Result<()> {
    Ok(())
}

/// Walks through all steps and the metrics; how many went wrong.
pub(super) async fn walk(stage: &mut Stage) -> usize {
    let mut went_wrong = 0;
    for (number, (prelude, step)) in (1..).zip(STEPS) {
        print::line(format_args!("\n{number}. {}", step.title));
        let played = match prelude(stage) {
            Ok(()) => step.play(stage).await,
            Err(error) => Err(error),
        };
        went_wrong += tell(played);
    }
    print::line(format_args!("\n{}. Metrics: all of it was counted.", STEPS.len() + 1));
    went_wrong + tell(metrics(stage).await)
}

fn tell(played: anyhow::Result<()>) -> usize {
    match played {
        Ok(()) => 0,
        Err(error) => {
            print::line(format_args!("  ! {error:#}"));
            1
        }
    }
}

async fn metrics(stage: &Stage) -> anyhow::Result<()> {
    let Some(admin) = stage.admin() else { anyhow::bail!("there is no admin listener") };
    print::line(format_args!("  > GET http://{admin}/metrics"));
    let request = Request::get("/metrics").header("host", admin.to_string()).body(Bytes::new())?;
    let response = client::send(admin, request).await?;
    let text = String::from_utf8_lossy(response.body());
    let shown = ["understudy_requests_total{", "understudy_fallback_total{"];
    let lines: Vec<_> = text
        .lines()
        .filter(|line| shown.iter().any(|name| line.starts_with(name)) && !line.ends_with(" 0"))
        .collect();
    for line in &lines {
        print::line(format_args!("  < {line}"));
    }
    for counted in ["source=\"live\"", "source=\"mock\"", "source=\"fallback\""] {
        anyhow::ensure!(lines.iter().any(|line| line.contains(counted)), "nothing was counted for {counted}");
    }
    Ok(())
}
