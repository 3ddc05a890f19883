//! Escapes that stand for half a character: `\ud800` without its other half.
//!
//! JavaScript writes them and Postman keeps them, but no Rust string can hold them, and the readers of
//! JSON and YAML refuse the whole file. The text is mended instead of parsed differently, and only after
//! it was refused: each such escape becomes `\ufffd`, which is as long, so that every place stays right.

/// A text without lone surrogates.
#[derive(Debug)]
pub(super) struct Mended {
    /// As long as what was mended.
    pub(super) text: String,
    /// Where escapes were replaced, in bytes, ascending.
    pub(super) offsets: Vec<usize>,
}

const REPLACEMENT: &str = r"\ufffd";

/// The text with its lone surrogates replaced; none where it has none.
pub(super) fn mend(text: &str) -> Option<Mended> {
    let offsets = lone_surrogates(text);
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for offset in &offsets {
        mended.push_str(text.get(from..*offset)?);
        mended.push_str(REPLACEMENT);
        from = offset + REPLACEMENT.len();
    }
    mended.push_str(text.get(from..)?);
    (!offsets.is_empty()).then_some(Mended { text: mended, offsets })
}

fn lone_surrogates(text: &str) -> Vec<usize> {
    let mut offsets = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(text, at), unit(text, at + REPLACEMENT.len())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2 * REPLACEMENT.len(),
            (Some(0xD800..=0xDFFF), _) => {
                offsets.push(at);
                REPLACEMENT.len()
            }
            // Steps over what is escaped, which may be another backslash.
            _ => 1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
        };
    }
    offsets
}

/// The code unit that the escape at `offset` stands for.
fn unit(text: &str, offset: usize) -> Option<u16> {
    let escape = text.get(offset..offset.checked_add(REPLACEMENT.len())?)?;
    let digits = escape.strip_prefix(r"\u")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>, offsets: &[usize]) {
        let mended = mend(text);
        assert_eq!(mended.as_ref().map(|mended| mended.text.as_str()), expected, "{text}");
        assert_eq!(mended.map(|mended| mended.offsets).unwrap_or_default(), offsets, "{text}");
    }

    #[test]
    fn half_a_pair_is_replaced_in_its_place() {
        check(r#"["\ud800"]"#, Some(r#"["\ufffd"]"#), &[2]);
        check(r#"["\uDC00x\uDbFf"]"#, Some(r#"["\ufffdx\ufffd"]"#), &[2, 9]);
        check(r#"["\ud83d\ud83d\ude00"]"#, Some(r#"["\ufffd\ud83d\ude00"]"#), &[2]);
        check(r#"["é\\\ud800"]"#, Some(r#"["é\\\ufffd"]"#), &[6]);
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in
            ["", "x", "\\", "\\é", r"\u", r"\ud8", r"\u+d80", r#"["\ud83d\ude00"]"#, r"\\ud800", "\\uéé"]
        {
            check(text, None, &[]);
        }
    }
}
