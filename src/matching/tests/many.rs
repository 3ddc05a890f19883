//! The index finds what a scan finds in a collection of 100,000 examples of every kind.
//!
//! Where `property` tries small alphabets, in which everything collides, this tries names as people give them, in which
//! nearly nothing does: it is here that an index passes over most of what it holds.

use fastrand::Rng;

use super::builders::{Saved, Sent, index_by, saved, sent};
use crate::matching::scan::scan;
use crate::matching::{Algorithm, Controls, Index, NoAnswers, Options, Role, Selection};

const EXAMPLES: usize = 100_000;

/// Of each kind of request.
const REQUESTS: usize = 5;

/// Examples that belong together: all but the calls share a resource.
const KINDS: usize = 10;

const NOUNS: &[&str] =
    &["order", "customer", "invoice", "shipment", "product", "voucher", "address", "payment"];
const VERBS: &[&str] = &["open", "late", "recent", "archived", "shared", "blocked", "new"];

/// A name that is one of its kind and yet like many others.
fn resource(number: usize) -> String {
    let word =
        |words: &[&'static str], by: usize| words.get(number / by % words.len()).copied().unwrap_or_default();
    format!("{}-{}s-{}", word(VERBS, 8), word(NOUNS, 1), number.wrapping_mul(2_654_435_761) % 999_983)
}

fn example(number: usize) -> Saved {
    let name = resource(number / KINDS);
    let item = format!("/api/v1/{name}");
    let example = match number % KINDS {
        0 => saved(&format!("GET {item}")),
        1 => saved(&format!("GET {item}?page=2&limit=10")),
        2 => saved(&format!("GET {item}?page={{{{page}}}}")).status(206),
        3 => saved(&format!("GET {item}/:id")),
        4 => saved(&format!("GET {item}/:id={number}")).status(404),
        5 => saved(&format!("GET {item}/items/{number:08}/")),
        6 => saved(&format!("GET {}", item.to_uppercase())).header("x-tenant", "one"),
        7 => saved(&format!("PUT {item}/:id/parts/{{part}}")).raw("{\"done\": true}"),
        8 => saved(&format!("GET {item}")).status(500),
        _ => saved("POST /api/rpc").raw(&format!("{{\"call\": {}}}", number / KINDS % 500)),
    };
    let example = example.named(&format!("example {}", number % 1_000));
    // Some have no id, and some a uid of their own.
    match number % 7 {
        0 => example,
        1 => example.id(&format!("id-{number}")).uid(&format!("7-id-{number}")),
        _ => example.id(&format!("id-{number}")),
    }
}

/// A request of each kind for what is about one example.
fn requests(number: usize, dice: &mut Rng) -> Vec<(&'static str, Sent)> {
    let name = resource(number / KINDS);
    let item = format!("/api/v1/{name}");
    let get = |path: &str| sent(&format!("GET {path}"));
    let call = format!("{{\"call\":{}}}", number / KINDS % 500);
    vec![
        ("exact", get(&item)),
        ("trailing slash", get(&format!("{item}/"))),
        ("other case", get(&item.to_uppercase())),
        ("parameters", get(&format!("{item}?limit=10&page=2"))),
        ("a variable", get(&format!("{item}?page={}", dice.u8(..)))),
        ("wildcard", get(&format!("{item}/anything"))),
        ("the value of a wildcard", get(&format!("{item}/{}", number / KINDS * KINDS + 4))),
        ("ids", get(&format!("{item}/items/{:08}", dice.u32(..100_000_000)))),
        ("edit distance", get(&with_a_typo(&item, dice))),
        ("two edits", get(&with_a_typo(&with_a_typo(&item, dice), dice))),
        ("wildcards and a typo", sent(&format!("PUT {item}/7/part/8")).body("{\"done\":true}")),
        ("a body among many", sent("POST /api/rpc").body(call)),
        ("no such body", sent("POST /api/rpc").body("{}").header("x-mock-match-request-body", "true")),
        ("no such path", get(&format!("/{name}/nothing/is/here"))),
        ("no such method", sent(&format!("DELETE {item}"))),
        ("HEAD", sent(&format!("HEAD {item}"))),
        ("by status", get(&item).code("500")),
        ("by id", get("/").id(&format!("id-{number}"))),
        ("by uid", get("/").id(&format!("7-id-{number}"))),
        ("by name", get(&item).name(&format!("example {}", number % 1_000))),
        (
            "by a header",
            get(&item).header("x-tenant", "one").header("x-mock-match-request-headers", "x-tenant"),
        ),
    ]
}

/// With one letter another, gone or twice.
fn with_a_typo(path: &str, dice: &mut Rng) -> String {
    let at = dice.usize("/api/v1/".len()..path.len());
    let (before, rest) = path.split_at(at);
    match dice.u8(..3) {
        0 => format!("{before}x{}", &rest[1..]),
        1 => format!("{before}{}", &rest[1..]),
        _ => format!("{before}{}{rest}", &rest[..1]),
    }
}

#[track_caller]
fn check(kind: &str, index: &Index, request: &Sent) -> bool {
    let options = Options::default();
    request.ask(|request| {
        let controls = Controls::read(request.headers).unwrap();
        let found = match index.select(request, &options, Role::Alone, &NoAnswers) {
            Selection::Winner(winner) => Some(winner.rank),
            Selection::Miss(_) => None,
            Selection::Invalid(invalid) => panic!("{kind}: {invalid}"),
        };
        assert_eq!(found, scan(index, request, &controls, &options, Role::Alone), "{kind}: {request:?}");
        found.is_some()
    })
}

#[test]
fn the_index_agrees_with_a_scan_of_100_000_examples() {
    let examples: Vec<_> = (0..EXAMPLES).map(example).collect();
    let index = index_by(&examples, Algorithm::Extended);
    let mut dice = Rng::with_seed(7);
    let asked: Vec<_> =
        (0..REQUESTS).flat_map(|_| requests(dice.usize(..EXAMPLES), &mut dice.fork())).collect();
    let (one, other) = asked.split_at(asked.len() / 2);
    let answered = |asked: &[(&'static str, Sent)]| {
        asked.iter().filter(|(kind, request)| check(kind, &index, request)).count()
    };
    let answered = std::thread::scope(|scope| {
        let other = scope.spawn(|| answered(other));
        answered(one) + other.join().unwrap()
    });
    // Two kinds never are, and not every typo is a small one.
    assert!((REQUESTS * 15..=REQUESTS * 19).contains(&answered), "{answered} of {}", asked.len());
}
