//! Where XML leads to the next page.

use roxmltree::{Document, Node, ParsingOptions};

use super::names::{LeadsOn, is_next, tells_of_more};
use super::{By, Next, Way};

/// The most nodes of a body that is looked at.
const MOST_NODES: u32 = 100_000;

/// The first element that leads on: `ListBucketResult/NextMarker`; none where the body is no XML.
pub(super) fn next(body: &str) -> Option<Next> {
    let body = body.trim_start_matches('\u{feff}').trim();
    if !body.starts_with('<') {
        return None;
    }
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(body, options).ok()?;
    // A page of HTML is read by a person.
    if document.root_element().tag_name().name().eq_ignore_ascii_case("html") {
        return None;
    }
    let elements = || document.descendants().filter(Node::is_element);
    if elements().any(|element| more(element) == Some(false)) {
        return None;
    }
    elements().find_map(|element| Some(Next { by: By::Place(place(element)), way: way(element)? }))
}

/// Whether an element says that there is more.
fn more(element: Node<'_, '_>) -> Option<bool> {
    tells_of_more(element.tag_name().name()).then(|| element.text()?.trim().parse().ok())?
}

fn way(element: Node<'_, '_>) -> Option<Way> {
    if element.attribute("rel").is_some_and(is_next) {
        return element.attribute("href").map(|address| Way::Address(address.to_owned()));
    }
    if more(element) == Some(true) {
        return Some(Way::Unknown);
    }
    let text = element.text().map(str::trim).filter(|text| !text.is_empty())?;
    is_named(element).then(|| Way::of(element.tag_name().name(), text))
}

/// Whether its name, or one that it lies in, leads on.
fn is_named(element: Node<'_, '_>) -> bool {
    let mut names = element.ancestors().map(|element| element.tag_name().name());
    names.any(|name| LeadsOn::No.with(name) == LeadsOn::Yes)
}

fn place(element: Node<'_, '_>) -> String {
    let mut names: Vec<_> = element.ancestors().map(|element| element.tag_name().name()).collect();
    names.retain(|name| !name.is_empty());
    names.reverse();
    names.join("/")
}
