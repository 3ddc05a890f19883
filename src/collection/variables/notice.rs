//! Why a known variable was left as written, in words.

use super::scope::ROUNDS;

/// Why a known variable was left as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Notice {
    /// Filling it in would come to it again.
    LeadsBack(String),
    /// It is reached only after [`ROUNDS`] rounds.
    TooManyRounds(String),
    /// The text has grown as much as one may.
    TextTooLarge,
    /// The texts of the file have grown as much as they may.
    FileTooLarge,
}

impl Notice {
    /// What is wrong, and what to do.
    pub(super) fn into_words(self) -> (String, &'static str) {
        match self {
            Self::LeadsBack(name) => (
                format!("the variable `{name}` leads back to itself and stays as written"),
                "give one of the variables a value without the other",
            ),
            Self::TooManyRounds(name) => (
                format!(
                    "the variable `{name}` stands more than {ROUNDS} variables deep and stays as written"
                ),
                "let variables refer to each other less deeply",
            ),
            Self::TextTooLarge => (
                "variables add more than 1 MiB to one text; the rest of them stays as written".to_owned(),
                "shorten the values of the variables",
            ),
            Self::FileTooLarge => (
                "variables add too much to this file; the rest of them stays as written".to_owned(),
                "shorten the values of the variables",
            ),
        }
    }
}
