//! The texts that generators of collections put where a value of a type would be: `<integer>` (matching.md 8.8).

use super::reference::references;

/// The type that a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `<integer>`, `<long>`
    Integer,
    /// `<number>`, `<float>`, `<double>`
    Number,
    /// `<boolean>`
    Boolean,
    /// `<string>`
    String,
    /// `<binary>`
    Binary,
    /// `<dateTime>`
    DateTime,
    /// `<date>`
    Date,
    /// `<uuid>`
    Uuid,
    /// `<uri>`
    Uri,
    /// `<email>`
    Email,
    /// `<byte>`
    Byte,
    /// `<object>`
    Object,
    /// `<array>`
    Array,
}

impl Placeholder {
    /// The type, where a text is wholly a placeholder.
    pub fn of(text: &str) -> Option<Self> {
        let name = text.strip_prefix('<')?.strip_suffix('>')?;
        Some(match name {
            "integer" | "long" => Self::Integer,
            "number" | "float" | "double" => Self::Number,
            "boolean" => Self::Boolean,
            "string" => Self::String,
            "binary" => Self::Binary,
            "dateTime" => Self::DateTime,
            "date" => Self::Date,
            "uuid" => Self::Uuid,
            "uri" => Self::Uri,
            "email" => Self::Email,
            "byte" => Self::Byte,
            "object" => Self::Object,
            "array" => Self::Array,
            _ => return None,
        })
    }

    /// Whether a value of it is a text in JSON.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Integer | Self::Number | Self::Boolean | Self::Object | Self::Array)
    }
}

/// The name of the variable that a placeholder in a saved request is: it matches anything, and nobody can fill it in or
/// capture it.
pub(crate) fn placeholder_name(placeholder: &str) -> String {
    format!("${placeholder}")
}

/// The placeholder that stands in the file, where a variable is one.
pub fn as_placeholder(name: &str) -> Option<&str> {
    name.strip_prefix('$').filter(|text| Placeholder::of(text).is_some())
}

/// A text of a saved request as it stands in the file: `<string>` for the reference to its variable.
pub fn with_placeholders(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    for reference in references(text) {
        if let Some(placeholder) = as_placeholder(reference.name) {
            written.push_str(text.get(from..reference.range.start).unwrap_or_default());
            written.push_str(placeholder);
            from = reference.range.end;
        }
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_as_it_stands_in_the_file() {
        for (text, expected) in [
            ("{{$<string>}}", "<string>"),
            ("a>}} {{$<date>}} {{x}} {{$guid}}", "a>}} <date> {{x}} {{$guid}}"),
            ("{{$<other>}}", "{{$<other>}}"),
            ("", ""),
        ] {
            assert_eq!(with_placeholders(text), expected);
        }
    }
}
