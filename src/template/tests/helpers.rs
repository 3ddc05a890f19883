//! What each form of a helper stands for.

use super::check;
use super::request::{Sent, sent};

#[test]
fn rule_1_a_capture_comes_first_and_by_its_whole_name() {
    let sent = sent("/books/7").captured("id", "7").captured(" a b ", "8");
    check(&sent, "<{{id}}{{id}}>", "<77>");
    check(&sent, "{{ a b }}", "8");
    check(&sent, "{{ id }}{{ID}}{{i}}", "{{ id }}{{ID}}{{i}}");
}

#[test]
fn rule_1_a_name_with_a_dollar_is_never_a_capture() {
    let sent = sent("/a").captured("$x", "1").captured("$timestamp", "2");
    check(&sent, "{{$x}} {{$timestamp}}", "{{$x}} 0");
}

#[test]
fn rule_1_a_wildcard_that_captured_nothing_stays_as_it_stands() {
    let template = super::compiled("a{{id}}b{{$timestamp}}", super::Escape::None, &["id"]).unwrap();
    sent("/").ask(|inputs| {
        assert_eq!(template.fill(inputs, &super::draw(1), usize::MAX).unwrap(), b"a{{id}}b0");
    });
}

#[test]
fn rule_2_query_params_by_key_decoded_the_first_counts() {
    let sent = sent("/?q=a+b%26c&q=2&empty=&Q=3");
    check(&sent, "{{$queryParams 'q'}}", "a b&c");
    check(&sent, "{{$queryParams 'Q' 'd'}}", "3");
    check(&sent, "{{$queryParams 'empty' 'd'}}", "");
    check(&sent, "<{{$queryParams 'none'}}>", "<>");
    check(&sent, "{{$queryParams 'none' 'a \"default\"'}}", "a \"default\"");
}

#[test]
fn rule_2_headers_by_name_ignoring_case_the_first_counts() {
    let sent = sent("/").header("x-a", b"1").header("x-a", b"2").header("x-b", b"caf\xc3\xa9 \xff");
    check(&sent, "{{$headers 'X-A'}}{{$headers 'x-a' 'd'}}", "11");
    check(&sent, "{{$headers 'x-b'}}", "café \u{fffd}");
    check(&sent, "<{{$headers 'x-none'}}>{{$headers 'x-none' 'd'}}", "<>d");
    check(&sent, "{{$headers 'no header name' 'd'}}", "d");
}

#[test]
fn rule_2_path_segments_from_0_decoded() {
    let deep = sent("/a%2Fb/Caf%C3%A9//d/");
    check(&deep, "{{$pathSegments '0'}} {{$pathSegments '1'}} {{$pathSegments '3'}}", "a/b Café d");
    check(&deep, "<{{$pathSegments '2' 'd'}}>", "<>");
    check(&deep, "<{{$pathSegments '4'}}>{{$pathSegments '4' 'd'}}{{$pathSegments '99' 'd'}}", "<>dd");
    check(&sent("/"), "{{$pathSegments '0' 'd'}}", "d");
    check(
        &deep,
        "{{$pathSegments '99999999999999999999999'}}",
        "{{$pathSegments '99999999999999999999999'}}",
    );
}

#[test]
fn rule_2_a_helper_without_what_it_needs_stays_as_it_stands() {
    for text in [
        "{{$queryParams}}",
        "{{$headers}}",
        "{{$pathSegments}}",
        "{{$pathSegments 'one'}}",
        "{{$pathSegments '-1'}}",
        "{{$pathSegments ''}}",
        "{{$queryParams q}}",
        "{{$queryParams \"q\"}}",
        "{{$queryParams 'q}}",
        "{{$queryParams'q'}}",
        "{{$queryParams 'q' 'd' 'e'}}",
        "{{$queryParams 'q''d'}}",
        "{{$queryParams 'q' d}}",
        "{{$queryparams 'q'}}",
        "{{ $queryParams 'q'}}",
        "{{$cookies 'q'}}",
        "{{$guid 'q'}}",
        "{{$body q}}",
    ] {
        check(&sent("/?q=1"), text, text);
    }
}

#[test]
fn rule_2_white_space_between_and_behind_is_free() {
    check(&sent("/?q=1"), "{{$queryParams \t'q'  'd' }}{{$queryParams\n'q' }}", "11");
}

#[test]
fn rule_2_the_whole_body_as_sent() {
    let text = "{ \"a\" : 1.10 }\r\n";
    check(&sent("/").body("application/json", text), "<{{$body}}{{$body }}>", &format!("<{text}{text}>"));
    check(&sent("/").body("text/plain", b"a\xff"), "{{$body}}", "a\u{fffd}");
    check(&sent("/"), "<{{$body}}>", "<>");
}

