//! Text as words, without numbers, dates and methods.

/// The names of methods: a word may be one in any case.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// Dates as Java and HTTP write them.
const DATES: [&str; 19] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
    "Sep", "Oct", "Nov", "Dec",
];

/// A number for each word of `text`, never 0: the same for words that differ only in what varies.
pub(super) fn words(text: &str) -> Vec<u64> {
    text.split(is_between).filter(|word| !word.is_empty()).map(number).collect()
}

fn is_between(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '"' | '\'' | '<' | '>' | '(' | ')' | '{' | '}' | '[' | ']' | ',' | ';')
}

fn number(word: &str) -> u64 {
    let mut hash = Hash::new();
    if is_place_in_file(word) {
        hash.take(word);
        return hash.number();
    }
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|next: char| !next.is_alphanumeric()).unwrap_or(rest.len()).max(first.len_utf8());
        let (part, behind) = rest.split_at(end);
        take_part(part, &mut hash);
        rest = behind;
    }
    hash.number()
}

fn take_part(part: &str, hash: &mut Hash) {
    if METHODS.iter().any(|method| part.eq_ignore_ascii_case(method)) {
        return hash.take("\u{2}");
    }
    if DATES.contains(&part) {
        return hash.take("\u{3}");
    }
    let mut was_digit = false;
    for piece in part.split_inclusive(|next: char| next.is_ascii_digit()) {
        let text = piece.trim_end_matches(|next: char| next.is_ascii_digit());
        if !(was_digit && text.is_empty()) {
            hash.take(text);
            if text.len() < piece.len() {
                hash.take("\u{4}");
            }
        }
        was_digit = text.len() < piece.len();
    }
}

/// `app.js:27:8`: it tells who answered.
fn is_place_in_file(word: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((before, last)) = word.rsplit_once(':') else { return false };
    let file = match before.rsplit_once(':') {
        Some((file, line)) if is_number(line) => file,
        _ => before,
    };
    let is_extension =
        |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_number(last) && file.rsplit_once('.').is_some_and(|(_, extension)| is_extension(extension))
}

/// FNV-1a. The numbers are kept in a file, so they must be the same in every build.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn take(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn number(&self) -> u64 {
        self.0.max(1)
    }
}
