//! Calls that stream or do not, told apart by their body (matching.md 8.3); errors, lists, uploads.

use serde_json::{Value, json};

use super::outcome::{Outcomes, got, threw};
use super::program::{both, mock};

#[tokio::test]
async fn clients_of_language_models() {
    let Some((mut node, mut python)) = both("chat", &mock("chat.json").await).await else { return };
    of_node(&mut node);
    of_python(&mut python);
    node.done();
    python.done();
}

/// Of three pages, each of which begins after the last file of the one before.
fn files() -> Value {
    json!(["file-1", "file-2", "file-3", "file-4", "file-5"])
}

/// The chunks of the stream, and what they say together.
fn streamed() -> Value {
    json!(["", "Hel", "lo, ", "strëam ☕", "stop"])
}

const TOGETHER: &str = "Hello, strëam ☕";

fn of_node(node: &mut Outcomes) {
    let chat = json!({"id": "chat-1", "created": 1_767_225_600, "content": "Hello there.", "total": 7});
    let limited = json!({"name": "RateLimitError", "status": 429, "code": "rate_limit_exceeded"});
    node.of(
        "openai",
        [
            got("a chat", chat),
            got("a chat, explicitly whole", json!("Hello there.")),
            got("a streamed chat", streamed()),
            got("a streamed chat, put together", json!(TOGETHER)),
            threw("too many chats", limited),
            got("embeddings", json!([0.5, -0.25, 1])),
            got("embeddings as numbers", json!([0.5, -0.25, 1])),
            got("models", json!(["small-1", "large-1"])),
            got("an upload", json!({"id": "file-1", "purpose": "fine-tune", "bytes": 12})),
            got("files, page by page", files()),
            got("deleted", json!({"id": "file-77", "object": "file", "deleted": true})),
        ],
    );
}

fn of_python(python: &mut Outcomes) {
    let chat = || json!(["chat-1", 1_767_225_600, "Hello there.", 7]);
    let limited = json!({"type": "RateLimitError", "status": 429, "code": "rate_limit_exceeded"});
    python.of(
        "openai",
        [
            got("a chat", chat()),
            got("a chat, explicitly whole", chat()),
            got("a streamed chat", streamed()),
            got("a streamed chat, asynchronously", streamed()),
            got("a streamed chat, put together", json!(TOGETHER)),
            threw("too many chats", limited),
            got("embeddings", json!([0.5, -0.25, 1.0])),
            got("embeddings as numbers", json!([0.5, -0.25, 1.0])),
            got("models", json!(["small-1", "large-1"])),
            got("an upload", json!(["file-1", "fine-tune", 12])),
            got("files, page by page", files()),
            got("deleted", json!(["file-77", true])),
        ],
    );
}
