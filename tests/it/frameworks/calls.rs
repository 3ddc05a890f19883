//! What is asked of each backend, and the collection that documents it.

use crate::support::{Answer, collection, item};

/// One request, and who has to answer it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) due: Due,
}

/// Whose answer is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The backend's success.
    Built,
    /// The backend's refusal: there is no such thing.
    Missing,
    /// The backend's answer, whatever it says: the thing that this would belong to is not there.
    Passed,
    /// The mock's, as the backend has no such endpoint.
    Unbuilt,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    /// The mock should have answered, or the backend's success was not given.
    Wrong,
    /// A thing that is not there was shown, or a write to it confirmed.
    Dangerous,
}

const fn call(method: &'static str, path: &'static str, due: Due) -> Call {
    Call { method, path, due }
}

/// The backends have the things 1 and 2. The examples speak of a thing 7, as a client may have it from the mock.
pub(super) const MISSING: [Call; 8] = [
    call("GET", "/items/7", Due::Missing),
    call("GET", "/items/7?full=1", Due::Missing),
    call("HEAD", "/items/7", Due::Missing),
    call("PUT", "/items/7", Due::Missing),
    call("DELETE", "/items/7", Due::Missing),
    call("POST", "/items/7/copies", Due::Missing),
    call("GET", "/notes/7", Due::Missing),
    call("GET", "/notes/7/replies", Due::Passed),
];

pub(super) const UNBUILT: [Call; 11] = [
    call("GET", "/orders", Due::Unbuilt),
    call("GET", "/orders?page=2", Due::Unbuilt),
    call("HEAD", "/orders", Due::Unbuilt),
    call("POST", "/orders", Due::Unbuilt),
    call("GET", "/orders/7", Due::Unbuilt),
    call("DELETE", "/cart", Due::Unbuilt),
    call("GET", "/plans/next", Due::Unbuilt),
    call("GET", "/notes/1/replies", Due::Unbuilt),
    call("GET", "/notes/1/replies?page=2", Due::Unbuilt),
    call("HEAD", "/notes/1/replies", Due::Unbuilt),
    call("POST", "/notes/1/replies", Due::Unbuilt),
];

pub(super) const BUILT: [Call; 5] = [
    call("GET", "/items", Due::Built),
    call("GET", "/items/1", Due::Built),
    call("PUT", "/items/1", Due::Built),
    call("GET", "/notes", Due::Built),
    call("GET", "/notes/1", Due::Built),
];

/// A thing that is there has not got this method.
pub(super) const fn method_of_a_thing(due: Due) -> Call {
    call("DELETE", "/notes/1", due)
}

impl Call {
    /// Judges an answer.
    pub(super) fn judge(&self, answer: &Answer) -> Verdict {
        let is_mocked = answer.header("x-understudy-source") == Some("fallback");
        let is_right = match self.due {
            Due::Built => !is_mocked && answer.status < 300,
            // 405 is what many say to HEAD.
            Due::Missing => !is_mocked && matches!(answer.status, 404 | 405),
            Due::Passed => !is_mocked,
            Due::Unbuilt => {
                let reason = answer.header("x-understudy-reason").unwrap_or_default();
                is_mocked && answer.status < 300 && reason.starts_with("unbuilt")
            }
        };
        match self.due {
            _ if is_right => Verdict::Right,
            Due::Missing | Due::Passed if is_mocked => Verdict::Dangerous,
            _ => Verdict::Wrong,
        }
    }
}

/// Everything that is asked is documented, with an example.
pub(super) fn documented() -> String {
    let seven = r#"{"id":7,"name":"from the mock"}"#;
    let list = r#"[{"id":7,"name":"from the mock"}]"#;
    let item = |method: &str, path: &str, status, body| {
        item(&format!("{method} {path}"), method, path, status, body)
    };
    collection(&[
        item("GET", "/items", 200, list),
        item("POST", "/items", 201, seven),
        item("GET", "/items/:id", 200, seven),
        item("PUT", "/items/:id", 200, seven),
        item("DELETE", "/items/:id", 204, ""),
        item("POST", "/items/:id/copies", 201, seven),
        item("GET", "/notes", 200, list),
        item("GET", "/notes/:id", 200, seven),
        item("DELETE", "/notes/:id", 204, ""),
        item("GET", "/notes/:id/replies", 200, list),
        item("POST", "/notes/:id/replies", 201, seven),
        item("GET", "/orders", 200, list),
        item("POST", "/orders", 201, seven),
        item("GET", "/orders/:id", 200, seven),
        item("DELETE", "/cart", 204, ""),
        item("GET", "/plans/next", 200, seven),
    ])
}
