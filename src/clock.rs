//! The time as people are told it.

use jiff::Timestamp;

/// Now, to the millisecond: nobody reads more in a log or a list.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    #[test]
    fn to_the_millisecond() {
        assert_eq!(super::now().subsec_nanosecond() % 1_000_000, 0);
    }
}
