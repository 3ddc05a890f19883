//! A REST API whose answers lead on (matching.md 8.9): pages by `Link`, addresses in answers, two calls in a row.

use serde_json::{Value, json};

use super::outcome::{Outcomes, got, threw};
use super::own_network::both_alone;

#[tokio::test]
async fn clients_of_a_forge() {
    let Some((mut node, mut python)) = both_alone("forge", "forge.json").await else { return };
    octokit(&mut node);
    pygithub(&mut python);
    node.done();
    python.done();
}

fn octokit(node: &mut Outcomes) {
    let repository = json!({"status": 200, "id": 1001, "owner": "tea", "private": false, "stars": 42});
    let location = "/repos/tea/pot/issues/6";
    node.of(
        "Octokit",
        [
            got("repository", repository),
            got("its issues, page by page", json!([[1, 2], [3, 4], [5]])),
            got(
                "the issue that the repository leads to",
                json!({"title": "Lid", "body": null, "comments": 1}),
            ),
            got("a new issue", json!({"status": 201, "number": 6, "title": "Crack", "location": location})),
            got("closed", json!({"status": 200, "state": "closed"})),
            got("a comment", json!({"status": 201, "id": 9001})),
            got("starred", json!({"status": 204, "data": ""})),
            threw("no such repository", json!({"name": "HttpError", "status": 404, "message": "Not Found"})),
        ],
    );
}

fn pygithub(python: &mut Outcomes) {
    let at = |time: &str| json!({ "datetime": time });
    let issues = json!([[1, "Lid"], [2, "Spout"], [3, "Handle"], [4, "Glaze"], [5, "Foot"]]);
    python.of(
        "PyGithub",
        [
            got("repository", json!([1001, "tea", false, 42, at("2024-05-06T07:08:09+00:00")])),
            got("its issues, page by page", issues),
            got("an issue", json!(["Lid", null, 1, "ann"])),
            got("a new issue", json!([6, "Crack", "open"])),
            got("closed", json!("closed")),
            got("a comment", json!([9001, "Mended.", at("2025-02-03T04:05:06+00:00")])),
            got("starred", Value::Null),
            threw("no such repository", json!({"type": "UnknownObjectException", "status": 404})),
        ],
    );
}
