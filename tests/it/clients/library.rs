//! A client generated from an OpenAPI document, on a collection generated from it (matching.md 8.1, 8.8): typed
//! placeholders, and errors saved before successes.

use serde_json::{Value, json};

use super::outcome::got;
use super::program::{mock, python};

/// The type of each member of a book.
fn book() -> Value {
    json!({
        "id": "int", "title": "str", "price": "float", "pages": "int", "available": "bool", "published": "date",
        "created_at": "datetime", "owner": "UUID", "tags": ["str", "str"]
    })
}

#[tokio::test]
async fn a_generated_client_that_is_strict() {
    let Some(mut python) = python("library", &mock("library.json").await).await else { return };
    let books = || json!({"status": 200, "list": [book(), book()]});
    let loan = json!({"book_id": "int", "due": "datetime", "state": "LoanState"});
    python.of(
        "openapi-python-client",
        [
            got("created", json!({"status": 201, "Book": book()})),
            got("a book", json!({"status": 200, "Book": book()})),
            got("replaced", json!({"status": 200, "Book": book()})),
            got("deleted", json!({"status": 204, "NoneType": "NoneType"})),
            got("lent", json!({"status": 202, "Loan": loan})),
            got("books", books()),
            got("books, by parameters", books()),
            got("no such book", json!({"status": 404, "Problem": {"code": "int", "message": "str"}})),
        ],
    );
    python.done();
}
