//! What a SOAP request asks for (matching.md 8.4.3).

use super::xml::{Element, Name};

const VERSION_1_1: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const VERSION_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoapVersion {
    /// SOAP 1.1.
    V1_1,
    /// SOAP 1.2.
    V1_2,
}

impl SoapVersion {
    /// That of its envelopes.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::V1_1 => VERSION_1_1,
            Self::V1_2 => VERSION_1_2,
        }
    }
}

/// The version that a body is of; none where it is no SOAP.
pub fn soap_version(body: &[u8]) -> Option<SoapVersion> {
    let text = std::str::from_utf8(body).ok()?;
    let may_be = text.contains(VERSION_1_1) || text.contains(VERSION_1_2);
    let root = if may_be { Element::read(text) } else { None };
    Call::of(&root?).map(|call| call.version)
}

/// The version of SOAP and the first element of the body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::matching) struct Call {
    version: SoapVersion,
    element: Option<Name>,
}

impl Call {
    /// Where the root is an envelope.
    pub(super) fn of(root: &Element) -> Option<Self> {
        let (namespace, local) = &root.name;
        let version = match &**namespace {
            VERSION_1_1 => SoapVersion::V1_1,
            VERSION_1_2 => SoapVersion::V1_2,
            _ => return None,
        };
        if &**local != "Envelope" {
            return None;
        }
        let body = root.elements().find(|child| child.name.0 == *namespace && &*child.name.1 == "Body")?;
        Some(Self { version, element: body.first_element().map(|element| element.name.clone()) })
    }

    /// In words: `Add of SOAP 1.1`.
    pub(super) fn describe(&self) -> String {
        self.with_version(self.element.as_ref().map_or("nothing", |(_, local)| local))
    }

    /// As [`describe`](Self::describe), with the namespace: `{urn:x}Add of SOAP 1.1`.
    fn describe_whole(&self) -> String {
        match &self.element {
            Some((namespace, local)) => self.with_version(&format!("{{{namespace}}}{local}")),
            None => self.describe(),
        }
    }

    fn with_version(&self, element: &str) -> String {
        let version = match self.version {
            SoapVersion::V1_1 => "1.1",
            SoapVersion::V1_2 => "1.2",
        };
        format!("{element} of SOAP {version}")
    }
}

/// Two calls in words, with their namespaces where these alone tell them apart.
pub(super) fn told_apart(one: &Call, other: &Call) -> (String, String) {
    let (first, second) = (one.describe(), other.describe());
    if first == second { (one.describe_whole(), other.describe_whole()) } else { (first, second) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, text: &str, expected: Option<&str>) {
        let call = Call::of(&Element::read(text).unwrap());
        assert_eq!(call.map(|call| call.describe()).as_deref(), expected, "{row}");
    }

    #[test]
    fn rule_8_4_3_the_first_element_of_body_and_the_version() {
        let envelope = |namespace: &str, content: &str| {
            format!("<s:Envelope xmlns:s='{namespace}'><s:Header/><s:Body>{content}</s:Body></s:Envelope>")
        };
        check("1.1", &envelope(VERSION_1_1, "<Add xmlns='urn:x'><a>1</a></Add>"), Some("Add of SOAP 1.1"));
        check("1.2", &envelope(VERSION_1_2, "<Add/><Other/>"), Some("Add of SOAP 1.2"));
        check("an empty body", &envelope(VERSION_1_1, ""), Some("nothing of SOAP 1.1"));
        check("another namespace", &envelope("urn:x", "<Add/>"), None);
        check("no envelope", "<Add/>", None);
    }

    #[test]
    fn rule_8_4_3_namespaces_are_told_where_they_alone_differ() {
        let call = |content: &str| {
            let text = format!("<s:Envelope xmlns:s='{VERSION_1_1}'><s:Body>{content}</s:Body></s:Envelope>");
            Call::of(&Element::read(&text).unwrap()).unwrap()
        };
        let add = call("<Add xmlns='urn:x'/>");
        for (other, expected) in [
            ("<Sub xmlns='urn:x'/>", ("Add of SOAP 1.1", "Sub of SOAP 1.1")),
            ("<Add xmlns='urn:y'/>", ("{urn:x}Add of SOAP 1.1", "{urn:y}Add of SOAP 1.1")),
            ("<Add/>", ("{urn:x}Add of SOAP 1.1", "{}Add of SOAP 1.1")),
            ("", ("Add of SOAP 1.1", "nothing of SOAP 1.1")),
        ] {
            let (one, two) = told_apart(&add, &call(other));
            assert_eq!((&*one, &*two), expected, "{other}");
        }
    }
}
