//! One value and its place.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeInteger, DeValue};

use super::{Report, Spot, Table};
use crate::config::Invalid;
use crate::config::scalar::Form;

/// A value of the file. Reading it as what it is not reports a problem and gives nothing.
#[derive(Clone)]
pub(in crate::config) struct Value<'d> {
    report: &'d Report<'d>,
    content: &'d DeValue<'d>,
    /// Where it stands.
    pub(in crate::config) spot: Spot,
}

impl<'d> Value<'d> {
    pub(super) fn new(report: &'d Report<'d>, value: &'d Spanned<DeValue<'d>>, item: String) -> Self {
        Self { report, content: value.get_ref(), spot: Spot { item, offset: value.span().start } }
    }

    /// Whether it is text, whatever its form.
    pub(in crate::config) fn is_text(&self) -> bool {
        matches!(self.content, DeValue::String(_))
    }

    /// Text in this form.
    pub(in crate::config) fn read<T>(&self, form: &Form<T>) -> Option<T> {
        let DeValue::String(text) = self.content else {
            return self.refuse(form.what, form.advice());
        };
        self.accept((form.parse)(text))
    }

    /// Text in this form, or a whole number that stands for its digits.
    pub(in crate::config) fn read_or_number<T>(&self, form: &Form<T>) -> Option<T> {
        match self.content {
            DeValue::Integer(number) => self.accept((form.parse)(&digits(number))),
            _ => self.read(form),
        }
    }

    /// Text in this form, or a date or time that stands for its text.
    pub(in crate::config) fn read_or_date<T>(&self, form: &Form<T>) -> Option<T> {
        match self.content {
            DeValue::Datetime(date) => self.accept((form.parse)(&date.to_string())),
            _ => self.read(form),
        }
    }

    /// `true` or `false`.
    pub(in crate::config) fn flag(&self) -> Option<bool> {
        self.content
            .as_bool()
            .or_else(|| self.refuse("`true` or `false`", "write it without quotes".to_owned()))
    }

    /// A whole number from 0 to `most`.
    pub(in crate::config) fn number(&self, most: usize) -> Option<usize> {
        let Some(number) = self.content.as_integer() else {
            return self.refuse("a whole number", "write it without quotes and fraction".to_owned());
        };
        let number = digits(number);
        let within = number.parse().ok().filter(|number| *number <= most);
        self.accept(within.ok_or_else(|| {
            Invalid::new(format!("`{number}` is out of range"))
                .hint(format!("write a number from 0 to {most}"))
        }))
    }

    /// Whether it is a list, where a setting is a list or something else.
    pub(in crate::config) fn is_list(&self) -> bool {
        self.content.as_array().is_some()
    }

    /// The values of a list in brackets.
    pub(in crate::config) fn list(&self) -> Option<Vec<Self>> {
        self.list_or("put it in brackets: `[...]`".to_owned())
    }

    /// The tables of `[[name]]`; an entry that is none is reported and left out.
    pub(in crate::config) fn tables(&self) -> Option<Vec<Table<'d>>> {
        let list = self.list_or(format!("write `[[{}]]` above each", self.spot.item))?;
        Some(list.iter().filter_map(Self::table).collect())
    }

    fn list_or(&self, hint: String) -> Option<Vec<Self>> {
        let Some(list) = self.content.as_array() else {
            return self.refuse("a list", hint);
        };
        let item = |(at, value)| Self::new(self.report, value, format!("{}[{at}]", self.spot.item));
        Some(list.iter().enumerate().map(item).collect())
    }

    /// A table.
    pub(in crate::config) fn table(&self) -> Option<Table<'d>> {
        match self.content {
            DeValue::Table(table) => Some(Table::new(self.report, table, self.spot.clone())),
            _ => self.refuse(
                "a table",
                "put its settings on lines of their own, below its name in brackets".into(),
            ),
        }
    }

    /// Reports that it cannot be used.
    pub(in crate::config) fn fail(&self, invalid: Invalid) {
        self.report.error(&self.spot, invalid);
    }

    fn accept<T>(&self, read: Result<T, Invalid>) -> Option<T> {
        read.map_err(|invalid| self.fail(invalid)).ok()
    }

    fn refuse<T>(&self, expected: &str, hint: String) -> Option<T> {
        let found = match self.content {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(true) => "`true`",
            DeValue::Boolean(false) => "`false`",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fail(Invalid::new(format!("expected {expected}, found {found}")).hint(hint));
        None
    }
}

/// The number in decimal digits, or as written where it is larger than any setting could be.
fn digits<'d>(number: &'d DeInteger<'_>) -> Cow<'d, str> {
    match i64::from_str_radix(number.as_str(), number.radix()) {
        Ok(number) => Cow::Owned(number.to_string()),
        Err(_) => Cow::Borrowed(number.as_str()),
    }
}
