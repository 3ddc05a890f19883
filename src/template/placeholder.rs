//! Values for the placeholders of generated collections (matching.md 8.8).

use std::fmt::{self, Write};

use super::draw::Dice;
use super::dynamic;
use super::inputs::Inputs;
use crate::collection::Placeholder;
use jiff::Timestamp;

/// A placeholder in its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypedSlot {
    kind: Placeholder,
    text: TextKind,
    /// The wildcard that is called as the place is.
    capture: Option<Box<str>>,
}

/// What a `<string>` becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Word,
    Digits,
}

impl TypedSlot {
    /// A placeholder where the nearest name is `name`.
    pub(super) fn new(kind: Placeholder, name: &str, captures: &[&str]) -> Self {
        let capture = captures.contains(&name).then(|| name.into());
        Self { kind, text: TextKind::of(name), capture }
    }

    /// What the wildcard of its name captured, where that is of its type.
    pub(super) fn captured<'v>(&self, inputs: &Inputs<'v>) -> Option<&'v str> {
        let value = inputs.capture(self.capture.as_deref()?)?;
        fits(self.kind, value).then_some(value)
    }

    /// A new value.
    pub(super) fn write(
        &self,
        inputs: &Inputs<'_>,
        now: Timestamp,
        dice: &mut Dice,
        out: &mut String,
    ) -> fmt::Result {
        match self.kind {
            Placeholder::Integer => write!(out, "{}", dice.between(1, 1000)),
            Placeholder::Number => write!(out, "{}.{:02}", dice.between(1, 999), dice.below(100)),
            Placeholder::Boolean => write!(out, "{}", dice.flip()),
            Placeholder::String if self.text == TextKind::Digits => {
                write!(out, "{}", dice.between(1, 999_999))
            }
            Placeholder::String | Placeholder::Binary => out.write_str(dynamic::noun(dice)),
            Placeholder::DateTime => write!(out, "{now:.3}"),
            Placeholder::Date => write!(out, "{}", now.strftime("%Y-%m-%d")),
            Placeholder::Uuid => dynamic::uuid(dice, out),
            Placeholder::Uri => {
                match inputs.origin() {
                    Some(origin) => write!(out, "{origin}")?,
                    None => out.write_str("http://localhost")?,
                }
                write!(out, "/{}", dynamic::noun(dice))
            }
            Placeholder::Email => write!(out, "{}@example.com", dynamic::noun(dice)),
            Placeholder::Byte => {
                let bytes: [u8; 6] = [0; 6].map(|_: u8| dice.below(256).try_into().unwrap_or_default());
                out.write_str(&data_encoding::BASE64.encode(&bytes))
            }
            Placeholder::Object => out.write_str("{}"),
            Placeholder::Array => out.write_str("[]"),
        }
    }
}

impl TextKind {
    fn of(name: &str) -> Self {
        let is_id = name == "id" || name == "ids";
        let ends = ["_id", "_ids", "Id", "Ids", "-id", "-ids"];
        if is_id || ends.iter().any(|end| name.ends_with(end)) { Self::Digits } else { Self::Word }
    }
}

/// Whether a value that a client sent may stand where a value of this type is expected.
fn fits(kind: Placeholder, value: &str) -> bool {
    match kind {
        Placeholder::Integer => is_json_number(value) && value.parse::<i64>().is_ok(),
        Placeholder::Number => is_json_number(value),
        Placeholder::Boolean => matches!(value, "true" | "false"),
        Placeholder::String => true,
        Placeholder::Uuid => is_uuid(value),
        _ => false,
    }
}

fn is_json_number(value: &str) -> bool {
    value.parse::<serde_json::Number>().is_ok()
}

fn is_uuid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
