//! A backend is asked as the client asked it.

use http::Request;
use reqwest::Method;

use super::stage::{backend, cannot, check, said, shop, start, taken};
use crate::support::{Behaviour, Http2Client, Received, Said, Understudy, Upstream, send};

/// The thing 1 belongs to one tenant.
fn by_tenant(received: &Received) -> Said {
    match (received.method.as_str(), received.path.as_str(), received.header("x-tenant")) {
        ("GET", "/things", _) => said(200, "application/json", "[]"),
        ("GET", "/things/1", Some("a")) => said(200, "application/json", "{}"),
        _ => cannot(received),
    }
}

#[tokio::test]
async fn whether_a_thing_is_there_is_asked_for_the_tenant_of_the_client() {
    let (upstream, _) = backend(by_tenant);
    let understudy = start(&upstream, "").await;
    for (tenant, status, reason) in [("b", 404, None), ("a", 200, Some("unbuilt")), ("b", 404, None)] {
        let request = understudy.client.request(Method::GET, "/things/1/reviews");
        check(tenant, &send(request.header("x-tenant", tenant)).await, status, reason);
    }
}

#[tokio::test]
async fn what_stands_before_all_endpoints_is_passed_as_by_the_client() {
    let guarded = |received: &Received| match received.header("x-api-key") {
        Some("k1") if received.header("x-forwarded-proto") == Some("http") => cannot(received),
        _ => said(401, "text/plain", "who are you?"),
    };
    let (upstream, _) = backend(guarded);
    let understudy = start(&upstream, "").await;
    let request = understudy.client.request(Method::GET, "/planned").header("x-api-key", "k1");
    check("a key of its own", &send(request).await, 200, Some("unbuilt"));
}

#[tokio::test]
async fn a_question_is_never_conditional_and_never_another_method() {
    let (upstream, log) = backend(|received: &Received| {
        let is_own = received.method == "GET" && received.path == "/planned";
        let left_out = ["if-none-match", "range", "x-http-method-override", "idempotency-key"];
        assert!(is_own || left_out.iter().all(|name| received.header(name).is_none()), "{received:?}");
        cannot(received)
    });
    let understudy = start(&upstream, "").await;
    let request = understudy.client.request(Method::GET, "/planned").header("if-none-match", "\"1\"");
    let request = request.header("range", "bytes=0-1").header("x-http-method-override", "DELETE");
    check("asked", &send(request.header("idempotency-key", "1")).await, 200, Some("unbuilt"));
    assert_eq!(taken(&log).len(), 4);
}

/// The host stands beside the path, and each cookie may be a header of its own.
#[tokio::test]
async fn a_client_of_http2_has_a_host_and_one_line_of_cookies() {
    let strict = |received: &Received| match (received.header("host"), received.header("cookie")) {
        (None, _) => said(400, "text/plain", "no host"),
        (_, Some("theme=dark; session=s1")) => cannot(received),
        _ => said(302, "text/plain", ""),
    };
    let (upstream, _) = backend(strict);
    let understudy = start(&upstream, "").await;
    let client = Http2Client::connect(understudy.client.address()).await;
    let request = Request::get(format!("http://{}/planned", understudy.client.address()));
    let request = request.header("cookie", "theme=dark").header("cookie", "session=s1");
    let answer = client.send(request.body(()).unwrap(), "").await;
    assert_eq!(
        (answer.status, answer.header("x-understudy-reason")),
        (200, Some("unbuilt")),
        "{}",
        answer.text()
    );
}

/// A stream is reset that nobody ends.
#[tokio::test]
async fn an_answer_without_a_body_ends_over_http2() {
    let (unbuilt, _) = backend(cannot);
    let (down, reasons) = (Upstream::refusing(Behaviour::Echo), ["unbuilt", "connect"]);
    for (upstream, reason) in [unbuilt, down].iter().zip(reasons) {
        let understudy = start(upstream, "").await;
        let client = Http2Client::connect(understudy.client.address()).await;
        for row in ["cold", "warm"] {
            let request = Request::head(format!("http://{}/planned", understudy.client.address()));
            let answer = client.send(request.body(()).unwrap(), "").await;
            let told = (answer.status, answer.header("x-understudy-reason"));
            assert_eq!(told, (200, Some(reason)), "{row}");
        }
    }
}

#[tokio::test]
async fn routes_to_one_upstream_are_built_each_for_itself() {
    let (upstream, _) = backend(|received: &Received| match received.path.as_str() {
        "/v1/things" => said(200, "application/json", "[]"),
        _ => cannot(received),
    });
    let route = |version: &str| {
        format!(
            "[[routes]]\nname = \"{version}\"\nhost = \"{version}.example\"\nadd_prefix = \"/{version}\"\n\
             upstream = \"shop\"\nmock = \"shop\"\n"
        )
    };
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n{}{}",
        upstream.address(),
        route("v1"),
        route("v2")
    );
    let understudy = Understudy::start(&routes, &[("shop.json", &shop())]).await;
    for (host, reason) in [("v1.example", None), ("v2.example", Some("unbuilt")), ("v1.example", None)] {
        let request = understudy.client.request(Method::GET, "/things").header("host", host);
        check(host, &send(request).await, 200, reason);
    }
}

/// What corrects the last slash comes from what stands before all endpoints.
#[tokio::test]
async fn a_redirect_to_another_slash_is_no_answer() {
    let (upstream, _) = backend(|received: &Received| {
        let slash = || (308, vec![("location".to_owned(), format!("{}/", received.path))], Vec::new());
        if received.path.ends_with('/') { cannot(received) } else { slash() }
    });
    let understudy = start(&upstream, "").await;
    assert_eq!(understudy.client.get("/things").await.status, 308);
    check("likely", &understudy.client.get("/things/1/").await, 200, Some("unbuilt-likely"));
}

/// The backend prints the path as it was sent.
#[tokio::test]
async fn a_path_may_be_sent_encoded() {
    let (upstream, _) = backend(cannot);
    let understudy = start(&upstream, "").await;
    check("encoded", &understudy.client.get("/%70lanned").await, 200, Some("unbuilt"));
}

/// The backend knows the path, and has not got this method: that says nothing of the thing.
#[tokio::test]
async fn a_refused_method_of_a_missing_thing_is_not_confirmed() {
    let (upstream, _) = backend(|received: &Received| {
        let is_thing = received.path.starts_with("/things/") && received.path.matches('/').count() == 2;
        match (received.method.as_str(), received.path.as_str()) {
            ("GET", "/things/1") => said(200, "application/json", "{}"),
            ("OPTIONS", _) if is_thing => (200, vec![("allow".to_owned(), "GET".to_owned())], Vec::new()),
            ("DELETE", _) if is_thing => said(405, "text/plain", "no such method"),
            _ => cannot(received),
        }
    });
    let understudy = start(&upstream, "").await;
    for (path, status, reason) in [("/things/9", 405, None), ("/things/1", 200, Some("unbuilt"))] {
        check(path, &send(understudy.client.request(Method::DELETE, path)).await, status, reason);
    }
}
