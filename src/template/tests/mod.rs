//! The rules of templates.md, by what comes out.

mod compiling;
mod escaping;
mod helpers;
mod properties;
mod request;

use request::{Sent, draw};

use super::{Escape, Template};

/// What the text becomes when this request is answered with it; itself, where it has no slot.
fn filled(text: &str, escape: Escape, sent: &Sent) -> String {
    let Some(template) = Template::compile(text, escape, &sent.names()) else { return text.to_owned() };
    let mut out = Vec::new();
    sent.ask(|inputs| template.fill(inputs, &draw(1), &mut out));
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn check(sent: &Sent, text: &str, expected: &str) {
    assert_eq!(filled(text, Escape::None, sent), expected, "{text}");
}
