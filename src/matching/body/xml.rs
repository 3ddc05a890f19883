//! XML compared as trees (matching.md 8.4.3).

use roxmltree::{Document, Node as Parsed, ParsingOptions};

use super::gap::Wanted;
use super::outline::{LeafPath, Outline, TooMany, hash};

/// The most nodes of a body that is read as XML.
const MOST_NODES: u32 = 100_000;
/// How deep elements may lie in each other.
const DEEPEST: usize = 128;

/// A name, with the namespace and not the prefix.
pub(super) type Name = (Box<str>, Box<str>);

/// An element as it counts: without comments, processing instructions and white space between elements.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Element {
    pub(super) name: Name,
    /// Sorted.
    pub(super) attributes: Box<[(Name, Box<str>)]>,
    pub(super) children: Box<[Node]>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Element(Element),
    Text(Box<str>),
}

impl Element {
    /// The root element of a text that begins with `<`; none where it is no XML, or has a DOCTYPE.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.starts_with('<') {
            return None;
        }
        let options =
            ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options).ok()?;
        Self::of(document.root_element(), DEEPEST)
    }

    fn of(parsed: Parsed<'_, '_>, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let mut attributes: Vec<_> = parsed
            .attributes()
            .map(|attribute| (name(attribute.namespace(), attribute.name()), attribute.value().into()))
            .collect();
        attributes.sort_unstable();
        let children = children(parsed, depth)?;
        let own = parsed.tag_name();
        Some(Self { name: name(own.namespace(), own.name()), attributes: attributes.into(), children })
    }

    /// Its first child that is an element.
    pub(super) fn first_element(&self) -> Option<&Self> {
        self.elements().next()
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its text, where it holds nothing else.
    pub(super) fn text(&self) -> Option<&str> {
        match &*self.children {
            [] => Some(""),
            [Node::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether a text or attribute in it holds a variable without a value.
    pub(super) fn has_variable(&self) -> bool {
        let is_open = |text: &str| Wanted::of(text) != Wanted::Same;
        self.attributes.iter().any(|(_, value)| is_open(value))
            || self.children.iter().any(|child| match child {
                Node::Element(element) => element.has_variable(),
                Node::Text(text) => is_open(text),
            })
    }

    /// A hash that equal elements share.
    pub(super) fn fingerprint(&self) -> u64 {
        hash(self)
    }

    /// Whether a saved element equals the one that was sent, with anything in the place of a variable.
    pub(super) fn accepts(&self, sent: &Self) -> bool {
        self.name == sent.name && self.accepts_attributes(sent) && self.accepts_children(sent)
    }

    fn accepts_attributes(&self, sent: &Self) -> bool {
        let mut pairs = self.attributes.iter().zip(&sent.attributes);
        self.attributes.len() == sent.attributes.len()
            && pairs.all(|((saved_name, saved), (sent_name, sent))| {
                saved_name == sent_name && Wanted::of(saved).accepts(saved, sent)
            })
    }

    fn accepts_children(&self, sent: &Self) -> bool {
        if self.text().is_some_and(|text| Wanted::of(text) == Wanted::Anything) {
            return true;
        }
        if let (Some(saved), Some(sent)) = (self.text(), sent.text()) {
            return Wanted::of(saved).accepts(saved, sent);
        }
        let mut pairs = self.children.iter().zip(&sent.children);
        self.children.len() == sent.children.len()
            && pairs.all(|pair| match pair {
                (Node::Element(saved), Node::Element(sent)) => saved.accepts(sent),
                (Node::Text(saved), Node::Text(sent)) => Wanted::of(saved).accepts(saved, sent),
                _ => false,
            })
    }

    /// Its leaves: texts by the names of elements, each with its number among its like.
    pub(super) fn outline(&self) -> Option<Outline> {
        let mut outline = Outline::default();
        self.add(LeafPath::ROOT.child(&self.name), &mut outline).ok()?;
        Some(outline)
    }

    fn add(&self, path: LeafPath, outline: &mut Outline) -> Result<(), TooMany> {
        if let Some(text) = self.text() {
            return outline.text(path, text);
        }
        outline.branch(path, |outline| {
            let mut numbers: hashbrown::HashMap<_, usize> = hashbrown::HashMap::new();
            for child in &self.children {
                let name = match child {
                    Node::Element(element) => Some(&element.name),
                    Node::Text(_) => None,
                };
                let number = numbers.entry(name).and_modify(|number| *number += 1).or_default();
                let path = path.child((name, *number));
                match child {
                    Node::Element(element) => element.add(path, outline)?,
                    Node::Text(text) => outline.text(path, text)?,
                }
            }
            Ok(())
        })
    }
}

fn name(namespace: Option<&str>, local: &str) -> Name {
    (namespace.unwrap_or_default().into(), local.into())
}

/// Elements, and the texts between them that are not white space alone.
fn children(parsed: Parsed<'_, '_>, depth: usize) -> Option<Box<[Node]>> {
    let mut children = Vec::new();
    let mut text = String::new();
    for child in parsed.children() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        } else if child.is_element() {
            flush(&mut text, &mut children);
            children.push(Node::Element(Element::of(child, depth)?));
        }
    }
    flush(&mut text, &mut children);
    Some(children.into())
}

fn flush(text: &mut String, children: &mut Vec<Node>) {
    let text = std::mem::take(text);
    if !text.trim().is_empty() {
        children.push(Node::Text(text.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Element {
        Element::read(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[track_caller]
    fn check(row: &str, saved: &str, sent: &str, expected: bool) {
        assert_eq!(read(saved).accepts(&read(sent)), expected, "{row}");
        if !read(saved).has_variable() {
            assert_eq!(read(saved).fingerprint() == read(sent).fingerprint(), expected, "{row}: fingerprint");
        }
    }

    #[test]
    fn rule_8_4_3_trees_are_compared() {
        check("white space between elements", "<a><b>1</b></a>", "<a>\n  <b>1</b>\n</a>", true);
        check("white space in a text", "<a>1 2</a>", "<a>1  2</a>", false);
        check("a declaration", "<a/>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a/>", true);
        check("comments and instructions", "<a>12</a>", "<!-- x --><a>1<!-- y -->2<?z?></a>", true);
        check("a closed element", "<a></a>", "<a/>", true);
        check("attributes in another order", "<a x='1' y='2'/>", "<a y=\"2\" x=\"1\"/>", true);
        check("another attribute", "<a x='1'/>", "<a x='2'/>", false);
        check("one attribute more", "<a/>", "<a x='2'/>", false);
        check("elements in another order", "<a><b/><c/></a>", "<a><c/><b/></a>", false);
        check("prefixes", "<p:a xmlns:p='urn:x'/>", "<a xmlns='urn:x'/>", true);
        check("another namespace", "<a xmlns='urn:y'/>", "<a xmlns='urn:x'/>", false);
        check("a prefixed attribute", "<a xmlns:p='u' p:x='1'/>", "<a xmlns:q='u' q:x='1'/>", true);
        check("CDATA", "<a>1 &lt; 2</a>", "<a><![CDATA[1 < 2]]></a>", true);
        check("a text beside elements", "<a>x<b/></a>", "<a>y<b/></a>", false);
        check("case", "<a/>", "<A/>", false);
    }

    #[test]
    fn rule_8_4_5_a_variable_in_xml_equals_anything_in_its_place() {
        check("a text", "<a><b>{{x}}</b></a>", "<a><b>1</b></a>", true);
        check("no text", "<a>{{x}}</a>", "<a/>", true);
        check("an element", "<a>{{x}}</a>", "<a><b/></a>", true);
        check("a gap", "<a>x-{{x}}</a>", "<a>x-1</a>", true);
        check("a gap that nothing fills", "<a>x-{{x}}</a>", "<a>y-1</a>", false);
        check("an attribute", "<a b='{{x}}'/>", "<a b='1'/>", true);
        check("a placeholder", "<a>&lt;string&gt;</a>", "<a>x</a>", true);
        check("beside it", "<a><b>{{x}}</b><c>1</c></a>", "<a><b>1</b><c>2</c></a>", false);
    }

    #[test]
    fn rule_8_4_3_what_is_no_xml() {
        for text in ["", "a", "{\"a\": 1}", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a><a/>", "<a>&x;</a>"] {
            assert_eq!(Element::read(text), None, "{text}");
        }
        let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(Element::read(&deep(DEEPEST)).is_some());
        assert!(Element::read(&deep(DEEPEST + 1)).is_none());
        assert!(Element::read(&deep(100_000)).is_none());
    }

    #[test]
    fn rule_8_3_leaves_of_xml() {
        let count = |text: &str| read(text).outline().unwrap().leaves.len();
        for (text, leaves) in
            [("<a/>", 1), ("<a>x</a>", 1), ("<a x='1'><b>1</b><b>1</b></a>", 2), ("<a>x<b/>y</a>", 3)]
        {
            assert_eq!(count(text), leaves, "{text}");
        }
        let paths = |text: &str| read(text).outline().unwrap().leaves.into_iter().map(|leaf| leaf.path);
        assert!(paths("<a><b>1</b><c>2</c></a>").eq(paths("<a><b>3</b><c/></a>")));
        assert!(paths("<a><b>1</b><b>2</b></a>").ne(paths("<a><b>1</b><c>2</c></a>")));
    }
}
