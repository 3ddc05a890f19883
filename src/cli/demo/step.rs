//! One step of the walk: a request, its answer, and whether that is what it should be.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

use super::stage::Stage;
use crate::cli::{client, print};

/// What is sent, and what should come of it.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) method: &'static str,
    pub(super) target: &'static str,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: &'static str,
    pub(super) expected: Expected,
}

/// What the answer should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) status: u16,
    pub(super) source: &'static str,
    pub(super) reason: Option<&'static str>,
}

/// The longest body that is shown, in characters.
const SHOWN: usize = 160;

impl Step {
    /// Prints request and answer.
    ///
    /// # Errors
    /// No answer, or another one than expected.
    pub(super) async fn play(&self, stage: &Stage) -> anyhow::Result<()> {
        print::line(format_args!("  > {} http://{}{}", self.method, stage.proxy(), self.target));
        for (name, value) in self.headers {
            print::line(format_args!("  > {name}: {value}"));
        }
        if !self.body.is_empty() {
            print::line(format_args!("  > {}", self.body));
        }
        let response = client::send(stage.proxy(), self.request(stage)?).await?;
        show(&response);
        self.expected.check(&response)
    }

    fn request(&self, stage: &Stage) -> anyhow::Result<Request<Bytes>> {
        let mut request =
            Request::builder().method(self.method).uri(self.target).header("host", stage.proxy().to_string());
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        if !self.body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        Ok(request.body(Bytes::from_static(self.body.as_bytes()))?)
    }
}

fn show(response: &Response<Bytes>) {
    print::line(format_args!("  < {}", response.status()));
    for (name, value) in
        response.headers().iter().filter(|(name, _)| name.as_str().starts_with("x-understudy"))
    {
        print::line(format_args!("  < {name}: {}", String::from_utf8_lossy(value.as_bytes())));
    }
    let body = String::from_utf8_lossy(response.body());
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().take(SHOWN).collect();
    let rest = if shown.len() < line.len() { " ..." } else { "" };
    print::line(format_args!("  < {shown}{rest}"));
}

impl Expected {
    fn check(&self, response: &Response<Bytes>) -> anyhow::Result<()> {
        let text = |headers: &HeaderMap, name| {
            headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let source = text(response.headers(), "x-understudy-source");
        let reason = text(response.headers(), "x-understudy-reason");
        let is_as_expected = response.status() == StatusCode::from_u16(self.status)?
            && source.as_deref() == Some(self.source)
            && reason.as_deref() == self.reason;
        anyhow::ensure!(is_as_expected, "expected {self:?}");
        Ok(())
    }
}
