//! Files that are odd, but say clearly what they mean.

use crate::support::{Understudy, collection, eventually, item};

const ROUTES: &str =
    "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";

fn shop(name: &str) -> String {
    collection(&[item(name, "GET", "/books", 200, &format!(r#"{{"name":"{name}"}}"#))])
}

/// The file is written over a good one, and serves; with as many warnings.
async fn check(bytes: &[u8], expected: &str, warnings: &[&str]) {
    let understudy = Understudy::start(ROUTES, &[("shop.json", &shop("before"))]).await;
    let before = understudy.generation();
    std::fs::write(understudy.path("shop.json"), bytes).unwrap();
    eventually("the change", async || (understudy.generation() > before).then_some(())).await;
    let answer = understudy.client.get("/books").await;
    assert_eq!(answer.json()["name"], expected);
    let status = understudy.admin.get("/api/status").await.json();
    let problems = status["problems"].as_array().unwrap();
    let told: Vec<_> = problems.iter().filter_map(|problem| problem["message"].as_str()).collect();
    assert_eq!(told, warnings);
    assert_eq!(status["mocks"][0]["warnings"], warnings.len());
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[tokio::test]
async fn every_encoding_with_its_mark() {
    let text = format!("\u{FEFF}{}", shop("Bücher 📚"));
    for bytes in [text.clone().into_bytes(), utf_16(&text, u16::to_le_bytes), utf_16(&text, u16::to_be_bytes)]
    {
        check(&bytes, "Bücher 📚", &[]).await;
    }
}

#[tokio::test]
async fn a_config_with_a_mark() {
    let understudy = Understudy::start(ROUTES, &[("shop.json", &shop("one"))]).await;
    let config = std::fs::read_to_string(understudy.path("understudy.toml")).unwrap();
    understudy
        .change(
            "understudy.toml",
            &format!("\u{FEFF}{config}[[routes]]\nname = \"other\"\npath = \"/other\"\nmock = \"shop\"\n"),
        )
        .await;
    assert_eq!(understudy.client.get("/books").await.json()["name"], "one");
    assert_eq!(understudy.running.live().snapshot().problems.len(), 0);
}

#[tokio::test]
async fn of_duplicate_keys_the_last_counts_and_is_told() {
    let text = shop("one")
        .replace(r#""body":"{\"name\":\"one\"}""#, r#""body":"first","body":"{\"name\":\"last\"}""#);
    let told = "the key `body` stands twice in one object; the last one counts";
    check(text.as_bytes(), "last", &[told]).await;
}

#[tokio::test]
async fn an_empty_folder_says_so_and_serves_what_comes() {
    let understudy = Understudy::start(&ROUTES.replace("shop.json", "."), &[]).await;
    let problems = || understudy.running.live().snapshot().problems.to_vec();
    let told = problems().first().map(|problem| problem.message.clone());
    assert_eq!(told.as_deref(), Some("no collection in this folder yet"));
    assert_eq!(understudy.client.get("/books").await.status, 404);
    understudy.change("shop.json", &shop("one")).await;
    assert_eq!(understudy.client.get("/books").await.json()["name"], "one");
    assert_eq!(problems(), []);
}
