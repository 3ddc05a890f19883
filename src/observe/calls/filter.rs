//! Which calls somebody wants to see.

use super::call::Summary;

/// What a call must be; what is not said does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The route's name.
    pub route: Option<String>,
    /// `live`, `mock`, `fallback` or `none`.
    pub source: Option<String>,
    /// The key's name.
    pub key: Option<String>,
    /// `404`, or `4xx`.
    pub status: Option<String>,
    /// Somewhere in method and path, endpoint or example, in any case.
    pub text: Option<String>,
}

impl Filter {
    /// Whether the call is one of those.
    pub fn takes(&self, call: &Summary) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == value)
        };
        is(&self.route, call.route.as_deref())
            && is(&self.source, Some(call.source))
            && is(&self.key, call.key.as_deref())
            && self.status.as_deref().is_none_or(|status| has_status(call.status, status))
            && self.text.as_deref().is_none_or(|text| has_text(call, text))
    }
}

fn has_status(status: u16, wanted: &str) -> bool {
    match wanted.strip_suffix("xx") {
        Some(class) => class.parse() == Ok(status / 100),
        None => wanted.parse() == Ok(status),
    }
}

fn has_text(call: &Summary, text: &str) -> bool {
    let text = text.to_lowercase();
    let has = |part: &str| part.to_lowercase().contains(&text);
    let others = [&call.endpoint, &call.example, &call.example_name, &call.key];
    has(&format!("{} {}", call.method, call.path))
        || others.into_iter().flatten().any(|part| has(part))
        || call.reason.is_some_and(|reason| has(&reason.token()))
}
