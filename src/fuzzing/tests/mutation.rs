//! Inputs that are nearly those of a corpus.

use fastrand::Rng;

/// What means something to one target or another.
const WORDS: &[&[u8]] = &[
    b"{{",
    b"}}",
    b"{{a}}",
    b"{{$guid}}",
    b"{{$body 'a.0'}}",
    b"{{$queryParams 'q'}}",
    b"<integer>",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b":id",
    b"null",
    b"-0",
    b"1e999",
    b"\0",
    b"\r\n",
    b"\n",
    b"\n\n",
    b"\n=====\n",
    b"\xff",
    b"\xc3\xa9",
    b"/",
    b"//",
    b"%2F",
    b"%2e%2e",
    b"%00",
    b"%5C",
    b"..",
    b";",
    b"?",
    b"&",
    b"=",
    b"#",
    b"- ",
    b"  ",
    b"|-\n",
    b"&a *a",
    b"!!binary ",
    b"<a>",
    b"</a>",
    b"<!--",
    b"<![CDATA[",
    b"&amp;",
    b"query { a }",
    b"\"jsonrpc\": \"2.0\"",
    b"for=unknown, for=\"[::1]\"",
    b"[[routes]]\n",
    b"true",
    b"\"info\"",
    b"\"item\"",
    b"\"request\"",
    b"\"response\"",
    b"\"body\"",
    b"gzip, br, zstd",
];

/// The longest piece that is copied or left out, in bytes.
const LONGEST: usize = 64;

/// Inputs without end, the same ones every time.
pub(super) struct Mutations<'c> {
    corpus: &'c [Vec<u8>],
    rng: Rng,
}

impl<'c> Mutations<'c> {
    pub(super) fn of(corpus: &'c [Vec<u8>]) -> Self {
        Self { corpus, rng: Rng::with_seed(13) }
    }

    fn one(&mut self) -> &'c [u8] {
        &self.corpus[self.rng.usize(..self.corpus.len())]
    }

    /// The beginning and the end of a piece of `data`.
    fn piece(&mut self, data: &[u8]) -> (usize, usize) {
        let from = self.rng.usize(..=data.len());
        (from, data.len().min(from + self.rng.usize(..LONGEST)))
    }

    fn mutate(&mut self, data: &mut Vec<u8>) {
        let (from, to) = self.piece(data);
        match self.rng.u8(..8) {
            0 => data.truncate(from),
            1 => drop(data.drain(from..to)),
            2 => {
                let copied = data[from..to].to_owned();
                let at = self.rng.usize(..=data.len());
                data.splice(at..at, copied);
            }
            3 => {
                let other = self.one();
                let (other_from, other_to) = self.piece(other);
                data.splice(from..to, other[other_from..other_to].iter().copied());
            }
            4 | 5 => {
                let word = WORDS[self.rng.usize(..WORDS.len())];
                let replaced = if self.rng.bool() { from..from } else { from..to };
                data.splice(replaced, word.iter().copied());
            }
            6 => {
                if let Some(byte) = data.get_mut(from) {
                    *byte ^= 1 << self.rng.u8(..8);
                }
            }
            _ => {
                if let Some(byte) = data.get_mut(from) {
                    *byte = self.rng.u8(..);
                }
            }
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut data = self.one().to_owned();
        for _ in 0..self.rng.usize(1..5) {
            self.mutate(&mut data);
        }
        Some(data)
    }
}
