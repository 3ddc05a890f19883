//! Rule 1.6, as far as it speaks of values.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Scope, Variables};

type Pairs<'p> = &'p [(&'p str, &'p str)];

fn variables(pairs: Pairs<'_>) -> Variables {
    pairs.iter().copied().collect()
}

#[track_caller]
fn check(pairs: Pairs<'_>, text: &str, expected: &str, notices: usize) {
    let environment = variables(pairs);
    let mut scope = Scope::new(&environment, Variables::default(), text.len());
    assert_eq!(scope.fill(Cow::Borrowed(text)), expected, "{text}");
    assert_eq!(scope.take_notices().count(), notices, "{text}");
}

#[test]
fn rule_1_6_values_are_filled_in() {
    check(&[("a", "1")], "", "", 0);
    check(&[("a", "1")], "x{{a}}y{{a}}{{b}}", "x1y1{{b}}", 0);
    check(&[("a", "")], "x{{a}}y", "xy", 0);
    check(&[("a", "1")], "{{ a }}{{A}}", "{{ a }}{{A}}", 0);
    check(&[("a", "1")], "{{{a}}}", "{1}", 0);
}

#[test]
fn rule_1_6_a_value_may_refer_to_others() {
    check(&[("a", "<{{b}}>"), ("b", "{{c}}{{c}}"), ("c", "1")], "{{a}}", "<11>", 0);
    check(&[("a", "{{missing}}")], "{{a}}", "{{missing}}", 0);
}

#[test]
fn rule_1_6_a_name_that_leads_back_stays_as_written() {
    check(&[("a", "{{a}}")], "x{{a}}", "x{{a}}", 1);
    check(&[("a", "b{{b}}"), ("b", "a{{a}}")], "{{a}}{{b}}", "{{a}}{{b}}", 2);
    check(&[("a", "<{{b}}>"), ("b", "{{b}}")], "{{a}}", "<{{b}}>", 1);
}

#[test]
fn rule_1_6_at_most_20_rounds() {
    let chain = |length: usize| -> Variables {
        let next = |at| if at == length { "end".to_owned() } else { format!("{{{{v{}}}}}", at + 1) };
        (1..=length).map(|at| (format!("v{at}"), next(at))).collect()
    };
    for (length, expected, notices) in [(20, "end", 0), (21, "{{v21}}", 1), (100, "{{v21}}", 1)] {
        let environment = chain(length);
        let mut scope = Scope::new(&environment, Variables::default(), 0);
        assert_eq!(scope.fill(Cow::Borrowed("{{v1}}")), expected, "{length}");
        assert_eq!(scope.take_notices().count(), notices, "{length}");
    }
}

#[test]
fn rule_1_6_environment_then_collection_then_the_nearer_folder() {
    let environment = variables(&[("a", "environment")]);
    let collection = variables(&[("a", "collection"), ("b", "collection")]);
    let mut scope = Scope::new(&environment, collection, 0);
    scope.enter(variables(&[("a", "outer"), ("b", "outer"), ("c", "outer"), ("d", "outer"), ("e", "{{d}}")]));
    scope.enter(variables(&[("a", "inner"), ("b", "inner"), ("c", "inner"), ("d", "inner")]));
    let text = "{{a}} {{b}} {{c}} {{e}}";
    assert_eq!(scope.fill(text.into()), "environment collection inner inner");
    scope.leave();
    assert_eq!(scope.fill(text.into()), "environment collection outer outer");
    scope.leave();
    assert_eq!(scope.fill(text.into()), "environment collection {{c}} {{e}}");
}

#[test]
fn rule_1_6_blank_names_count_as_unresolved_also_within_values() {
    let environment = variables(&[("a", ""), ("b", "<{{a}}>"), ("c", "{{a}}")]);
    let mut scope = Scope::new(&environment, Variables::default(), 0);
    assert_eq!(scope.fill("{{a}}{{b}}".into()), "<>");
    assert!(scope.is_without_value("a") && scope.is_without_value("c") && !scope.is_without_value("b"));
    assert!(!scope.is_without_value("missing"));
    scope.set_blank(BTreeSet::from(["a".to_owned()]));
    assert_eq!(scope.fill("{{a}}{{b}}".into()), "{{a}}<{{a}}>");
    scope.set_blank(BTreeSet::new());
    assert_eq!(scope.fill("{{a}}{{b}}".into()), "<>");
}

#[test]
fn values_that_double_are_bounded() {
    let double = |at: usize| (format!("v{at}"), format!("{0}{0}", format_args!("{{{{v{}}}}}", at + 1)));
    let environment: Variables = (0..15).map(double).chain([("v15".to_owned(), "x".repeat(1000))]).collect();
    let mut scope = Scope::new(&environment, Variables::default(), 0);
    assert!(scope.fill("{{v0}}".into()).len() < 3 << 20);
    assert!(scope.take_notices().any(|(message, _)| message.contains("more than 1 MiB")));
    let empty: Variables = (0..19).map(double).chain([("v19".to_owned(), String::new())]).collect();
    let mut scope = Scope::new(&empty, Variables::default(), 0);
    assert_eq!(scope.fill("{{v0}}".into()), "");
}

#[test]
fn all_of_a_file_is_bounded() {
    let environment = variables(&[]);
    let collection = [("big", "x".repeat(1 << 20))].into_iter().collect();
    let mut scope = Scope::new(&environment, collection, 0);
    let filled: usize = (0..100).map(|_| scope.fill("{{big}}".into()).len()).sum();
    assert!(filled < 65 << 20, "{filled}");
    assert!(scope.take_notices().any(|(message, _)| message.contains("to this file")));
    assert!(!scope.spend(1 << 30) && scope.spend(0));
}

#[track_caller]
fn check_json(text: &str, expected: &str) {
    let environment = variables(&[("q", "say \"hi\"\n"), ("n", "[1]")]);
    let mut scope = Scope::new(&environment, Variables::default(), 0);
    assert_eq!(scope.fill_json(text), expected);
}

#[test]
fn in_a_string_of_json_a_value_is_escaped() {
    check_json(r#"{"a": "{{q}}"}"#, r#"{"a": "say \"hi\"\n"}"#);
    check_json(r#"{"a": {{n}}, "{{n}}": 1}"#, r#"{"a": [1], "[1]": 1}"#);
    check_json(r#"["\"{{q}}", {{q}}]"#, "[\"\\\"say \\\"hi\\\"\\n\", say \"hi\"\n]");
    check_json(r#"["{{x"y}}{{q}}"]"#, "[\"{{x\"y}}say \"hi\"\n\"]");
}
