//! The texts that generators of collections put where a value of a type would be: `<integer>` (matching.md 8.8).

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

/// A name that matches anything and that nobody can fill in or capture: what a placeholder in a saved request is.
pub(crate) const ANYTHING: &str = "$placeholder";
