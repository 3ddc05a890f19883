//! Errors of a mock in a form that the client can read (matching.md 8.14): a fault for SOAP, text or XML where it
//! accepts nothing else, else JSON.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;

use super::answer::Answer;
use super::reply::Mock;
use crate::matching::{SoapVersion, soap_version};

/// What a client reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Text,
    Xml,
    Fault(SoapVersion),
}

/// What an error says in every form.
#[derive(Deserialize)]
struct Document {
    error: Said,
}

#[derive(Deserialize)]
struct Said {
    name: String,
    message: String,
}

impl Mock {
    /// An error as the client that sent these headers and this body reads it. With Postman's rules it stays JSON.
    pub fn spoken(&self, error: Answer, headers: &HeaderMap, body: &[u8]) -> Answer {
        let form = if self.is_extended() { Form::of(headers, body) } else { Form::Json };
        form.written(&error).unwrap_or(error)
    }
}

impl Form {
    fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        match soap_version(body) {
            Some(version) => Self::Fault(version),
            None => Self::accepted(headers),
        }
    }

    /// The one form that is accepted where JSON is not.
    fn accepted(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT).into_iter().filter_map(|line| line.to_str().ok());
        let ranges = lines.flat_map(|line| line.split(','));
        let essence = |range: &str| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let ranges: Vec<_> = ranges.map(essence).filter(|range| !range.is_empty()).collect();
        let is_xml = |range: &String| {
            matches!(range.as_str(), "application/xml" | "text/xml") || range.ends_with("+xml")
        };
        let is_text = |range: &String| range.starts_with("text/");
        if ranges.is_empty() {
            Self::Json
        } else if ranges.iter().all(is_xml) {
            Self::Xml
        } else if ranges.iter().all(is_text) {
            Self::Text
        } else {
            Self::Json
        }
    }

    /// None where it stays as it is: it is to be JSON, or was none.
    fn written(self, error: &Answer) -> Option<Answer> {
        let Document { error: said } = serde_json::from_slice(&error.body).ok()?;
        let (content_type, text) = match self {
            Self::Json => return None,
            Self::Text => ("text/plain; charset=utf-8", format!("{}\n", said.message)),
            Self::Xml => {
                let (name, message) = (escaped(&said.name), escaped(&said.message));
                let error = format!("<error><name>{name}</name><message>{message}</message></error>\n");
                ("application/xml; charset=utf-8", error)
            }
            Self::Fault(version) => fault(version, error.status, &said.message),
        };
        let headers = error.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE);
        let headers = headers.map(|(name, value)| (name.clone(), value.clone()));
        let content_type = (CONTENT_TYPE, HeaderValue::from_static(content_type));
        Some(Answer::new(error.status, headers.chain([content_type]), Bytes::from(text)))
    }
}

fn fault(version: SoapVersion, status: StatusCode, message: &str) -> (&'static str, String) {
    let is_ours = status.is_server_error();
    let (namespace, message) = (version.namespace(), escaped(message));
    let (content_type, fault) = match version {
        SoapVersion::V1_1 => {
            let code = if is_ours { "Server" } else { "Client" };
            let fault = format!("<faultcode>soap:{code}</faultcode><faultstring>{message}</faultstring>");
            ("text/xml; charset=utf-8", fault)
        }
        SoapVersion::V1_2 => {
            let code = if is_ours { "Receiver" } else { "Sender" };
            let fault = format!(
                "<soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code>\
                 <soap:Reason><soap:Text xml:lang=\"en\">{message}</soap:Text></soap:Reason>"
            );
            ("application/soap+xml; charset=utf-8", fault)
        }
    };
    let envelope = format!(
        "<soap:Envelope xmlns:soap=\"{namespace}\"><soap:Body><soap:Fault>{fault}</soap:Fault></soap:Body></soap:Envelope>\n"
    );
    (content_type, envelope)
}

