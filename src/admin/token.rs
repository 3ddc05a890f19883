//! The token of the admin API: where it comes from and how one is compared with it.
//!
//! Only a hash is kept. Comparing takes the same time whatever was sent.

use std::fs;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config::{self, TOKEN_VARIABLE};
use crate::diagnostic::Diagnostic;

/// The shortest token that is not soon guessed, in bytes.
const SHORTEST: usize = 16;

/// The hash of the token.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The token of the environment or of `admin.token_file`; none where neither is set.
    ///
    /// # Errors
    /// The file cannot be read, the token is too short, or there is none where other machines could reach
    /// the listener.
    pub fn read(admin: &config::Admin) -> Result<Option<Self>, Diagnostic> {
        let token = match std::env::var(TOKEN_VARIABLE) {
            Ok(text) => Some(Self::new(&text).map_err(|problem| problem.at_item(TOKEN_VARIABLE))?),
            Err(_) => admin.token_file.as_deref().map(Self::of_file).transpose()?,
        };
        if token.is_none() && !admin.is_on_loopback() {
            return Err(Diagnostic::error("other machines could reach the admin API without a token")
                .at_item("admin.listen")
                .hint(format!(
                    "set `admin.token_file` or {TOKEN_VARIABLE}, or listen on a loopback address"
                )));
        }
        Ok(token)
    }

    fn of_file(file: &std::path::Path) -> Result<Self, Diagnostic> {
        let text = fs::read_to_string(file).map_err(|error| {
            Diagnostic::error(format!("cannot read the token: {error}"))
                .in_file(file)
                .at_item("admin.token_file")
                .hint("write the token into it, readable by understudy alone")
        })?;
        Self::new(&text).map_err(|problem| problem.in_file(file).at_item("admin.token_file"))
    }

    /// Of its text; white space around it does not count.
    fn new(text: &str) -> Result<Self, Diagnostic> {
        let text = text.trim();
        if text.len() < SHORTEST {
            return Err(Diagnostic::error(format!("the token has less than {SHORTEST} characters"))
                .hint("take a random one, e.g. from `openssl rand -hex 32`"));
        }
        Ok(Self(hash(text)))
    }

    /// Whether the request brings it: `authorization: Bearer TOKEN`.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let presented = value.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token)
        });
        presented.is_some_and(|token| hash(token.trim()).ct_eq(&self.0).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const TOKEN: &str = "correct horse battery";

    #[track_caller]
    fn check(row: &str, value: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
        assert_eq!(Token::new(TOKEN).unwrap().is_in(&headers), expected, "{row}");
    }

    #[test]
    fn bearers() {
        check("the token", "Bearer correct horse battery", true);
        check("the scheme in any case", "bearer correct horse battery", true);
        check("another one", "Bearer correct horse staple!", false);
        check("a beginning", "Bearer correct horse", false);
        check("another scheme", "Basic correct horse battery", false);
        check("no scheme", "correct", false);
        check("nothing", "", false);
        assert!(!Token::new(TOKEN).unwrap().is_in(&HeaderMap::new()), "no header");
    }

    #[test]
    fn a_token_that_is_soon_guessed_is_refused() {
        assert!(Token::new("  secret  \n").is_err());
        assert!(Token::new(&format!("{TOKEN}\n")).is_ok());
    }

    #[test]
    fn other_machines_need_a_token() {
        let mut admin = config::Admin { listen: ([0, 0, 0, 0], 8081).into(), ..config::Admin::default() };
        assert!(Token::read(&admin).is_err());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        admin.token_file = Some(file.clone());
        assert!(Token::read(&admin).unwrap_err().to_string().contains("cannot read the token"));
        std::fs::write(&file, format!("{TOKEN}\n")).unwrap();
        assert!(Token::read(&admin).unwrap().is_some());
    }
}
