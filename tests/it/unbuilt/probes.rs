//! What a backend is asked so that Understudy can tell.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::stage::{answers_unasked, backend, cannot, check, said, shop, start, taken};
use crate::support::{Received, Said, Understudy, send};

/// Things are there; what is missing is answered as an unknown path is.
fn same_for_both(received: &Received) -> Said {
    match (received.method.as_str(), received.path.as_str()) {
        ("GET", "/things/1") => said(200, "application/json", r#"{"id":"1"}"#),
        ("GET", "/things") => said(200, "application/json", "[]"),
        _ => said(404, "application/json", r#"{"detail":"Not Found"}"#),
    }
}

#[tokio::test]
async fn few_questions_are_asked_and_none_twice() {
    let (upstream, log) = backend(cannot);
    let understudy = start(&upstream, "").await;
    check("cold", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
    let asked = taken(&log);
    assert_eq!(asked.len(), 4, "{asked:?}");
    assert!(asked[0] == "GET /planned" && asked[1].starts_with("GET /understudy-"), "{asked:?}");
    assert!(asked[2] == "OPTIONS /planned" && asked[3].starts_with("OPTIONS /understudy-"), "{asked:?}");
    answers_unasked(&understudy, "/planned", &log).await;
}

#[tokio::test]
async fn nothing_but_get_and_options_is_asked_and_never_a_body() {
    let (upstream, log) = backend(|received: &Received| {
        let is_own = !received.path.contains("understudy-") && received.method != "OPTIONS";
        assert!(is_own || received.body.is_empty(), "{received:?}");
        same_for_both(received)
    });
    let understudy = start(&upstream, "").await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::GET] {
        for path in ["/planned", "/things/9", "/things/1", "/things/1/reviews"] {
            let request = understudy.client.request(method.clone(), path);
            send(request.header("content-type", "application/json").body("{\"a\":1}")).await;
            let asked = taken(&log);
            let probes = asked.iter().skip(1);
            assert!(asked.len() <= 9, "{method} {path}: {asked:?}");
            let mut others =
                probes.filter(|asked| !asked.starts_with("GET ") && !asked.starts_with("OPTIONS "));
            assert_eq!(others.next(), None, "{method} {path}: {asked:?}");
        }
    }
}

#[tokio::test]
async fn a_write_to_a_missing_thing_is_never_confirmed() {
    let (upstream, _) = backend(same_for_both);
    let understudy = start(&upstream, "").await;
    for row in ["cold", "warm"] {
        for method in [Method::PUT, Method::DELETE] {
            let answer = send(understudy.client.request(method.clone(), "/things/9").body("{}")).await;
            check(&format!("{row} {method}"), &answer, 404, None);
        }
        check(row, &understudy.client.get("/things/9").await, 404, None);
    }
    check("below a thing", &understudy.client.get("/things/1/reviews").await, 200, Some("unbuilt"));
    check("below none", &understudy.client.get("/things/9/reviews").await, 404, None);
}

/// Nothing of the resource is there: only what the mock itself names is mocked, and that is said to be likely.
#[tokio::test]
async fn a_thing_of_an_unbuilt_resource_is_probably_unbuilt() {
    let (upstream, _) = backend(cannot);
    let understudy = start(&upstream, "").await;
    check("named", &understudy.client.get("/things/1").await, 200, Some("unbuilt-likely"));
    check("not named", &understudy.client.get("/things/7").await, 404, None);
    let put = send(understudy.client.request(Method::PUT, "/things/1").body("{}")).await;
    check("a write", &put, 404, None);
    let understudy = start(&upstream, "[upstreams.shop.unbuilt]\nask_parents = false").await;
    check("may not ask", &understudy.client.get("/things/1").await, 404, None);
    let lines = "[upstreams.shop.unbuilt]\nask_parents = false\nundecided = \"mock\"";
    let understudy = start(&upstream, lines).await;
    check("as the config says", &understudy.client.get("/things/7").await, 200, Some("unbuilt-likely"));
}

#[tokio::test]
async fn an_endpoint_is_live_from_its_first_answer_on() {
    let is_built = Arc::new(AtomicUsize::new(0));
    let built = Arc::clone(&is_built);
    let (upstream, _) = backend(move |received: &Received| match received.path.as_str() {
        "/planned" if built.load(Ordering::Relaxed) == 1 => said(200, "application/json", "{}"),
        _ => cannot(received),
    });
    let understudy = start(&upstream, "").await;
    check("unbuilt", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
    is_built.store(1, Ordering::Relaxed);
    check("built", &understudy.client.get("/planned").await, 200, None);
    is_built.store(0, Ordering::Relaxed);
    check("gone, which is the backend's to say", &understudy.client.get("/planned").await, 404, None);
    for status in [405, 501] {
        upstream.behave(crate::support::Behaviour::Status(status));
        check("a method that was there", &understudy.client.get("/planned").await, status, None);
    }
}

/// One connection at a time, kept for as long as the other side keeps it.
async fn serve_one_at_a_time(listener: TcpListener, open: Arc<AtomicUsize>) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = serve(stream, &open).await;
    }
}

async fn serve(stream: TcpStream, served: &AtomicUsize) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut first, mut closes) = (String::new(), false);
        if stream.read_line(&mut first).await? == 0 {
            return Ok(());
        }
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 2 {
            closes |= line.to_lowercase().starts_with("connection: close");
            line.clear();
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        let body = if first.starts_with("HEAD") { String::new() } else { format!("nothing at {path}") };
        let head = format!("HTTP/1.1 404 Not Found\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await?;
        served.fetch_add(1, Ordering::Relaxed);
        if closes {
            return Ok(());
        }
    }
}

#[tokio::test]
async fn no_connection_is_held_while_the_upstream_is_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"",
        listener.local_addr().unwrap()
    );
    let served = Arc::new(AtomicUsize::new(0));
    let serving = tokio::spawn(serve_one_at_a_time(listener, Arc::clone(&served)));
    let understudy = Understudy::start(&routes, &[("shop.json", &shop())]).await;
    check("cold", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
    check("warm", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
    assert_eq!(served.load(Ordering::Relaxed), 5);
    serving.abort();
}
