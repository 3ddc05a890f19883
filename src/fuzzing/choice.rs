//! Which example answers.

use std::sync::Arc;

use jiff::Timestamp;

use super::parts::halves;
use super::request::Sent;
use crate::collection::{Algorithm, ReadOptions, Variables, inspect_collection};
use crate::matching::scan::scan;
use crate::matching::{Controls, Index, NoAnswers, Options, Request, Role, Selection, Verdict};
use crate::mock::{self, Caller, Library, Mock, Reply};
use crate::template::Draw;

/// More examples than this only take time.
const MOST_EXAMPLES: usize = 64;

/// Asks a collection, which stands behind the request, in both ways of matching.
pub fn choice(data: &[u8]) {
    let (request, collection) = halves(data);
    let Some(sent) = Sent::read(request) else { return };
    for algorithm in [Algorithm::Postman, Algorithm::Extended] {
        let Some(library) = library(collection, algorithm) else { return };
        let (index, _) = Index::new(library.examples(), algorithm);
        for (match_body, role) in
            [(false, Role::Alone), (true, Role::Alone), (false, Role::InFront), (true, Role::InFront)]
        {
            let options = Options { algorithm, match_body, ..Options::default() };
            sent.ask(|request| agree(&index, request, &options, role));
            sent.ask(|request| reply(&library, request, options, role));
        }
    }
}

fn library(collection: &[u8], algorithm: Algorithm) -> Option<Arc<Library>> {
    let environment = Variables::default();
    let options = ReadOptions { algorithm, ..ReadOptions::of(&environment) };
    let read = inspect_collection(collection, &options).ok()?.value;
    (read.examples.len() <= MOST_EXAMPLES).then(|| Arc::new(Library::new(read).0))
}

/// The index finds what a scan of every example finds.
pub(super) fn agree(index: &Index, request: &Request<'_>, options: &Options, role: Role) {
    let selection = index.select(request, options, role, &NoAnswers);
    let Ok(controls) = Controls::read(request.headers()) else {
        assert!(matches!(selection, Selection::Invalid(_)), "{selection:?}");
        return;
    };
    let expected = scan(index, request, &controls, options, role);
    let found = match &selection {
        Selection::Winner(winner) => Some(winner.rank),
        Selection::Miss(_) | Selection::Invalid(_) => None,
    };
    assert_eq!(found, expected, "{options:?}, {role:?}");
    assert!(found.is_none() || index.may_answer(request, options, role), "{options:?}, {role:?}");
}

/// What a mock says is what it explains.
fn reply(library: &Arc<Library>, request: &Request<'_>, matching: Options, role: Role) {
    let options = mock::Options { matching, max_answer: 4096, ..mock::Options::default() };
    let mock = Mock::new(options, std::slice::from_ref(library));
    let reply = mock.reply(request, Caller::Known, role, || Draw { seed: 1, now: Timestamp::UNIX_EPOCH });
    let explained = mock.explain(request, role, MOST_EXAMPLES);
    assert!(explained.candidates.len() + explained.left_out <= mock.len());
    if let (Reply::Example { example, .. }, Selection::Winner(winner)) = (&reply, &explained.selection) {
        let told = mock.examples().get(winner.rank).map(|told| &*told.item);
        assert_eq!(told, Some(&*example.item));
        let first = explained.candidates.first().filter(|first| first.rank == winner.rank);
        let is_scored = first.is_some_and(|first| matches!(first.verdict, Verdict::Scored(_)));
        assert!(is_scored || winner.key.is_none(), "{first:?}");
    }
}
