//! Which texts have slots, and that equal seeds give equal answers.

use std::collections::BTreeSet;

use super::request::{draw, sent};
use super::{compiled, filled};
use crate::collection::Algorithm;
use crate::template::{Addresses, Escape, Template, TooLong, Vocabulary};

/// The names that stay, and whether there is a slot at all.
#[track_caller]
fn check(text: &str, unfilled: &[&str], has_slot: bool) {
    let captures = ["id"];
    let addresses = Addresses::default();
    let words = Vocabulary { captures: &captures, algorithm: Algorithm::Extended, addresses: &addresses };
    assert_eq!(Template::unfilled(text, &words).collect::<Vec<_>>(), unfilled, "{text}");
    assert_eq!(compiled(text, Escape::None, &captures).is_some(), has_slot, "{text}");
}

#[test]
fn a_text_without_a_slot_is_no_template() {
    check("", &[], false);
    check("plain { } {{ }} {{}}", &[" "], false);
    check("{{unknown}} {{$unknown}} {{$headers}}", &["unknown", "$unknown", "$headers"], false);
    check("{{id}}", &[], true);
    check("{{$guid}} {{other}} {{$body}} {{$body 'a'}} {{$queryParams 'q'", &["other"], true);
}

#[test]
fn rule_4_what_is_no_slot_stays_beside_those_that_are() {
    let sent = sent("/").captured("id", "7");
    super::check(&sent, "{{{id}}} {{other}}{{id}}{{{{id}}}}é{{", "{7} {{other}}7{{7}}é{{");
    super::check(&sent, "{{id}}", "7");
}

#[test]
fn a_value_is_never_evaluated_again() {
    let sent =
        sent("/?q={{$guid}}").captured("id", "{{name}}").captured("name", "{{id}}").captured("open", "{{");
    super::check(&sent, "{{id}} {{$queryParams 'q'}}", "{{name}} {{$guid}}");
    super::check(&sent, "{{open}}id}}", "{{id}}");
}

#[test]
fn equal_seeds_give_equal_answers_and_others_do_not() {
    let text = "{{$guid}} {{$guid}} {{$randomFullName}} {{$randomLoremText}}";
    let template = compiled(text, Escape::None, &[]).unwrap();
    let fill = |draw| {
        let mut filled = Vec::new();
        sent("/").ask(|inputs| filled = template.fill(inputs, &draw, usize::MAX).unwrap());
        String::from_utf8(filled).unwrap()
    };
    assert_eq!(fill(draw(1)), fill(draw(1)));
    let answers =
        (0..100).flat_map(|seed| [fill(draw(seed)), fill(draw(seed).part(0)), fill(draw(seed).part(1))]);
    let guids: BTreeSet<String> =
        answers.flat_map(|answer| answer.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>()).collect();
    assert_eq!(guids.len(), 600);
}

/// What was promised for a seed is kept by later versions.
#[test]
fn a_seed_means_the_same_answer_forever() {
    let text =
        "{{$guid}} {{$randomInt}} {{$randomPrice}} {{$randomDateFuture}} {{$timestamp}} {{$isoTimestamp}}";
    insta::assert_snapshot!(filled(text, Escape::None, &sent("/")), @"5e41ab08-7439-4f18-82e5-c7061b1b9332 652 324.75 Wed Dec 16 1970 12:00:29 GMT+0000 (Coordinated Universal Time) 0 1970-01-01T00:00:00.000Z");
}

#[test]
fn a_text_is_no_longer_than_it_may_be() {
    for (text, longest) in
        [("a{{$timestamp}}", 2), ("{{$timestamp}}bc", 3), ("{{$timestamp}}{{$timestamp}}", 2)]
    {
        let template = compiled(text, Escape::None, &[]).unwrap();
        sent("/").ask(|inputs| {
            let length = |most| template.fill(inputs, &draw(1), most).map(|filled| filled.len());
            assert_eq!((length(longest), length(longest - 1)), (Ok(longest), Err(TooLong)), "{text}");
        });
    }
}
