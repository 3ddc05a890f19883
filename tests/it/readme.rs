//! Every block of the README is true: configs load, commands run. The Rust block is a doctest.

use std::path::Path;

use crate::support::{Serving, Understudy, collection, command, item, run};

const README: &str = include_str!("../../README.md");
const MAKEFILE: &str = include_str!("../../Makefile");

/// The blocks in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    README
        .split(opening.as_str())
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block)
        .collect()
}

#[test]
fn each_kind_of_block_is_known_here() {
    let openings = README.lines().filter(|line| line.starts_with("```") && line.len() > 3);
    for opening in openings {
        assert!(["```sh", "```toml", "```rust"].contains(&opening), "{opening} is run by no test");
    }
}

#[test]
fn configs_load_without_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("order", "POST", "/orders", 201, "{}")]);
    std::fs::write(folder.path().join("shop.postman_collection.json"), shop).unwrap();
    let blocks = blocks("toml");
    assert!(!blocks.is_empty());
    for block in blocks {
        let file = folder.path().join("understudy.toml");
        std::fs::write(&file, block).unwrap();
        let (code, _, told) = run(&["check", file.to_str().unwrap()]);
        assert_eq!((code, told.as_str()), (0, ""), "{block}");
    }
}

#[tokio::test]
async fn commands_run() {
    let lines = blocks("sh").into_iter().flat_map(str::lines);
    let (mut served, mut ended) = (0, 0);
    for line in lines {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["make", target] => assert!(MAKEFILE.contains(&format!("\n{target}:")), "{line}"),
            ["understudy", "run", ..] => {
                let free = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
                let serving = Serving::start(command(&[&words[1..], &free].concat())).await;
                assert!(serving.overview.contains("Route "), "{line}: {}", serving.overview);
                served += 1;
            }
            ["understudy", "mode", arguments @ ..] => {
                let (code, _, told) = toggled(arguments).await;
                assert_eq!(code, 0, "{line}: {told}");
                ended += 1;
            }
            ["understudy", arguments @ ..] => {
                assert_eq!(run(arguments).0, 0, "{line}");
                ended += 1;
            }
            _ => panic!("no test runs `{line}`"),
        }
    }
    assert!(served > 0 && ended > 0);
}

/// The words of a command, those in double quotes being one.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

/// `understudy mode` with these arguments, asked of a server that has what the README's config has.
async fn toggled(arguments: &[&str]) -> (i32, String, String) {
    let routes = r#"
        [upstreams.shop]
        url = "http://127.0.0.1:3000"
        [mocks.shop]
        collections = ["shop.postman_collection.json"]
        [[routes]]
        name = "shop"
        upstream = "shop"
        mock = "shop"
        "#;
    let shop = collection(&[item("book", "GET", "/books/:id", 200, "{}")]);
    let understudy = Understudy::start(routes, &[("shop.postman_collection.json", &shop)]).await;
    let admin = format!("http://{}", understudy.running.admin().unwrap());
    // There is something to undo.
    let first = ["mode", "--admin", &admin, "shop", "mock"].map(str::to_owned);
    let asked: Vec<_> =
        [&["mode", "--admin", &admin], arguments].concat().into_iter().map(str::to_owned).collect();
    let run_both = move || {
        let run = |words: &[String]| run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        run(&first);
        run(&asked)
    };
    tokio::task::spawn_blocking(run_both).await.unwrap()
}

#[test]
fn links_lead_somewhere() {
    for target in README.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let exists = Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists();
        assert!(exists || target.starts_with("https://"), "{target}");
    }
}
