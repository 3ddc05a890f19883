//! Texts that look like real secrets. What is told of one is its kind and its first few characters.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::gather::{Fault, Gathered};
use super::variables::body_texts;
use crate::collection::{Example, Header, ParamValue};
use crate::diagnostic::Diagnostic;

/// What a secret is called and looks like. Where two of them overlap, the first one counts.
static KINDS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    [
        ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\[rn]|\s)*[A-Za-z0-9+/]{40}"),
        ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
        ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
        ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
        ("a GitHub token", r"\bgh[pousr]_[0-9A-Za-z]{36,}"),
        ("a Slack token", r"\bxox[abprs]-[0-9A-Za-z-]{10,}"),
        ("a Stripe key", r"\b[sr]k_live_[0-9A-Za-z]{16,}"),
        ("a Postman API key", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
        ("an Understudy key", r"\busk_[0-9A-Za-z_-]{32,}"),
        ("a bearer token", r"(?i)\bbearer\s+[a-z0-9._~+/-]{20,}=*"),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
    .collect()
});

/// How much of a secret is shown, in characters.
const SHOWN: usize = 8;

/// Placeholders repeat few characters; what is random has at least so many different ones.
const DIFFERENT: usize = 10;

/// Words that people write in place of secrets.
const PLACEHOLDERS: [&str; 7] = ["example", "your", "token", "secret", "sample", "dummy", "redacted"];

/// The secrets in an example, whichever part of it they are in.
pub(super) fn in_example<'c>(at: usize, example: &'c Example, found: &mut Gathered<'c>) {
    for (place, text) in texts(example) {
        for (kind, secret) in secrets(text) {
            found.add(Fault::Secret(secret), at, || told(kind, secret, &place));
        }
    }
}

fn texts(example: &Example) -> Vec<(String, &str)> {
    let headers = |headers: &'_ [Header], part: &str| -> Vec<_> {
        headers.iter().map(|header| format!("the header `{}` of its {part}", header.name)).collect()
    };
    let named =
        headers(&example.headers, "request").into_iter().chain(headers(&example.response.headers, "answer"));
    let values = example.headers.iter().chain(&example.response.headers).map(|header| header.value.as_str());
    let params = example.params.iter().filter_map(|param| match &param.value {
        ParamValue::Literal(text) => Some((format!("the parameter `{}`", param.key), text.as_str())),
        ParamValue::Variable(_) => None,
    });
    let bodies =
        body_texts(&example.body).into_iter().map(|text| ("the body of its request".to_owned(), text));
    let answer = ("the body of its answer".to_owned(), example.response.body.as_str());
    named.zip(values).chain(params).chain(bodies).chain([answer]).collect()
}

fn told(kind: &str, secret: &str, place: &str) -> Diagnostic {
    let shown: String = secret.chars().take(SHOWN).collect();
    Diagnostic::warning(format!("{place} holds what looks like {kind}, `{shown}...`"))
        .hint("put a placeholder or a variable in its place, and revoke it if it is real")
}

fn secrets(text: &str) -> Vec<(&'static str, &str)> {
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut found = Vec::new();
    for (kind, pattern) in KINDS.iter() {
        for secret in pattern.find_iter(text) {
            let is_taken = taken.iter().any(|it| it.start < secret.end() && secret.start() < it.end);
            if !is_taken && looks_real(secret.as_str()) {
                taken.push(secret.range());
                found.push((*kind, secret.as_str()));
            }
        }
    }
    found
}

fn looks_real(secret: &str) -> bool {
    let lower = secret.to_ascii_lowercase();
    let random = lower.strip_prefix("bearer").unwrap_or(&lower).trim_start();
    let different: HashSet<_> = random.chars().collect();
    // A word has no digits; keys of some kinds may have none either, but they have fewer lower-case letters.
    let is_words = random.len() < lower.len() && !random.bytes().any(|byte| byte.is_ascii_digit());
    different.len() >= DIFFERENT && !is_words && !PLACEHOLDERS.iter().any(|word| random.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kinds: &[&str]) {
        let found = secrets(text);
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), kinds, "{text}");
        for (kind, secret) in found {
            let message = told(kind, secret, "the body").message;
            assert!(!message.contains(secret), "{message} repeats it");
        }
    }

    /// Put together here, so that nobody who scans this file takes them for real.
    const RANDOM: &str = "0a1b2c3d4e5f6789";

    #[test]
    fn every_kind_is_found() {
        assert_eq!(KINDS.len(), 10, "every pattern is a regular expression");
        let (long, upper) = (RANDOM.repeat(4), RANDOM.to_ascii_uppercase());
        check(&format!("Bearer {long}"), &["a bearer token"]);
        check(&format!("eyJ{long}.eyJ{long}.{long}"), &["a JSON Web Token"]);
        check(&format!("bearer eyJ{long}.eyJ{long}.{long}"), &["a JSON Web Token"]);
        check(&format!("AKIA{upper}"), &["an AWS access key"]);
        check(&format!("AIza{}", &long[..35]), &["a Google API key"]);
        check(&format!("ghp_{}", &long[..36]), &["a GitHub token"]);
        check(&format!("xoxb-{RANDOM}"), &["a Slack token"]);
        check(&format!("sk_live_{long}"), &["a Stripe key"]);
        check(&format!("PMAK-{}-{}", &long[..24], &long[..34]), &["a Postman API key"]);
        check(&format!("usk_{long}"), &["an Understudy key"]);
        check(&format!("-----BEGIN RSA PRIVATE KEY-----\\n{long}"), &["a private key"]);
        check(&format!("AKIA{upper} ghp_{}", &long[..36]), &["an AWS access key", "a GitHub token"]);
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for text in [
            "Bearer {{token}}",
            "Bearer <token>",
            "Bearer abc",
            "Bearer xxxxxxxxxxxxxxxxxxxxxxxx",
            "Bearer your-access-token-goes-here-1",
            "bearer of-the-quick-brown-fox-jumps-over",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_000000000000000000000000000000000000",
            "-----BEGIN RSA PRIVATE KEY----- ... -----END RSA PRIVATE KEY-----",
            "AKIA",
            "the bearer of bad news",
            "",
        ] {
            check(text, &[]);
        }
    }
}
