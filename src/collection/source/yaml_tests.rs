//! From YAML to a tree, with its bounds and its errors.

use super::yaml::parse;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(parse(text).unwrap().root.to_json(), expected, "{text}");
}

#[test]
fn every_style_of_yaml() {
    check("a: 1\nb:\n  - x\n  - y: ~\n    z:\n", r#"{"a":1,"b":["x",{"y":null,"z":null}]}"#);
    check("{a: [1, 'it''s'], \"b\": \"\\té\\n\\u00e9\\ud83d\\ude00\"}", r#"{"a":[1,"it's"],"b":"\té\né😀"}"#);
    check(
        "a: |-\n  one\n\n    two\nb: |\n  x\nc: |+\n  x\n\nd: >-\n  one\n  two\n",
        "{\"a\":\"one\\n\\n  two\",\"b\":\"x\\n\",\"c\":\"x\\n\\n\",\"d\":\"one two\"}",
    );
    check("a: x\r\nb: |\r\n  y\r\n  z\r\n", "{\"a\":\"x\",\"b\":\"y\\nz\\n\"}");
    check("%YAML 1.2\n---\n# note\na: b # note\n...\n", r#"{"a":"b"}"#);
    check("a: !!str 1\nb: !other 1\nc: '1'\n~: x\n? d\n: e\n", r#"{"a":"1","b":1,"c":"1","~":"x","d":"e"}"#);
    check("url: https://x/a?b=c#d\ntime: 12:30\n", "{\"url\":\"https://x/a?b=c#d\",\"time\":\"12:30\"}");
    check("just text", "\"just text\"");
}

#[test]
fn aliases_are_copies() {
    check(
        "a: &one {x: 1}\nb: *one\nc: &t text\n*t : d\n",
        r#"{"a":{"x":1},"b":{"x":1},"c":"text","text":"d"}"#,
    );
    check("- &a 1\n- &a 2\n- *a\n", "[1,2,2]");
}

#[test]
fn texts_are_borrowed_where_they_can_be() {
    let text = "a: plain\nb: 'quoted'\n";
    let document = parse(text).unwrap();
    assert!(document.root.anchor().is_some_and(|anchor| std::ptr::eq(anchor.as_ptr(), text.as_ptr())));
}

#[test]
fn what_is_forgiven() {
    let document = parse("a: 1\nb: 2\na: 3\n--- \nc: 4\n").unwrap();
    assert_eq!(document.root.to_json(), r#"{"a":3,"b":2}"#);
    assert_eq!(document.duplicate_keys, ["a"]);
    assert_eq!(document.tail, Some("--- \nc: 4\n"));
    assert!(parse("a: 1\n...\n: : [").unwrap().tail.is_some());
    assert_eq!(parse("a: 1\n...\n").unwrap().tail, None);
}

#[track_caller]
fn check_error(text: &str, message: &str, place: (usize, usize), hint: &str) {
    let error = parse(text).err().unwrap();
    assert_eq!(error.message, message, "{text}");
    assert_eq!(error.place.map(|place| (place.line, place.column)), Some(place), "{text}");
    assert!(error.hint.is_some_and(|said| said.contains(hint)), "{text}");
}

#[test]
fn what_is_no_yaml_says_why_and_where() {
    let list = "a list or an object stands where a key belongs";
    check_error("name: x\nurl: {{baseUrl}}/books\n", list, (2, 7), "`{{` in quotes");
    check_error("name: x\nurl: {{baseUrl}}\n", list, (2, 7), "`{{` in quotes");
    let no_key = "not YAML: while parsing a block mapping, did not find expected key";
    check_error("a: {b}/c\n", no_key, (1, 7), "correct it");
    check_error(
        "a:\n  - b\n\t- c\n",
        "not YAML: while scanning a plain scalar, found a tab",
        (2, 5),
        "with spaces",
    );
    check_error("? [a]\n: b\n", list, (1, 3), "correct it");
    check_error("é: \"x", "not YAML: unclosed quote", (1, 4), "correct it");
    check_error("a: &a [*a]\n", "an alias stands within what it names", (1, 8), "write out");
    check_error("a: *b\n", "not YAML: while parsing node, found unknown anchor", (1, 4), "correct it");
}

#[test]
fn an_empty_file() {
    for text in ["", " \n", "# note\n", "---\n...\n"] {
        let error = parse(text).map(|document| document.root.to_json());
        assert!(matches!(error.as_deref(), Err(_) | Ok("null")), "{text}");
    }
    assert_eq!(parse("# note\n").err().unwrap().message, "the file is empty");
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    let error = parse(text).err().unwrap();
    assert_eq!(error.message, message);
    assert!(error.place.is_some() && error.hint.is_some());
}

#[test]
fn depth_is_bounded() {
    let message = "the YAML is nested too deeply (more than 127 levels)";
    for start in ["[", "{a: ", "- "] {
        check_refused(&start.repeat(10_000), message);
    }
    let nested: Vec<_> = (0..300).map(|depth| " ".repeat(depth)).collect();
    check_refused(&nested.join("a:\n"), message);
    let by_aliases: Vec<_> =
        (1..20).map(|at| format!("- &a{at} {}*a{}{}\n", "[".repeat(10), at - 1, "]".repeat(10))).collect();
    check_refused(&format!("- &a0 x\n{}", by_aliases.concat()), message);
    check(
        &format!("{}x{}", "[".repeat(127), "]".repeat(127)),
        &format!("{}\"x\"{}", "[".repeat(127), "]".repeat(127)),
    );
}

#[test]
fn aliases_of_aliases_are_bounded() {
    let lines: Vec<_> = (1..60)
        .map(|at| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(", ")))
        .collect();
    let message = "the aliases of this YAML make too much of it (more than 16 MiB)";
    check_refused(&format!("a0: &a0 lol\n{}", lines.concat()), message);
    let long = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 1000].join(", "));
    check_refused(&long, message);
}
