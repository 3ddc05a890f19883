//! Pages instead of 404s, and HEAD.

use reqwest::Method;

use super::stage::{backend, cannot, check, said, start, taken};
use crate::support::{Received, Said, send};

/// A shop with a page for every path, as a single-page application has one.
fn with_catch_all(received: &Received) -> Said {
    match (received.method.as_str(), received.path.as_str()) {
        ("GET", "/things") => said(200, "application/json", "[]"),
        ("GET", _) => said(200, "text/html", "<title>Shop</title><div id=app></div>"),
        _ => cannot(received),
    }
}

#[tokio::test]
async fn a_page_for_every_path_counts_as_a_404() {
    let (upstream, _) = backend(with_catch_all);
    let understudy = start(&upstream, "").await;
    for row in ["cold", "warm"] {
        check(row, &understudy.client.get("/planned").await, 200, Some("unbuilt"));
        check(row, &understudy.client.get("/things").await, 200, None);
        let posted = send(understudy.client.request(Method::POST, "/planned").body("{}")).await;
        check(row, &posted, 201, Some("unbuilt"));
        let deleted = send(understudy.client.request(Method::DELETE, "/things/9")).await;
        check(row, &deleted, 404, None);
    }
    let understudy = start(&upstream, "[upstreams.shop.unbuilt]\npages = false").await;
    check("switched off", &understudy.client.get("/planned").await, 200, None);
}

/// An endpoint that answers HTML of its own is built from then on.
#[tokio::test]
async fn a_page_of_its_own_is_an_answer() {
    let (upstream, log) = backend(|received: &Received| match received.path.as_str() {
        "/planned" => said(200, "text/html", "<title>The plan</title>"),
        _ => cannot(received),
    });
    let understudy = start(&upstream, "").await;
    check("its own", &understudy.client.get("/planned").await, 200, None);
    taken(&log);
    check("known", &understudy.client.get("/planned").await, 200, None);
    assert_eq!(taken(&log), ["GET /planned"], "nothing is asked again");
}

#[tokio::test]
async fn head_goes_by_what_get_is_answered() {
    let (upstream, log) = backend(|received: &Received| match received.path.as_str() {
        "/things" => said(200, "application/json", "[]"),
        "/things/9" => said(404, "application/json", r#"{"error":"no thing"}"#),
        _ => cannot(received),
    });
    let understudy = start(&upstream, "").await;
    for row in ["cold", "warm"] {
        let head = |path: &'static str| send(understudy.client.request(Method::HEAD, path));
        check(row, &head("/planned").await, 200, Some("unbuilt"));
        check(row, &head("/things").await, 200, None);
        check(row, &head("/things/9").await, 404, None);
    }
    assert!(taken(&log).iter().all(|asked| !asked.starts_with("HEAD /planned/")), "no probe with HEAD");
}
