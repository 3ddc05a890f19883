//! Backends with a habit that makes it hard to tell what they have not built.

use super::caller::CALLERS;
use super::calls::{Call, Due, documented};
use super::program::Program;
use crate::support::{Answer, Client, Understudy, send};
use reqwest::Method;

/// Understudy before one of the apps, and what answers.
struct Before {
    understudy: Understudy,
    backend: Client,
    _program: Program,
}

impl Before {
    async fn start(app: &str) -> Option<Self> {
        let program = Program::node(&[app]).await?;
        let address = program.address(app);
        let routes = format!(
            "[upstreams.shop]\nurl = \"http://{address}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
             [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\""
        );
        let understudy = Understudy::start(&routes, &[("shop.json", &documented())]).await;
        Some(Self { understudy, backend: Client::new(address), _program: program })
    }

    async fn call(&self, method: &'static str, path: &'static str) -> Answer {
        let call = Call { method, path, due: Due::Built };
        CALLERS[0].call(&self.understudy.client, "shop.example", &call).await
    }

    /// Status and source of each answer, in this order.
    async fn check(&self, row: &str, calls: &[(&'static str, &'static str, u16, &'static str)]) {
        for &(method, path, status, source) in calls {
            let answer = self.call(method, path).await;
            let seen = (answer.status, answer.header("x-understudy-source").unwrap_or_default());
            assert_eq!(seen, (status, source), "{row}: {method} {path}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_backend_without_a_list_of_its_items() {
    let Some(before) = Before::start("special-without-list").await else { return };
    let missing = [
        ("GET", "/items/9", 404, "live"),
        ("PUT", "/items/9", 404, "live"),
        ("PUT", "/items/7", 404, "live"),
    ];
    before.check("cold", &missing).await;
    before.check("the list", &[("GET", "/items", 200, "fallback")]).await;
    before.check("built", &[("GET", "/items/1", 200, "live"), ("PUT", "/items/1", 200, "live")]).await;
    before.check("warm", &missing).await;
    before.check("warm, of an example", &[("GET", "/items/7", 404, "live")]).await;
}

#[tokio::test]
async fn a_backend_that_says_400_for_an_id_out_of_range() {
    let Some(before) = Before::start("special-range").await else { return };
    for row in ["cold", "warm"] {
        let missing = [("GET", "/items/7", 404, "live"), ("PUT", "/items/7", 404, "live")];
        before.check(row, &missing).await;
        before.check(row, &[("GET", "/items/5000", 400, "live"), ("PUT", "/items/5000", 400, "live")]).await;
        let replies =
            [("GET", "/notes/1/replies", 200, "fallback"), ("GET", "/notes/7/replies", 404, "live")];
        before.check(row, &replies).await;
    }
}

#[tokio::test]
async fn a_thing_that_is_deleted_behind_our_back() {
    let Some(before) = Before::start("special-forgetful").await else { return };
    before
        .check("there", &[("GET", "/notes/1", 200, "live"), ("GET", "/notes/1/replies", 200, "fallback")])
        .await;
    let behind = send(before.backend.request(Method::POST, "/behind/notes/1")).await;
    assert_eq!(behind.status, 204);
    let gone = [
        ("GET", "/notes/1/replies", 404, "live"),
        ("POST", "/notes/1/replies", 404, "live"),
        ("DELETE", "/notes/1", 404, "live"),
        ("GET", "/notes/1", 404, "live"),
    ];
    before.check("gone", &gone).await;
    before.check("another one", &[("GET", "/notes/2/replies", 200, "fallback")]).await;
}

#[tokio::test]
async fn a_backend_that_redirects_to_a_login() {
    let Some(before) = Before::start("special-login").await else { return };
    for row in ["cold", "warm"] {
        let missing = [("GET", "/items/7", 404, "live"), ("PUT", "/items/7", 404, "live")];
        before.check(row, &missing).await;
        before
            .check(row, &[("GET", "/orders", 302, "live"), ("POST", "/notes/1/replies", 302, "live")])
            .await;
    }
}
