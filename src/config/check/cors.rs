//! `cors`, of the server and of mocks.

use crate::config::Invalid;
use crate::config::raw::Value;
use crate::config::scalar::Form;
use crate::mock::{InvalidOrigin, OriginPattern, Readers};

const WORD: Form<Readers> =
    Form { what: "a way to share answers", example: "\"reflect\"", parse: parse_word };
const ORIGIN: Form<OriginPattern> =
    Form { what: "an origin", example: "\"https://*.example.com\"", parse: parse_origin };

/// `"reflect"`, `"*"`, `"off"`, or a list of origins.
pub(super) fn readers(value: &Value<'_>) -> Option<Readers> {
    if !value.is_list() {
        return value.read(&WORD);
    }
    let list = value.list()?;
    Some(Readers::Listed(list.iter().filter_map(|origin| origin.read(&ORIGIN)).collect()))
}

fn parse_word(text: &str) -> Result<Readers, Invalid> {
    match text {
        "reflect" => Ok(Readers::Reflect),
        "*" => Ok(Readers::Any),
        "off" => Ok(Readers::Off),
        _ => Err(Invalid::new(format!("`{text}` does not say which pages may read answers")).hint(
            "write `reflect`, `*`, `off`, or a list of origins such as `[\"https://app.example.com\"]`",
        )),
    }
}

fn parse_origin(text: &str) -> Result<OriginPattern, Invalid> {
    text.parse().map_err(|InvalidOrigin| {
        Invalid::new(format!("`{text}` is not an origin"))
            .hint("write scheme and host, and a port where it is needed, as in `https://*.example.com`")
    })
}
