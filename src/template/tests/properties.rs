//! What holds for every value and every text.

use http::HeaderValue;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::request::{Sent, sent};
use super::{compiled, filled};
use crate::template::Escape;

/// Text that tries to get out: quotes, backslashes, braces, controls, references.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\"",
            "\\",
            "\r\n",
            "\0",
            "{{$guid}}",
            "{{name}}",
            "{{",
            "}}",
            "\\u",
            "'",
            "\",\"x\":\"",
            "\u{2028}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A request with the value in each place that a template can reach.
fn everywhere(value: &str) -> Sent {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", value).finish();
    let segment: String =
        form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20");
    let header: Vec<u8> = value.bytes().filter(|byte| *byte >= b' ' && *byte != 0x7f).collect();
    sent(&format!("/{segment}/end?{query}"))
        .captured("name", value)
        .header("x-value", &header)
        .body("application/json", json!({ "a": value }).to_string())
}

const PLACES: [&str; 6] = [
    "{{name}}",
    "{{$queryParams 'q'}}",
    "{{$headers 'x-value'}}",
    "{{$pathSegments '0'}}",
    "{{$body 'a'}}",
    "{{$body}}",
];

proptest! {
    #[test]
    fn in_a_string_of_json_no_value_changes_the_structure(value in hostile()) {
        let sent = everywhere(&value);
        for place in PLACES {
            let text = format!(r#"{{"a": "<{place}>", "{place}": [1, "\\{place}\"", "\{place}"], "z": null}}"#);
            let read: Value = serde_json::from_str(&filled(&text, Escape::Json, &sent)).unwrap();
            let plain = filled(place, Escape::None, &sent);
            let expected = json!({
                "a": format!("<{plain}>"),
                plain.clone(): [json!(1), json!(format!("\\{plain}\"")), json!(format!("\\{plain}"))],
                "z": null,
            });
            // A value may happen to be one of the other keys.
            if plain != "a" && plain != "z" {
                prop_assert_eq!(read, expected);
            }
        }
    }

    #[test]
    fn in_a_header_no_value_breaks_out(value in hostile()) {
        let sent = everywhere(&value);
        for place in PLACES {
            let header = filled(&format!("a={place}; b"), Escape::Header, &sent);
            prop_assert!(!header.contains(['\r', '\n', '\0']), "{}", header);
            prop_assert!(HeaderValue::from_bytes(header.as_bytes()).is_ok());
        }
    }

    #[test]
    fn no_value_is_evaluated(value in hostile()) {
        let sent = everywhere(&value).captured("guid", "EVALUATED");
        prop_assert_eq!(filled("{{name}}", Escape::None, &sent), value.clone());
        prop_assert_eq!(filled("{{$queryParams 'q'}}", Escape::None, &sent), value.clone());
        prop_assert_eq!(filled("{{$body 'a'}}", Escape::None, &sent), value.clone());
    }

    #[test]
    fn any_text_compiles_and_fills(
        text in prop::collection::vec(prop_oneof![
            hostile(),
            "\\{\\{\\$(body|headers|queryParams|pathSegments|guid)[ '\\\\.a0]{0,8}\\}\\}",
            prop::sample::select(PLACES.to_vec()).prop_map(str::to_owned),
        ], 0..6),
        body in any::<Vec<u8>>(),
    ) {
        let (text, sent) = (text.concat(), sent("/a?b=c").captured("name", "x").body("application/json", body));
        for escape in [Escape::None, Escape::Header, Escape::Json] {
            if compiled(&text, escape, &sent.names()).is_some() {
                filled(&text, escape, &sent);
            }
        }
    }

    #[test]
    fn text_without_braces_has_no_slot(text in "[^{}]*") {
        prop_assert!(compiled(&text, Escape::Json, &["a"]).is_none());
    }

    #[test]
    fn any_json_is_reached_and_spelled_again(key in "[a-z]{1,3}", value in hostile(), number in any::<f64>()) {
        let body = json!({ "list": [number, { key.clone(): value }] });
        let sent = sent("/").body("", serde_json::to_string_pretty(&body).unwrap());
        prop_assert_eq!(filled("{{$body 'list'}}", Escape::None, &sent), body["list"].to_string());
        prop_assert_eq!(filled("{{$body 'list.0'}}", Escape::None, &sent), body["list"][0].to_string());
        prop_assert_eq!(filled(&format!("{{{{$body 'list.1.{key}'}}}}"), Escape::None, &sent), value);
    }
}
