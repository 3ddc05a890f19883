//! The command as a user meets it: output, errors, exit codes.

use std::net::TcpListener;

use crate::support::{Serving, command, run, run_in};

const BOOKSHOP: &str = "conf/demo/bookshop.postman_collection.json";

#[test]
fn help_is_good_enough_to_work_from() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, 0);
    for word in ["run", "check", "demo", "--collection", "--upstream", "--config", "Exit codes"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let (code, help, _) = run(&["run", "--help"]);
    assert_eq!(code, 0);
    for word in
        ["--environment", "--mode", "--listen", "--admin", "--log-format", "127.0.0.1:8080", "--lenient"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn exit_codes_tell_usage_from_problems() {
    for (arguments, expected) in [
        (&["--version"][..], 0),
        (&["check", BOOKSHOP], 0),
        (&["check", "nobody.json"], 1),
        (&["check"], 2),
        (&["run"], 2),
        (&["run", "--collection", BOOKSHOP, "--mode", "sometimes"], 2),
        (&["run", "--collection", BOOKSHOP, "--upstream", "no url"], 2),
        (&["run", "--config", "nobody.toml", "--mode", "mock"], 2),
        (&["run", "--config", "nobody.toml", "--matching", "postman"], 2),
        (&["explain", "GET", "/", "--collection", BOOKSHOP, "--matching", "strict"], 2),
        (&["explain", "GET", "/books", "--collection", BOOKSHOP, "--matching", "postman"], 0),
        (&["check", BOOKSHOP, "--matching", "postman"], 0),
        (&["run", "--config", "nobody.toml"], 1),
        (&["sing"], 2),
    ] {
        let (code, _, told) = run(arguments);
        assert_eq!(code, expected, "{arguments:?}: {told}");
        assert_eq!(told.is_empty(), expected == 0, "{arguments:?}: {told}");
    }
}

#[test]
fn check_prints_every_problem_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[[routes]]\nname = \"shop\"\nmock = \"shop\"\nmode = \"moc\"\ncolour = 1\n";
    std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
    std::fs::write(folder.path().join("half.json"), "{\"info\": {\"name\": \"half\"},\n \"item\": [")
        .unwrap();
    let (code, summary, told) = run_in(folder.path(), &["check", "understudy.toml", "half.json"]);
    assert_eq!(code, 1);
    for part in [
        "understudy.toml:4:8",
        "`moc`",
        "did you mean `mock`",
        "understudy.toml:5:1",
        "colour",
        "half.json:2:",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(summary.contains("half.json: ") && summary.contains("error"), "{summary}");
}

#[test]
fn every_config_of_the_project_is_clean() {
    let (code, summary, told) = run(&["check", "conf/demo/understudy.toml", BOOKSHOP]);
    assert_eq!((code, told.as_str()), (0, ""), "{summary}");
}

#[test]
fn a_reader_that_stops_reading_does_no_harm() {
    for arguments in [&["check", BOOKSHOP][..], &["check", "nobody.json"]] {
        let (stdout, stderr) = (closed_pipe(), closed_pipe());
        let expected = run(arguments).0;
        let status = command(arguments).stdout(stdout).stderr(stderr).status().unwrap();
        assert_eq!(status.code(), Some(expected), "{arguments:?}");
    }
}

/// A pipe that nobody reads from.
fn closed_pipe() -> std::io::PipeWriter {
    std::io::pipe().unwrap().1
}

#[test]
fn a_listen_address_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let arguments = ["run", "--collection", BOOKSHOP, "--listen", &address, "--admin", "127.0.0.1:0"];
    let (code, _, told) = run(&arguments);
    assert_eq!(code, 1);
    assert!(told.contains(&format!("the address {address} is in use")), "{told}");
}

#[tokio::test]
async fn run_prints_routes_and_endpoints_with_modes_and_urls_and_serves_them() {
    let arguments = ["run", "--collection", BOOKSHOP, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    let serving = Serving::start(command(&arguments)).await;
    assert!(serving.overview.contains("Route default: mock, 24 examples"), "{}", serving.overview);
    let answer = serving.client("proxy").get("/books/search?q=ferris").await;
    assert_eq!((answer.status, answer.header("x-understudy-source")), (200, Some("mock")));
    let status = serving.client("admin").get("/api/status").await.json();
    assert_eq!(status["routes"][0]["mode"], "mock");
    assert_eq!(status["mocks"][0]["examples"], 24);
    assert_eq!(status["problems"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_demo_goes_well() {
    let (code, walk, told) = run(&["demo", "--once", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    assert_eq!(code, 0, "{walk}\n{told}");
    for step in [
        "1. Live",
        "2. Not built yet",
        "3. Mocked",
        "5. Toggled",
        "7. Backend down",
        "8. Backend back",
        "9. Metrics",
    ] {
        assert!(walk.contains(step), "{step}: {walk}");
    }
}
