//! Why a value cannot be used, before anybody knows where it stood.

use std::fmt;

use crate::diagnostic::Diagnostic;

/// What is wrong with a value and what to do; the reader of the file adds the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong: a lowercase fragment, values in backticks.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Invalid {
    /// A problem without advice.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Invalid {}

impl From<Invalid> for Diagnostic {
    fn from(invalid: Invalid) -> Self {
        let diagnostic = Self::error(invalid.message);
        match invalid.hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }
}