fn json() -> Sent {
    let body = r#" {
        "text": "say \"hi\"\né 😀", "number": 1.10, "big": 12345678901234567890123, "exponent": 1E+2,
        "yes": true, "no": false, "null": null, "empty": "",
        "object": { "z": 1, "a": [ 1, 2.50, "x  y\"" ], "e\u0041": {} },
        "array": [ "zero", { "deep": [[ 7 ]] } ],
        "a.b": "dotted", "0": "zero", "key": "first", "key": "second", "esc\u0061ped": "key"
    } "#;
    sent("/").body("application/json", body)
}

#[test]
fn rule_2_a_property_of_json_as_spelled() {
    let json = json();
    check(&json, "{{$body 'text'}}", "say \"hi\"\né 😀");
    check(&json, "{{$body 'number'}} {{$body 'exponent'}}", "1.10 1E+2");
    check(&json, "{{$body 'big'}}", "12345678901234567890123");
    check(&json, "{{$body 'yes'}} {{$body 'no'}} {{$body 'null' 'd'}}", "true false null");
    check(&json, "<{{$body 'empty' 'd'}}>", "<>");
    check(&json, "{{$body 'object'}}", r#"{"z":1,"a":[1,2.50,"x  y\""],"e\u0041":{}}"#);
    check(&json, "{{$body 'array'}}", r#"["zero",{"deep":[[7]]}]"#);
}

#[test]
fn rule_2_the_way_to_a_property() {
    let json = json();
    check(&json, "{{$body 'array.0'}} {{$body 'array.1.deep.0.0'}}", "zero 7");
    check(
        &json,
        r"{{$body 'a\.b'}} {{$body '0'}} {{$body 'escaped'}} {{$body 'object.eA'}}",
        "dotted zero key {}",
    );
    check(&json, "{{$body 'key'}}", "first");
}

#[test]
fn rule_2_a_missing_property_is_its_default_or_nothing() {
    let json = json();
    for path in
        ["none", "a.b", "text.0", "array.2", "array.-1", "array.one", "array.", "object.a.3", "number.x", ""]
    {
        check(&json, &format!("<{{{{$body '{path}'}}}}{{{{$body '{path}' 'd'}}}}>"), "<d>");
    }
}

#[test]
fn rule_2_json_whatever_the_content_type() {
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/vnd.a+json"] {
        check(&sent("/").body(content_type, r#"[{"a":"1"}]"#), "{{$body '0.a'}}", "1");
    }
}

#[test]
fn rule_2_json_of_any_depth() {
    let depth = 200_000;
    let body = format!("{}7{}", "[".repeat(depth), "]".repeat(depth));
    let deep = sent("/").body("application/json", &body);
    check(&deep, "{{$body '0.x' 'd'}}", "d");
    check(&deep, "{{$body '0'}}", &body[1..body.len() - 1]);
}

#[test]
fn rule_2_what_is_not_json_has_no_properties() {
    for body in ["", "text", r#"{"a":1"#, r#"{"a":1}}"#, "\"a\"", "1", "null", "[\u{fffd}"] {
        check(&sent("/").body("application/json", body), "{{$body 'a' 'd'}}", "d");
    }
    check(&sent("/").body("application/json", b"{\"a\":\"\xff\"}"), "{{$body 'a' 'd'}}", "d");
}

#[test]
fn rule_2_a_property_of_an_urlencoded_body() {
    let form = sent("/").body("application/x-www-form-urlencoded; charset=utf-8", "a=1+%26&a=2&b.c=3&d");
    check(&form, r"{{$body 'a'}} {{$body 'b\.c'}} <{{$body 'd' 'x'}}>", "1 & 3 <>");
    check(&form, "{{$body 'b.c' 'd'}}{{$body 'a.0' 'd'}}{{$body 'none' 'd'}}", "ddd");
}

#[test]
fn rule_2_a_property_of_a_form_data_body() {
    let part = |name: &str, more: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
    };
    let body = [
        part("z", "", "1"),
        part("a", "", "two\r\nlines"),
        part("a", "", "second"),
        part("file", "; filename=\"f.txt\"", "content"),
        "--b--\r\n".to_owned(),
    ];
    let form = sent("/").body("multipart/form-data; boundary=b", body.concat());
    check(&form, "{{$body 'z'}} {{$body 'a'}} {{$body 'file' 'd'}}", "1 two\r\nlines d");
    check(&sent("/").body("multipart/form-data; boundary=b", "--b"), "{{$body 'a' 'd'}}", "d");
    check(&sent("/").body("multipart/form-data", "--b"), "{{$body 'a' 'd'}}", "d");
}
