//! What was learned outlives a restart, and is forgotten with its request or when somebody says so.

use std::os::unix::fs::PermissionsExt;

use super::stage::{backend, cannot, check, routes, said, shop, taken};
use crate::support::{LISTENERS, Received, Said, Understudy, Upstream, collection, item, run};

fn one_thing(received: &Received) -> Said {
    match received.path.as_str() {
        "/things/1" => said(200, "application/json", "{}"),
        _ => cannot(received),
    }
}

/// Starts in a folder that outlives it.
async fn start_in(folder: &std::path::Path, upstream: &Upstream) -> Understudy {
    let state = folder.join("state").display().to_string();
    let config = format!("state_dir = \"{state}\"\n{LISTENERS}{}", routes(upstream, ""));
    Understudy::try_start(&config, &[("shop.json", &shop())]).await.expect("a start")
}

async fn state(understudy: &Understudy, endpoint: &str) -> String {
    let routes = understudy.admin.get("/api/routes").await.json();
    let endpoints = routes["routes"][0]["endpoints"].as_array().unwrap().clone();
    let found = endpoints.iter().find(|one| one["endpoint"] == endpoint).unwrap();
    found["unbuilt"]["state"].as_str().unwrap().to_owned()
}

const THING: &str = "GET /things/:id";

#[tokio::test]
async fn what_was_learned_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (upstream, log) = backend(one_thing);
    let understudy = start_in(folder.path(), &upstream).await;
    check("built", &understudy.client.get("/things/1").await, 200, None);
    check("not built", &understudy.client.get("/planned").await, 200, Some("unbuilt"));
    drop(understudy);
    let file = folder.path().join("state/unbuilt.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    taken(&log);
    let understudy = start_in(folder.path(), &upstream).await;
    assert_eq!(state(&understudy, THING).await, "built");
    check("missing", &understudy.client.get("/things/9").await, 404, None);
    assert_eq!(taken(&log), ["GET /things/9"], "U2 needs no question");
    drop(understudy);
    std::fs::write(&file, "{ broken").unwrap();
    let understudy = start_in(folder.path(), &upstream).await;
    assert_eq!(state(&understudy, THING).await, "not asked", "a broken file keeps nothing from serving");
}

#[tokio::test]
async fn what_was_learned_goes_with_the_request() {
    let (upstream, _) = backend(one_thing);
    let understudy = super::stage::start(&upstream, "").await;
    understudy.client.get("/things/1").await;
    assert_eq!(state(&understudy, THING).await, "built");
    let others = collection(&[item("planned", "GET", "/planned", 200, "{}")]);
    understudy.change("shop.json", &others).await;
    understudy.change("shop.json", &shop()).await;
    assert_eq!(state(&understudy, THING).await, "not asked");
}

#[tokio::test]
async fn somebody_can_have_it_forgotten() {
    let (upstream, _) = backend(one_thing);
    let understudy = super::stage::start(&upstream, "").await;
    let admin = format!("http://{}", understudy.admin.address());
    for target in [THING, "shop"] {
        understudy.client.get("/things/1").await;
        assert_eq!(state(&understudy, THING).await, "built", "{target}");
        let admin = admin.clone();
        let ran = tokio::task::spawn_blocking(move || run(&["forget", target, "--admin", &admin]));
        let (code, out, error) = ran.await.unwrap();
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        assert!(out.contains("Forgotten of shop"), "{out}");
        assert_eq!(out.contains(THING), target == THING, "{out}");
        assert_eq!(state(&understudy, THING).await, "not asked");
    }
    let ran = tokio::task::spawn_blocking(move || run(&["forget", "GET /thing/:id", "--admin", &admin]));
    let (code, _, error) = ran.await.unwrap();
    assert_eq!(code, 1);
    assert!(error.contains("did you mean `GET /things/:id`?"), "{error}");
}
