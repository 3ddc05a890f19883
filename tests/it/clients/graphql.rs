//! GraphQL (matching.md 8.4): queries as clients rewrite them, in a body, an address or a batch, or by their hash alone.

use serde_json::{Value, json};

use super::outcome::{Outcome, Outcomes, got, threw};
use super::program::{both, mock};

#[tokio::test]
async fn clients_of_graphql() {
    let Some((mut node, mut python)) = both("graphql_clients", &mock("graphql.json").await).await else {
        return;
    };
    for client in ["Apollo Client 3", "Apollo Client 4"] {
        apollo(&mut node, client);
    }
    urql(&mut node);
    graphql_request(&mut node);
    for client in ["gql on requests", "gql on httpx"] {
        gql(&mut python, client);
    }
    node.done();
    python.done();
}

fn books(count: usize) -> Value {
    let books = [("1", "Moby Dick"), ("2", "Emma"), ("3", "Ulysses")];
    let books = books[..count].iter().map(|(id, title)| json!({"id": id, "title": title}));
    json!({ "books": books.collect::<Vec<_>>() })
}

fn moby_dick() -> Value {
    json!({"book": {"id": "1", "title": "Moby Dick", "price": 12.5, "author": {"name": "Melville"}}})
}

fn emma() -> Value {
    json!({"book": {"id": "2", "title": "Emma", "price": 9, "author": {"name": "Austen"}}})
}

/// As those get it who ask for its type, which its fragment tells.
fn typed(mut of_book: Value) -> Value {
    of_book["book"]["__typename"] = json!("Book");
    of_book
}

fn viewer() -> Value {
    json!({"viewer": {"name": "Ann"}})
}

fn one_star() -> Value {
    json!({"addReview": {"id": "r1", "stars": 1}})
}

/// What all clients ask alike; `book` is the one that is asked for with a fragment.
fn common(book: Value) -> [(&'static str, Outcome); 3] {
    [got("query", books(3)), got("fragments", book), got("mutation", one_star())]
}

fn apollo(node: &mut Outcomes, client: &str) {
    let five_stars = json!({"addReview": {"id": "r5", "stars": 5}});
    node.of(
        client,
        common(typed(emma())).into_iter().chain([
            got("fragments spread", moby_dick()),
            got("without variables", viewer()),
            threw("errors", json!({"messages": ["no such book"]})),
            got("errors kept", json!({"data": {"book": null}, "codes": ["NOT_FOUND"]})),
            threw("no such query", json!({"messages": [], "status": 404})),
            got("GET", typed(emma())),
            got("batch", json!([viewer(), books(2), five_stars])),
            got("batch with an unknown query", json!([books(3), "No matching requests"])),
            got("persisted query, POST", books(2)),
            got("persisted query, GET", books(2)),
        ]),
    );
}

fn urql(node: &mut Outcomes) {
    let no_such_book = json!({
        "data": {"book": null}, "errors": [{"message": "no such book", "extensions": {"code": "NOT_FOUND"}}]
    });
    node.of(
        "urql",
        common(typed(emma())).into_iter().chain([
            got("errors", no_such_book),
            got("no such query", json!({"errors": [], "network": "Not Found"})),
            got("GET", typed(moby_dick())),
        ]),
    );
}

/// Of the collection, with everything that was saved.
fn no_such_book() -> Value {
    json!([{"message": "no such book", "path": ["book"], "extensions": {"code": "NOT_FOUND"}}])
}

fn graphql_request(node: &mut Outcomes) {
    let errors = json!({"status": 200, "errors": no_such_book(), "data": {"book": null}});
    let batch = json!([{"data": viewer()}, {"data": moby_dick()}, {"data": books(2)}]);
    node.of(
        "graphql-request",
        common(emma()).into_iter().chain([
            threw("errors", errors),
            got("batch", batch),
            got("GET", books(2)),
        ]),
    );
}

fn gql(python: &mut Outcomes, client: &str) {
    let errors = json!({"errors": no_such_book(), "data": {"book": null}});
    let batch = json!([viewer(), typed(moby_dick()), books(2)]);
    python
        .of(client, common(typed(emma())).into_iter().chain([threw("errors", errors), got("batch", batch)]));
}
