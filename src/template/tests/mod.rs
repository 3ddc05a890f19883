//! The rules of templates.md, by what comes out.

mod addresses;
mod compiling;
mod escaping;
mod helpers;
mod now;
mod placeholders;
mod properties;
mod request;

use request::{Sent, draw};

use super::{Addresses, Escape, Template, Vocabulary};
use crate::collection::Algorithm;

/// The template of a text with our rules, whose example was saved at `https://api.example.com`.
fn compiled(text: &str, escape: Escape, captures: &[&str]) -> Option<Template> {
    let addresses = Addresses::new("https://api.example.com", &[]);
    Template::compile(
        text,
        escape,
        &Vocabulary { captures, algorithm: Algorithm::Extended, addresses: &addresses },
    )
}

/// What the text becomes when this request is answered with it; itself, where it has no slot.
fn filled(text: &str, escape: Escape, sent: &Sent) -> String {
    let Some(template) = compiled(text, escape, &sent.names()) else { return text.to_owned() };
    let mut filled = Vec::new();
    sent.ask(|inputs| filled = template.fill(inputs, &draw(1), usize::MAX).unwrap());
    String::from_utf8(filled).unwrap()
}

#[track_caller]
fn check(sent: &Sent, text: &str, expected: &str) {
    assert_eq!(filled(text, Escape::None, sent), expected, "{text}");
}
