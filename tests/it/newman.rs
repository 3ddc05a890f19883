//! Postman's own runner as the client: every request of a collection is answered from its example.
//!
//! newman comes from npm (`make setup-e2e`). Without it the test says so, and fails in CI.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::own_requests::collections;
use crate::support::{Understudy, within};

/// Where `make setup-e2e` puts newman.
fn newman() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/node/node_modules/.bin/newman");
    if own.exists() {
        return Some(own);
    }
    eprintln!(
        "SKIPPED: newman is not installed (`make setup-e2e` installs it), so no request was sent by it"
    );
    assert!(std::env::var_os("CI").is_none(), "newman must be installed in CI");
    None
}

/// A collection, its environment, and the variables that stand for its host, with `{host}` and `{port}`.
struct Case {
    file: PathBuf,
    environment: Option<PathBuf>,
    hosts: &'static [(&'static str, &'static str)],
}

#[tokio::test]
async fn the_demo_is_answered_from_its_examples() {
    let Some(newman) = newman() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conf/demo");
    let case = Case {
        file: folder.join("bookshop.postman_collection.json"),
        environment: Some(folder.join("bookshop.postman_environment.json")),
        hosts: &[("baseUrl", "http://{host}:{port}")],
    };
    let (own, other) = answered(&newman, &case).await;
    assert_eq!((own, other), (10, 0));
}

#[tokio::test]
async fn real_collections_are_answered_from_their_examples() {
    let Some(newman) = newman() else { return };
    let Some(folder) = collections() else { return };
    println!("{:<28} {:>9} {:>9}", "collection", "its own", "another's");
    let hosts: [(&str, &[(&str, &str)]); 5] = [
        ("adyen-checkout-v72.json", &[("baseUrl", "http://{host}:{port}/v72")]),
        ("besu-json-rpc.json", &[("rpc-http-host", "{host}"), ("rpc-http-port", "{port}")]),
        (
            "docusign-notary.json",
            &[("baseUrl", "http://{host}:{port}/restapi"), ("authServer", "http://{host}:{port}")],
        ),
        ("roxyapi-iching.json", &[("baseUrl", "http://{host}:{port}/api/v2/iching")]),
        ("todo.json", &[("url", "http://{host}:{port}")]),
    ];
    for (file, hosts) in hosts {
        let (own, other) =
            answered(&newman, &Case { file: folder.join(file), environment: None, hosts }).await;
        println!("{file:<28} {own:>9} {other:>9}");
        assert!(
            own > 0 && own > 9 * other,
            "{file}: {own} were answered by an example of theirs, {other} by another"
        );
    }
}

/// How many requests were answered by an example of their own item, and how many by another's. None goes
/// unanswered.
async fn answered(newman: &Path, case: &Case) -> (usize, usize) {
    let environment = case
        .environment
        .as_ref()
        .map_or(String::new(), |file| format!("environment = \"{}\"\n", file.display()));
    let routes = format!(
        "[mocks.all]\ncollections = [\"{}\"]\n{environment}[[routes]]\nname = \"all\"\nmock = \"all\"",
        case.file.display()
    );
    let understudy = Understudy::start(&routes, &[]).await;
    let report = understudy.path("report.json");
    let mut collection: Value = serde_json::from_slice(&std::fs::read(&case.file).unwrap()).unwrap();
    make_sendable(&mut collection);
    let copy = understudy.path("collection.json");
    std::fs::write(&copy, collection.to_string()).unwrap();
    let mut command = Command::new(newman);
    command.arg("run").arg(&copy).args(["--reporters", "json", "--reporter-json-export"]).arg(&report);
    if let Some(environment) = &case.environment {
        command.arg("--environment").arg(environment);
    }
    let (host, port) = (understudy.address().ip().to_string(), understudy.address().port().to_string());
    for (name, value) in case.hosts {
        let value = value.replace("{host}", &host).replace("{port}", &port);
        command.arg("--env-var").arg(format!("{name}={value}"));
    }
    let run =
        tokio::task::spawn_blocking(move || command.stdout(Stdio::null()).stderr(Stdio::null()).status());
    within("newman", run).await.expect("newman").expect("newman runs");

    let examples = examples_by_item(&collection);
    let report: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    count(&report, &examples)
}

/// Makes every request one that can be sent from here: scripts sign in elsewhere and stop the run where they
/// cannot, exports blank out variables, which no wildcard takes, and some requests leave out `Host`, without which
/// nothing is HTTP/1.1 (newman 6).
fn make_sendable(item: &mut Value) {
    let Some(fields) = item.as_object_mut() else { return };
    fields.remove("event");
    fields.remove("protocolProfileBehavior");
    let of_path = fields.get_mut("request").and_then(|request| request.pointer_mut("/url/variable"));
    fill_blanks(of_path);
    fill_blanks(fields.get_mut("variable"));
    fields.get_mut("item").and_then(Value::as_array_mut).into_iter().flatten().for_each(make_sendable);
}

fn fill_blanks(variables: Option<&mut Value>) {
    for variable in variables.and_then(Value::as_array_mut).into_iter().flatten() {
        if variable["value"].as_str().is_none_or(str::is_empty) {
            variable["value"] = "anything".into();
        }
    }
}

fn count(report: &Value, examples: &HashMap<String, HashSet<String>>) -> (usize, usize) {
    let (mut own, mut other) = (0, 0);
    for execution in report["run"]["executions"].as_array().expect("executions") {
        let item = execution["item"]["name"].as_str().unwrap_or_default();
        let Some(known) = examples.get(item).filter(|known| !known.is_empty()) else { continue };
        let answer = &execution["response"];
        if answer.is_null() && execution["request"]["url"]["host"].is_null() {
            continue; // An item without a URL: there is nothing that newman could ask.
        }
        let header = |name: &str| {
            let headers = answer["header"].as_array()?;
            headers.iter().find(|header| header["key"] == name)?["value"].as_str()
        };
        match header("x-understudy-example") {
            Some(example) if known.contains(example) => own += 1,
            Some(_) => other += 1,
            // JSON-RPC's own error: an example is saved under another method of HTTP than its request.
            None if answer["code"] == 200 && header("x-understudy-source") == Some("mock") => other += 1,
            None => panic!("{item}: {} {:?}", answer["code"], execution["requestError"]),
        }
    }
    (own, other)
}

/// The ids and names of each item's examples, by the item's name.
fn examples_by_item(collection: &Value) -> HashMap<String, HashSet<String>> {
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    let mut open: Vec<&Value> = collection["item"].as_array().into_iter().flatten().collect();
    while let Some(item) = open.pop() {
        open.extend(item["item"].as_array().into_iter().flatten());
        let known = found.entry(item["name"].as_str().unwrap_or_default().to_owned()).or_default();
        for example in item["response"].as_array().into_iter().flatten() {
            let texts = ["id", "_postman_id", "uid", "name"].iter().filter_map(|key| example[*key].as_str());
            known.extend(texts.map(str::to_owned));
        }
    }
    found
}
