//! Requests made from examples.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use understudy::collection::{Body, Example, FormField, FormValue, ParamValue, Piece, Segment};

/// What an unresolved variable is filled with: no word, no number.
const ANYTHING: &str = "zzqzz";
const BOUNDARY: &str = "understudy-boundary";

/// The request that an example was saved from.
pub(crate) struct Sent {
    /// Percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) fn of(example: &Example) -> Self {
        let (own_type, body) = body(&example.body);
        let mut headers = HeaderMap::new();
        for saved in &example.headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(saved.name.trim()),
                HeaderValue::from_bytes(saved.value.trim().as_bytes()),
            ) {
                headers.append(name, value);
            }
        }
        if let Some(own_type) = own_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&own_type).expect("a header value"));
        }
        headers.retain_no_controls();
        Self { path: path(example), query: query(example), headers, body }
    }
}

/// Recorded requests may hold control headers; they would choose for us.
trait RetainNoControls {
    fn retain_no_controls(&mut self);
}

impl RetainNoControls for HeaderMap {
    fn retain_no_controls(&mut self) {
        let controls: Vec<_> =
            self.keys().filter(|name| name.as_str().starts_with("x-mock-")).cloned().collect();
        for name in &controls {
            self.remove(name);
        }
    }
}

fn piece(piece: &Piece) -> &str {
    match piece {
        Piece::Fixed(text) => text,
        Piece::Variable { .. } => ANYTHING,
    }
}

fn path(example: &Example) -> String {
    let segments = example.path.0.iter().map(|segment| match segment {
        Segment::Literal(text)
        | Segment::Wildcard { value: Some(text), .. }
        | Segment::Gap { value: Some(text), .. } => text.clone(),
        Segment::Wildcard { value: None, .. } => ANYTHING.to_owned(),
        Segment::Gap { pieces, value: None } => pieces.iter().map(piece).collect(),
    });
    segments
        .flat_map(|text| ["/".to_owned(), utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()])
        .collect()
}

fn query(example: &Example) -> Option<String> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for param in &example.params {
        let value = match &param.value {
            ParamValue::Literal(text) => text,
            ParamValue::Variable(_) => ANYTHING,
        };
        query.append_pair(&param.key, value);
    }
    Some(query.finish()).filter(|query| !query.is_empty())
}

/// The content type that the body needs, and the body.
fn body(body: &Body) -> (Option<String>, Vec<u8>) {
    match body {
        Body::Empty => (None, Vec::new()),
        Body::Raw(text) => (None, text.clone().into_bytes()),
        Body::UrlEncoded(pairs) => {
            let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            (Some("application/x-www-form-urlencoded".to_owned()), text.into_bytes())
        }
        Body::FormData(fields) => {
            let text: String = fields.iter().map(part).collect();
            let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
            (Some(content_type), format!("{text}--{BOUNDARY}--\r\n").into_bytes())
        }
        Body::GraphQl { query, variables, operation_name } => {
            let variables: serde_json::Value = serde_json::from_str(variables).unwrap_or_default();
            let sent =
                serde_json::json!({"query": query, "variables": variables, "operationName": operation_name});
            (Some("application/json".to_owned()), sent.to_string().into_bytes())
        }
        Body::File => (None, b"the content of a file".to_vec()),
    }
}

fn part(field: &FormField) -> String {
    let (more, content) = match &field.value {
        FormValue::Text(text) => ("", text.as_str()),
        FormValue::File => ("; filename=\"file.bin\"", "content"),
    };
    let key = &field.key;
    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{key}\"{more}\r\n\r\n{content}\r\n")
}
