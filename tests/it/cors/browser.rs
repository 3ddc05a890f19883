//! In a real browser: a page of another origin, with its cookies.

use serde_json::{Value, json};

use super::{PLACES, SAVED, Scene};
use crate::page::Browser;
use crate::support::{Behaviour, Upstream};

/// What a page gets that asks: status, body and a header, or why it gets nothing.
const FETCH: &str = "
    const [url, method] = arguments;
    const more = method === 'GET' ? {} : {body: '{\"b\":2}', headers: {'content-type': 'application/json', 'x-custom': '1'}};
    return fetch(url, {method, credentials: 'include', ...more})
        .then(async (answer) => [answer.status, await answer.text(), answer.headers.get('x-total')], String);";

const XHR: &str = "
    const [url, method] = arguments;
    return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open(method, url);
        request.withCredentials = true;
        request.onload = () => resolve([request.status, request.responseText, request.getResponseHeader('x-total')]);
        request.onerror = () => resolve('error');
        if (method !== 'GET') request.setRequestHeader('content-type', 'application/json');
        request.send(method === 'GET' ? null : '{\"b\":2}');
    });";

const EVENTS: &str = "
    const [url] = arguments;
    return new Promise((resolve) => {
        const source = new EventSource(url, {withCredentials: true});
        source.onmessage = (event) => { source.close(); resolve(event.data); };
        source.onerror = () => { source.close(); resolve('error'); };
    });";

/// A page on an origin of its own, and a server on another one; none where there is no browser.
async fn opened() -> Option<(Upstream, Scene, Browser)> {
    let html = [("content-type", "text/html; charset=utf-8")];
    let page = Upstream::start(Behaviour::fixed(200, &html, "<!doctype html><title>page</title>"));
    let scene = Scene::start().await;
    let browser = Browser::open(&format!("http://{}/", page.address())).await?;
    Some((page, scene, browser))
}

impl Scene {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.understudy.address())
    }

    async fn run(&self, browser: &Browser, script: &str, path: &str, method: &str) -> Value {
        browser.run(script, vec![json!(self.url(path)), json!(method)]).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_a_page_reads_the_answers_of_the_mock_whatever_was_saved() {
    let Some((_page, scene, browser)) = opened().await else { return };
    for place in PLACES {
        for (kind, _) in SAVED {
            for (script, method) in [(FETCH, "GET"), (FETCH, "PUT"), (XHR, "GET"), (XHR, "POST")] {
                let path = format!("/{place}/{kind}");
                let got = scene.run(&browser, script, &path, method).await;
                assert_eq!(got, json!([200, "{\"a\":1}", "3"]), "{method} {path}");
            }
        }
        let got = scene.run(&browser, EVENTS, &format!("/{place}/events"), "GET").await;
        assert_eq!(got, "hello", "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_7_4_a_page_reads_errors() {
    let Some((_page, scene, browser)) = opened().await else { return };
    for (path, method, status, name) in [
        ("/mock/no/such/path", "GET", 404, "mockRequestNotFoundError"),
        ("/mock/no/such/path", "PUT", 404, "mockRequestNotFoundError"),
        ("/fallback/no/such/path", "PUT", 502, "upstreamUnavailableError"),
        ("/unmocked/any", "PUT", 503, "upstreamUnavailableError"),
        ("/no/route", "PUT", 404, "noRouteError"),
    ] {
        for script in [FETCH, XHR] {
            let got = scene.run(&browser, script, path, method).await;
            assert_eq!(got[0], status, "{method} {path}: {got}");
            assert!(got[1].as_str().is_some_and(|body| body.contains(name)), "{method} {path}: {got}");
        }
    }
}
