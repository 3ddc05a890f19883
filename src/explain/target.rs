//! What a person writes for the target of a request.

use http::Uri;

/// A path with its query, or a whole URL. `pets` alone would be the name of a host.
///
/// # Errors
/// What is wrong with it, in words.
pub fn target(text: &str) -> Result<Uri, String> {
    let uri: Uri = text.parse().map_err(|error| format!("`{text}` is no URL: {error}"))?;
    if uri.scheme().is_some() || text.starts_with('/') || text == "*" {
        return Ok(uri);
    }
    Err(format!("`{text}` is neither a path that begins with `/` nor a whole URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_whole_urls() {
        for text in ["/pets?page=2", "http://localhost:8080/pets", "https://api.test", "*"] {
            assert!(target(text).is_ok(), "{text}");
        }
        for (text, expected) in [
            ("pets", "`pets` is neither a path that begins with `/` nor a whole URL"),
            ("localhost:8080", "`localhost:8080` is neither a path that begins with `/` nor a whole URL"),
            ("", "`` is no URL: empty string"),
        ] {
            assert_eq!(target(text), Err(expected.to_owned()), "{text}");
        }
    }
}
