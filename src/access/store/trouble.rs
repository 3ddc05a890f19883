//! What keeps a store from doing its work.

use std::fmt;
use std::io;

/// What keeps a store from doing its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::access) enum Trouble {
    /// It may pass: no space, no permission, nobody there. Calls are counted in memory meanwhile.
    Passing(String),
    /// It will not pass by itself, and going on would put what is stored at risk.
    Lasting(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passing(message) | Self::Lasting(message) => f.write_str(message),
        }
    }
}

impl<E: Into<redb::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        match error.into() {
            redb::Error::Corrupted(message) => Self::Lasting(format!("the file is damaged: {message}")),
            redb::Error::UpgradeRequired(version) => {
                Self::Lasting(format!("the file is of an old kind ({version})"))
            }
            redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                Self::Lasting("the file is damaged, or is no file of Understudy's".to_owned())
            }
            redb::Error::DatabaseAlreadyOpen => Self::Passing("another process has the file open".to_owned()),
            other => Self::Passing(other.to_string()),
        }
    }
}