/// A text as the content of an element; what XML cannot hold becomes `?`.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '\t' | '\n' => written.push(character),
            '\u{fffe}' | '\u{ffff}' => written.push('?'),
            character if character.is_control() => written.push('?'),
            character => written.push(character),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, accept: &[&'static str], body: &str, expected: Form) {
        let mut headers = HeaderMap::new();
        for line in accept {
            headers.append(ACCEPT, HeaderValue::from_static(line));
        }
        assert_eq!(Form::of(&headers, body.as_bytes()), expected, "{row}");
    }

    fn envelope(namespace: &str) -> String {
        format!("<s:Envelope xmlns:s='{namespace}'><s:Body><Add xmlns='urn:x'/></s:Body></s:Envelope>")
    }

    #[test]
    fn rule_8_14_the_form_that_a_client_reads() {
        check("nothing said", &[], "", Form::Json);
        check("anything", &["*/*"], "", Form::Json);
        check(
            "a browser",
            &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
            "",
            Form::Json,
        );
        check("JSON", &["application/json"], "", Form::Json);
        check("JSON among others", &["text/plain, application/json"], "", Form::Json);
        check("in two lines", &["text/plain", "*/*"], "", Form::Json);
        check("text", &["text/plain, text/html;q=0.5"], "", Form::Text);
        check("any text", &["text/*"], "", Form::Text);
        check("XML", &["application/xml, text/xml;q=0.9"], "", Form::Xml);
        check("a kind of XML", &["Application/Atom+XML"], "", Form::Xml);
        check("text and XML", &["text/plain, text/xml"], "", Form::Text);
        check("an image", &["image/png"], "", Form::Json);
        let [old, new] = [SoapVersion::V1_1, SoapVersion::V1_2].map(|version| envelope(version.namespace()));
        check("SOAP 1.1", &["*/*"], &old, Form::Fault(SoapVersion::V1_1));
        check("SOAP 1.2", &["application/json"], &new, Form::Fault(SoapVersion::V1_2));
        check("no envelope", &[], "<a/>", Form::Json);
    }

    #[track_caller]
    fn written(form: Form, status: StatusCode) -> (String, String) {
        let error = Answer::error(status, "someError", "Title", "a < b & c\u{1}");
        let answer = form.written(&error).unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(answer.headers.get_all(CONTENT_TYPE).iter().count(), 1);
        let content_type = answer.headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        (content_type, String::from_utf8(answer.body.to_vec()).unwrap())
    }

    #[test]
    fn rule_8_14_errors_in_every_form() {
        let (content_type, text) = written(Form::Text, StatusCode::NOT_FOUND);
        assert_eq!((content_type.as_str(), text.as_str()), ("text/plain; charset=utf-8", "a < b & c\u{1}\n"));
        let (content_type, text) = written(Form::Xml, StatusCode::NOT_FOUND);
        let expected = "<error><name>someError</name><message>a &lt; b &amp; c?</message></error>\n";
        assert_eq!((content_type.as_str(), text.as_str()), ("application/xml; charset=utf-8", expected));
        for (version, status, content_type, code) in [
            (
                SoapVersion::V1_1,
                StatusCode::NOT_FOUND,
                "text/xml; charset=utf-8",
                "<faultcode>soap:Client</faultcode>",
            ),
            (
                SoapVersion::V1_1,
                StatusCode::BAD_GATEWAY,
                "text/xml; charset=utf-8",
                "<faultcode>soap:Server</faultcode>",
            ),
            (
                SoapVersion::V1_2,
                StatusCode::BAD_REQUEST,
                "application/soap+xml; charset=utf-8",
                "soap:Sender<",
            ),
            (
                SoapVersion::V1_2,
                StatusCode::BAD_GATEWAY,
                "application/soap+xml; charset=utf-8",
                "soap:Receiver<",
            ),
        ] {
            let (said, text) = written(Form::Fault(version), status);
            assert_eq!(said, content_type);
            assert!(text.contains(code) && text.contains("a &lt; b &amp; c?"), "{text}");
            assert_eq!(soap_version(text.as_bytes()), Some(version), "it is an envelope: {text}");
        }
    }
}
