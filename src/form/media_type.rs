//! What a content type says a body is.

/// Whether `content_type` is this media type (`application/graphql`), whatever its parameters.
pub(crate) fn is_of_type(content_type: &str, essence: &str) -> bool {
    let own = content_type.split(';').next().unwrap_or_default();
    own.trim().eq_ignore_ascii_case(essence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, expected: bool) {
        assert_eq!(is_of_type(content_type, "text/plain"), expected, "{content_type}");
    }

    #[test]
    fn the_media_type_counts_without_case_and_parameters() {
        check("text/plain", true);
        check("Text/Plain ; charset=utf-8", true);
        check("text/plainer", false);
        check("", false);
    }
}
