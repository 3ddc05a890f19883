//! Pages that lead on (matching.md 8.12).

use serde_json::json;

use super::{answering, check, check_by, example};
use crate::collection::Algorithm;

#[test]
fn rule_8_12_pages_without_a_last_one() {
    let page = |name: &str, body: &str| example(name, &format!("/a?p={name}"), body);
    let told = |place: &str| {
        format!(
            "hint: all / 1: `{place}` of its answer leads to a next page, and no example of its request is the last one"
        )
    };
    let next = r#"{"paging": {"next": {"after": "x"}}}"#;
    check("one page", &[page("1", next)], &[&told("paging.next.after")]);
    check("two that lead to each other", &[page("1", next), page("2", next)], &[&told("paging.next.after")]);
    check("a last one", &[page("1", next), page("2", r#"{"paging": {}}"#)], &[]);
    check("a cursor", &[page("1", r#"{"pageInfo": {"endCursor": "x"}}"#)], &[&told("pageInfo.endCursor")]);
    for (row, body) in [
        ("none", r#"{"next": null}"#),
        ("an empty one", r#"{"next_token": ""}"#),
        ("number zero", r#"{"next_page": 0}"#),
        ("no more", r#"{"pageInfo": {"hasNextPage": false, "endCursor": "x"}}"#),
        ("no more of some", r#"{"has_more": false, "cursor": "x"}"#),
        ("a token", r#"{"access_token": "x"}"#),
        ("the one before", r#"{"previous": "x"}"#),
        ("a link to the one before", r#"{"links": [{"rel": "prev", "href": "/a"}]}"#),
        ("a date", r#"{"nextRun": "x"}"#),
        ("a cursor of each element", r#"{"edges": [{"cursor": "x"}]}"#),
        ("XML of the last one", "<r><IsTruncated>false</IsTruncated><NextMarker>x</NextMarker></r>"),
        ("XML without any", "<r><NextMarker/><a rel='prev' href='/a'/></r>"),
        ("a page of HTML", "<html><a rel='next' href='/a'>next</a></html>"),
    ] {
        check(row, &[answering("x-a", "b", body)], &[]);
    }
}

#[test]
fn rule_8_12_every_form_in_which_a_page_leads_on() {
    let told = |by: &str| {
        format!(
            "hint: all / e: {by} of its answer leads to a next page, and no example of its request is the last one"
        )
    };
    for (body, place) in [
        (r#"{"next_page": 2}"#, "next_page"),
        (r#"{"meta": {"nextOffset": 100}}"#, "meta.nextOffset"),
        (r#"{"next": "https://x.test/a?cursor=abc"}"#, "next"),
        (r#"{"@odata.nextLink": "https://x.test/a?$skip=2"}"#, "@odata.nextLink"),
        (r#"{"nextRecordsUrl": "/query/2"}"#, "nextRecordsUrl"),
        (r#"{"links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]}"#, "links[].href"),
        (r#"{"link": [{"relation": "next", "url": "/b"}]}"#, "link[].url"),
        (r#"{"_links": {"next": {"href": "/b"}}}"#, "_links.next.href"),
        (r#"{"data": [], "has_more": true}"#, "has_more"),
        (r#"{"cursor": "x"}"#, "cursor"),
        ("<r><IsTruncated>true</IsTruncated></r>", "r/IsTruncated"),
        ("<r><NextContinuationToken>x</NextContinuationToken></r>", "r/NextContinuationToken"),
        ("<r xmlns='urn:x'><paging><next><after>x</after></next></paging></r>", "r/paging/next/after"),
        ("<feed><link rel='self' href='/a'/><link rel='next' href='/b'/></feed>", "feed/link"),
    ] {
        check(place, &[answering("x-a", "b", body)], &[&told(&format!("`{place}`"))]);
    }
    for (name, value) in [
        ("Link", "<https://x.test/a?p=2>; rel=\"next\""),
        ("link", "</a?p=1>; rel=prev, </a?p=2,3>; title=\"a, b\"; rel = next , </a?p=9>; rel=\"last\""),
        ("Link", "</a>; REL=\"last Next\""),
        ("X-Next-Page", "2"),
    ] {
        check(value, &[answering(name, value, "[]")], &[&told(&format!("the header `{name}`"))]);
    }
    for (name, value) in
        [("Link", "</next>; rel=\"last\""), ("X-Next-Page", ""), ("Link", "</a>; title=next")]
    {
        check(value, &[answering(name, value, "[]")], &[]);
    }
}

#[test]
fn rule_8_12_pages_that_lead_back() {
    let told = |name: &str, by: &str, again: &str| {
        format!(
            "hint: all / {name}: {by} of its answer leads to a next page, and whoever asks for that gets {again} again"
        )
    };
    let last = || example("last", "/a?page=9", "{}");
    let itself = |row: &str, url: &str, body: &str, place: &str| {
        let pages = [example("1", url, body), last()];
        check(row, &pages, &[&told("1", &format!("`{place}`"), "it")]);
    };
    itself("a number", "/a?page=1", r#"{"next_page": 2}"#, "next_page");
    itself("a number that is called next", "/a?page=1", r#"{"next": 2}"#, "next");
    itself("an address", "/a?page=1", r#"{"next": "/a?page=2"}"#, "next");
    itself("a query", "/a?page=1", r#"{"next": "?page=2"}"#, "next");
    itself(
        "an address of its own host",
        "http://x.test/a?page=1",
        r#"{"next": "http://x.test/a?page=2"}"#,
        "next",
    );
    let xml = r#"<feed><link rel="next" href="/a?page=2"/></feed>"#;
    let mut feed = example("1", "/a?page=1", xml);
    feed["header"] = json!([{"key": "content-type", "value": "application/xml"}]);
    check("XML", &[feed, last()], &[&told("1", "`feed/link`", "it")]);
    let mut linked = example("1", "/a?page=1", "[]");
    linked["header"] = json!([{"key": "Link", "value": "</a?page=2>; rel=\"next\""}]);
    check("a header", &[linked, last()], &[&told("1", "the header `Link`", "it")]);
    let page = |number: u8, next: u8| {
        example(&number.to_string(), &format!("/a?page={number}"), &format!(r#"{{"next_page": {next}}}"#))
    };
    check("round", &[page(1, 2), page(2, 1), last()], &[&told("2", "`next_page`", "`all / 1`")]);
    check("to its end", &[page(1, 2), page(2, 9), last()], &[]);
    let first = example("1", "/a", r#"{"next_page": 2}"#);
    check("to one that fits better", &[first, last()], &[]);
    let cursor = example("1", "/a", r#"{"next_cursor": "x"}"#);
    check("a value, before which a page gives way", &[cursor, example("last", "/a", "{}")], &[]);
    let away = example("1", "http://x.test/a?page=1", r#"{"next": "http://y.test/a?page=2"}"#);
    check("to another host", &[away, last()], &[]);
    let elsewhere = example("1", "/a?page=1", r#"{"next": "/b?page=2"}"#);
    check("to what nothing answers", &[elsewhere, last()], &[]);
    let unknown = example("1", "/a?page=1", r#"{"has_more": true}"#);
    check("in a way that is not known", &[unknown, last()], &[]);
}

#[test]
fn rule_8_12_what_answers_instead_of_a_page_is_left_alone() {
    let [leads, ends] = [r#"{"paging": {"next": {"after": "x"}}}"#, r#"{"paging": {}}"#];
    let pages = |url: &str, first: &str, last: &str| [example("1", url, first), example("2", url, last)];
    let expected =
        ["hint: all / 2: it never answers: no request tells it from `all / 1`, which stands before it"];
    check("a page by the name of its way on", &pages("/a", leads, ends), &[]);
    check("none leads on", &pages("/a", ends, ends), &expected);
    let back = "hint: all / 1: `paging.next.after` of its answer leads to a next page, and whoever asks for that gets it again";
    check_by(Algorithm::Postman, "by Postman's rules", &pages("/a", leads, ends), &[back, expected[0]]);
    let [one, two] = [r#"{"data": [{"id": "x"}]}"#, r#"{"data": [{"id": "y"}]}"#];
    check("by the name of a parameter", &pages("/a?starting_after", one, two), &[]);
    check("by no name of pages", &pages("/a", one, two), &expected);
    check("one that leads to the same", &pages("/a?page=1", one, one), &expected);
    let mut asking = pages("/a", one, two);
    for example in &mut asking {
        example["originalRequest"]["method"] = json!("POST");
        example["originalRequest"]["body"] = json!({"mode": "raw", "raw": r#"{"page": {"size": 1}}"#});
    }
    check("by a field of the body", &asking, &[]);
}
