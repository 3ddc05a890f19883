//! Which kind of value a segment is: a backend may tell by it whether a route takes a path at all.

use smallvec::SmallVec;

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Digits,
    Uuid,
    /// Long enough to be no word.
    Hexadecimal,
    Word,
}

/// Those of the parameters of a path, in their order.
pub(crate) type Kinds = SmallVec<[Kind; 4]>;

impl Kind {
    pub(crate) fn of(value: &str) -> Self {
        let all = |is: fn(&u8) -> bool| !value.is_empty() && value.as_bytes().iter().all(is);
        if all(u8::is_ascii_digit) {
            Self::Digits
        } else if uuid::is_uuid(value) {
            Self::Uuid
        } else if value.len() >= 16 && all(u8::is_ascii_hexdigit) {
            Self::Hexadecimal
        } else {
            Self::Word
        }
    }

    /// A value of this kind that nobody has.
    pub(super) fn nobodys(self, length: usize, probe: &str) -> String {
        match self {
            // As large as an id of 32 bits may be.
            Self::Digits => fastrand::u32(2_000_000_000..2_147_000_000).to_string(),
            Self::Uuid => uuid::random(),
            Self::Hexadecimal => uuid::digits(length),
            Self::Word => probe.to_owned(),
        }
    }
}

mod uuid {
    //! `8-4-4-4-12` hexadecimal digits.

    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

    pub(super) fn is_uuid(value: &str) -> bool {
        let is_group = |group: &str, length: usize| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        value.split('-').count() == GROUPS.len()
            && value.split('-').zip(GROUPS).all(|(group, length)| is_group(group, length))
    }

    /// Of version 4.
    pub(super) fn random() -> String {
        format!("{}-{}-4{}-a{}-{}", digits(8), digits(4), digits(3), digits(3), digits(12))
    }

    pub(super) fn digits(length: usize) -> String {
        (0..length).map(|_| fastrand::digit(16)).collect()
    }
}
