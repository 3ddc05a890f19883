//! Which examples there are, what they are called, and in which order they stand.

use super::{AT, EXAMPLE, Files, REQUEST, read};

#[track_caller]
fn check_items(files: Files<'_>, name: &str, examples: &[(&str, &str)]) {
    for files in [files.to_vec(), files.iter().rev().copied().collect()] {
        let read = read(&files);
        assert_eq!(read.value.name, name);
        let found: Vec<_> =
            read.value.examples.iter().map(|it| (it.item.as_str(), it.name.as_str())).collect();
        assert_eq!(found, examples);
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn rule_1_1_examples_at_any_depth() {
    let files = [
        (".resources/definition.yaml", "$kind: collection\nname: Books\n"),
        ("List.request.yaml", REQUEST),
        (AT, EXAMPLE),
        ("Old [1]/é {x}/.resources/definition.yml", "name: Accents\n"),
        ("Old [1]/é {x}/List.request.yml", REQUEST),
        ("Old [1]/é {x}/.resources/List.resources/examples/200 – OK.example.yaml", EXAMPLE),
        ("README.md", "# not: ours"),
        ("Old [1]/é {x}/List.params.yaml", "]"),
    ];
    let examples = [("List", "One"), ("Old [1] / Accents / List", "200 – OK")];
    check_items(&files, "Books", &examples);
}

#[test]
fn names_win_over_the_names_of_files() {
    let request = format!("{REQUEST}name: 'List: all'\n");
    let saved = format!("{EXAMPLE}name: \"200/OK\"\nid: a\n");
    check_items(&[("List.request.yaml", &request), (AT, &saved)], "", &[("List: all", "200/OK")]);
}

#[test]
fn sorted_by_order_then_by_name() {
    let order = |order: &str| format!("{REQUEST}order: {order}\n");
    let files = [
        ("a.request.yaml", &order("123456789012345678901234567890")),
        ("b.request.yaml", &order("-1.5")),
        ("c.request.yaml", &order("'2000'")),
        ("d/.resources/definition.yaml", &"order: 1000\n".to_owned()),
        ("d/e.request.yaml", &REQUEST.to_owned()),
        ("f.request.yaml", &REQUEST.to_owned()),
        ("g.request.yaml", &order("first")),
        ("h.request.yaml", &order("1000")),
    ];
    let files = files.map(|(path, text)| (path, text.as_str()));
    let read = read(&files);
    let items: Vec<_> = read.value.endpoints.iter().map(|endpoint| endpoint.item.as_str()).collect();
    assert_eq!(items, ["b", "d / e", "h", "c", "a", "f", "g"]);
}

#[test]
fn examples_are_sorted_too() {
    let at = |name: &str| format!(".resources/List.resources/examples/{name}.example.yaml");
    let (a, b, c) = (at("a"), at("b"), at("c"));
    let (second, first) = (format!("{EXAMPLE}order: 20\n"), format!("{EXAMPLE}order: 3\n"));
    let files = [("List.request.yaml", REQUEST), (&a, EXAMPLE), (&b, &second), (&c, &first)];
    check_items(&files, "", &[("List", "c"), ("List", "b"), ("List", "a")]);
}

#[test]
fn a_request_says_where_its_examples_are() {
    let request = format!("{REQUEST}examples: ./saved/List\n");
    let saved = ("Books/saved/List/One.example.yaml", EXAMPLE);
    let default = ("Books/.resources/List.resources/examples/Two.example.yaml", EXAMPLE);
    check_items(&[("Books/List.request.yaml", &request), saved], "", &[("Books / List", "One")]);
    check_items(&[("Books/List.request.yaml", &request), default], "", &[("Books / List", "Two")]);
    let named = format!("{REQUEST}examples: ./.resources/List.resources/examples\n");
    check_items(&[("List.request.yaml", &named), (AT, EXAMPLE)], "", &[("List", "One")]);
}
