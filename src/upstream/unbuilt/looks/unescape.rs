//! Text as a reader sees it: without the escapes of HTML and of JSON.

/// An escape is not longer than this, in bytes.
const LONGEST: usize = 10;

/// `text` without escapes; line breaks of HTML are line breaks.
pub(super) fn unescaped(text: &str) -> String {
    let text = if text.contains("\\/") { text.replace("\\/", "/") } else { text.to_owned() };
    let text = if text.contains("<br") {
        ["<br/>", "<br />", "<br>"].iter().fold(text, |text, line| text.replace(line, "\n"))
    } else {
        text
    };
    if text.contains('&') || text.contains("\\u00") { characters(&text) } else { text }
}

fn characters(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        let (before, escape) = rest.split_at(at);
        unescaped.push_str(before);
        let (character, length) = of_html(escape).or_else(|| of_json(escape)).unwrap_or_else(|| {
            let first = escape.chars().next().unwrap_or_default();
            (first, first.len_utf8())
        });
        unescaped.push(character);
        rest = &escape[length..];
    }
    unescaped + rest
}

/// The character of `&amp;`, `&#38;` or `&#x26;`, and how long that is.
fn of_html(escape: &str) -> Option<(char, usize)> {
    let end = escape.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = escape.get(1..end).filter(|_| escape.starts_with('&'))?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let character = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16)?,
            None => number(code, 10)?,
        },
        None => named(name)?,
    };
    Some((character, end + 1))
}

/// Those that stand for what a target may have.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "sol" => '/',
        "quest" => '?',
        "equals" => '=',
        "nbsp" => ' ',
        _ => return None,
    })
}

/// The character of `\u0026`, and how long that is.
fn of_json(escape: &str) -> Option<(char, usize)> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 6))
}
