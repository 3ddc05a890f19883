//! What code, tests and documents say of `docs/` is there: each rule that is named by its number, and each part that is
//! named by its title. So is each link between documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A reference to a rule of one of these documents, such as `matching.md 8.4.1` or `proxy.md, "Modes"`.
const REFERENCE: &str = r#"\b(matching|templates|proxy)\.md(?:,? (?:sections? )?((?:[0-9]+(?:\.[0-9]+)*(?:, | to |–| and )?)+)|, (?:the last point of )?((?:"[^"]+"(?:, | and )?)+)|,? (U[0-9]+))?"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// The files below these folders whose names end so.
fn files(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found
}

/// What a document has that can be referred to: numbers of rules, titles of parts, and terms that it defines.
fn anchors(text: &str) -> BTreeSet<String> {
    let section = pattern(r"^## (?:([0-9]+)\. )?(.+)$");
    let part = pattern(r"^### ([0-9]+\.[0-9]+) (.+)$");
    let rule = pattern(r"^([0-9]+)\. ");
    let row = pattern(r"^\| (U[0-9]+) \|");
    let term = pattern(r"^- \*\*([^*]+)\*\*");
    let mut anchors = BTreeSet::new();
    let mut at = String::new();
    for line in text.lines() {
        if let Some(found) = section.captures(line) {
            at = found.get(1).map_or_else(String::new, |number| number.as_str().to_owned());
            anchors.extend([at.clone(), found[2].split(" (").next().unwrap_or_default().to_owned()]);
        } else if let Some(found) = part.captures(line) {
            found[1].clone_into(&mut at);
            anchors.insert(at.clone());
        } else if let Some(found) = rule.captures(line) {
            let number = if at.is_empty() { found[1].to_owned() } else { format!("{at}.{}", &found[1]) };
            anchors.insert(number);
        } else if let Some(found) = row.captures(line).or_else(|| term.captures(line)) {
            anchors.insert(found[1].trim_end_matches(':').to_owned());
        }
    }
    anchors
}

/// What a text refers to: the document, and what of it.
fn references(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for reference in pattern(REFERENCE).captures_iter(text) {
        let document = &reference[1];
        let mut add = |what: &str| found.push((document.to_owned(), what.to_owned()));
        let numbers = reference.get(2).map_or("", |numbers| numbers.as_str());
        pattern(r"[0-9]+(?:\.[0-9]+)*").find_iter(numbers).for_each(|number| add(number.as_str()));
        let titles = reference.get(3).map_or("", |titles| titles.as_str());
        pattern(r#""([^"]+)""#).captures_iter(titles).for_each(|title| add(&title[1]));
        if let Some(rule) = reference.get(4) {
            add(rule.as_str());
        }
    }
    found
}

#[test]
fn each_reference_to_a_rule_leads_somewhere() {
    let anchors =
        |document: &str| anchors(&fs::read_to_string(root().join(format!("docs/{document}.md"))).unwrap());
    let known = ["matching", "templates", "proxy"].map(|document| (document, anchors(document)));
    let mut seen = 0;
    let mut lost = Vec::new();
    for file in files(
        &["src", "tests", "benches", "conf", "docs", "README.md", "CHANGELOG.md"],
        &["rs", "md", "toml"],
    ) {
        let text = fs::read_to_string(&file).unwrap();
        for (document, what) in references(&text) {
            seen += 1;
            let is_there = known.iter().any(|(name, anchors)| *name == document && anchors.contains(&what));
            if !is_there {
                lost.push(format!("{}: {document}.md {what}", file.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(seen > 100, "only {seen} references were read");
    assert!(lost.is_empty(), "not in docs/:\n{}", lost.join("\n"));
}

#[test]
fn references_are_read_in_every_form() {
    let rows: &[(&str, &[&str])] = &[
        ("(matching.md 8.4.1 to 8.4.3)", &["8.4.1", "8.4.3"]),
        ("(matching.md, sections 4 and 6)", &["4", "6"]),
        ("matching.md 1.2, 1.7–1.9, and more", &["1.2", "1.7", "1.9"]),
        ("(proxy.md, \"Modes\" and \"Looks\")", &["Modes", "Looks"]),
        ("proxy.md U9 says", &["U9"]),
        ("matching.md 7.8.", &["7.8"]),
        ("(templates.md)", &[]),
    ];
    for (text, expected) in rows {
        let read: Vec<String> = references(text).into_iter().map(|(_, what)| what).collect();
        assert_eq!(read, *expected, "{text}");
    }
}

#[test]
fn each_link_between_documents_leads_to_a_file() {
    let link = pattern(r"\]\(([^)#\s]+)(?:#[^)]*)?\)");
    for file in
        files(&["docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "findings"], &["md"])
    {
        let text = fs::read_to_string(&file).unwrap();
        for found in link.captures_iter(&text).filter(|found| !found[1].contains("://")) {
            let target = file.parent().unwrap().join(&found[1]);
            assert!(target.exists(), "{} links to {}", file.display(), &found[1]);
        }
    }
}
