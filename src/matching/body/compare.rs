//! A saved body and a sent one, compared as section 8 of matching.md says.

use super::fields::accepts_pairs;
use super::gap::Wanted;
use super::lenient;
use super::nearness::{Nearness, SavedLeaves};
use super::open;
use super::operation::OperationDifference;
use super::outline::Outline;
use super::pattern::{BodyPattern, Saved, lines};
use super::reading::Kind;
use super::rpc;
use super::sent::RequestBody;
use super::xml::Element;

impl BodyPattern {
    /// 5.4: equal as sections 1 to 7 say.
    pub(in crate::matching) fn equals(&self, sent: &RequestBody<'_>) -> bool {
        sent.equals(&self.saved)
    }

    /// 8.4.1 to 8.4.3: the operation that it asks for is another one.
    pub(in crate::matching) fn other_operation(&self, sent: &RequestBody<'_>) -> Option<OperationDifference> {
        self.reading.operation.as_ref()?.difference(sent.operation()?)
    }

    /// Equal as section 8 says: a variable without a value equals anything in its place.
    pub(in crate::matching) fn accepts(&self, sent: &RequestBody<'_>) -> bool {
        match (self.reading.kind, self.reading.fingerprint) {
            (Kind::Empty, _) => sent.is_none_of_its_own(),
            (Kind::Nothing, _) => false,
            // One that section 8 cannot read is compared as sections 1 to 7 do.
            (Kind::GraphQl, None) if self.reading.graphql.is_none() => self.equals(sent),
            (kind, Some(fingerprint)) if sent.fingerprint(kind) != Some(fingerprint) => false,
            _ => !sent.is_empty() && self.accepts_content(sent),
        }
    }

    fn accepts_content(&self, sent: &RequestBody<'_>) -> bool {
        match &self.saved {
            _ if self.reading.graphql.is_some() => self.accepts_structure(sent).unwrap_or(false),
            Saved::Pairs(saved) => sent.pairs().is_some_and(|sent| accepts_pairs(saved, sent)),
            Saved::Fields(saved) => sent.fields().is_some_and(|sent| saved.accepts(sent)),
            _ => self.accepts_structure(sent).unwrap_or(false),
        }
    }

    fn accepts_structure(&self, sent: &RequestBody<'_>) -> Option<bool> {
        if let Some(saved) = &self.reading.graphql {
            return Some(saved.accepts(sent.call()?));
        }
        let text = self.text()?;
        Some(match self.reading.kind {
            Kind::Json if sent.rpc().is_some() || sent.call().is_some() => false,
            Kind::Json => open::accepts(&lenient::read(text)?, &sent.json()?.0),
            Kind::JsonRpc => rpc::Call::of(&lenient::read(text)?)?.accepts(&sent.rpc()?),
            Kind::Xml => Element::read(text)?.accepts(sent.xml()?),
            _ => accepts_text(text, sent.text()?),
        })
    }

    /// 8.3: how near it is. Of equal bodies, those with fewer variables are nearer.
    pub(in crate::matching) fn nearness(&self, sent: &RequestBody<'_>) -> Nearness {
        if sent.is_empty() || self.is_empty() {
            return Nearness::NONE;
        }
        if self.accepts(sent) {
            return Nearness::Equal { literals: self.literals() };
        }
        let Some(sent_leaves) = sent.leaves(self.reading.kind) else { return Nearness::NONE };
        let Some(saved) = self.leaves() else { return Nearness::NONE };
        let near = Nearness::between(&saved, sent_leaves);
        match (&self.reading.graphql, sent.call()) {
            (Some(saved), Some(sent)) => near.with_tokens(saved.query.common_tokens(&sent.query)),
            _ => near,
        }
    }

    /// How many of its leaves hold no variable; more than any other where it holds none.
    pub(in crate::matching) fn literals(&self) -> usize {
        match self.reading.fingerprint {
            Some(_) => usize::MAX,
            None => self.leaves().map_or(0, |leaves| leaves.literals()),
        }
    }

    /// Its leaves; none where it has none to compare, or too many.
    pub(super) fn leaves(&self) -> Option<SavedLeaves> {
        self.outline().map(SavedLeaves::from)
    }

    fn outline(&self) -> Option<Outline> {
        if let Some(call) = &self.reading.graphql {
            return Outline::of_arguments(call.variables.as_ref());
        }
        match &self.saved {
            Saved::Pairs(pairs) => {
                Outline::of_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
            }
            Saved::Fields(fields) => Outline::of_fields(fields),
            _ => self.text_outline(self.text()?),
        }
    }

    fn text_outline(&self, text: &str) -> Option<Outline> {
        match self.reading.kind {
            Kind::Json => Outline::of_json(&lenient::read(text)?),
            Kind::JsonRpc => Outline::of_arguments(rpc::Call::of(&lenient::read(text)?)?.params),
            Kind::Xml => Element::read(text)?.outline(),
            _ => None,
        }
    }
}

/// The same text up to line endings and white space at the end, with anything in the place of a variable.
fn accepts_text(saved: &str, sent: &str) -> bool {
    let saved = lines(saved).collect::<Vec<_>>().join("\n");
    let sent = lines(sent).collect::<Vec<_>>().join("\n");
    Wanted::of(&saved).accepts(&saved, &sent)
}
