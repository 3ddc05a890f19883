//! What is filled into answers.

use http::HeaderValue;
use jiff::Timestamp;

use super::parts::halves;
use super::request::Sent;
use crate::collection::Algorithm;
use crate::template::{Addresses, Draw, Escape, Inputs, Template, Vocabulary};

/// How long the text may become, in bytes.
const MOST: usize = 512;

/// Compiles the text behind the request, and fills it in.
pub fn template(data: &[u8]) {
    let (request, text) = halves(data);
    let (Some(sent), Ok(text)) = (Sent::read(request), std::str::from_utf8(text)) else { return };
    let addresses = Addresses::new("https://api.example.com", &[]);
    for algorithm in [Algorithm::Postman, Algorithm::Extended] {
        let words = Vocabulary { captures: &["id", "name"], algorithm, addresses: &addresses };
        for escape in [Escape::None, Escape::Header, Escape::Json] {
            if let Some(template) = Template::compile(text, escape, &words) {
                let filled = fill(&template, &sent);
                assert!(escape != Escape::Header || stays_a_header(text, &filled), "{filled:?}");
            }
        }
        if let Some(template) = Template::header("location", text, &words) {
            assert!(stays_a_header(text, &fill(&template, &sent)));
        }
    }
}

/// With the same dice at the same time, the same; and no longer than it may be.
fn fill(template: &Template, sent: &Sent) -> Vec<u8> {
    sent.ask(|request| {
        let segments: Vec<_> = request.segments().collect();
        let captures = [("id", "5\"\r\n{{name}}"), ("name", "\\")];
        let fill = |most| {
            let inputs =
                Inputs::new(&captures, &segments, request.params(), request.headers(), request.body())
                    .asked_at(request.origin());
            template.fill(&inputs, &Draw { seed: 1, now: Timestamp::UNIX_EPOCH }, most)
        };
        let whole = fill(usize::MAX).expect("no text is that long");
        assert_eq!(fill(MOST).ok(), (whole.len() <= MOST).then(|| whole.clone()));
        whole
    })
}

fn stays_a_header(text: &str, filled: &[u8]) -> bool {
    HeaderValue::from_str(text).is_err() || HeaderValue::from_bytes(filled).is_ok()
}
