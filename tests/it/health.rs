//! Servers that are checked: what a check finds is known before any client pays for it.

use reqwest::Method;

use crate::support::{Answer, Behaviour, Understudy, Upstream, collection, eventually, item, send};

const TCP: &str = "health = { kind = \"tcp\", interval = \"2ms\" }";
const HTTP: &str = "health = { kind = \"http\", path = \"/health?deep\", status = 204, interval = \"2ms\" }";

/// A fallback route and a live one to these servers, without a breaker: only the health check tells.
async fn start(servers: &[&Upstream], health: &str) -> Understudy {
    let urls: Vec<_> = servers.iter().map(|server| format!("\"http://{}\"", server.address())).collect();
    let routes = format!(
        "[upstreams.shop]\nservers = [{}]\nbreaker = {{ failures = 0 }}\n{health}\n\
         [mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\n\
         [[routes]]\nname = \"live\"\npath = \"/live\"\nupstream = \"shop\"\n",
        urls.join(", ")
    );
    let shop = collection(&[item("list", "GET", "/books", 200, r#"{"from":"mock"}"#)]);
    Understudy::start(&routes, &[("shop.json", &shop)]).await
}

#[track_caller]
fn check(answer: &Answer, status: u16, source: &str, reason: Option<&str>) {
    let told = (answer.status, answer.header("x-understudy-source"), answer.header("x-understudy-reason"));
    assert_eq!(told, (status, Some(source), reason), "{}", answer.text());
}

/// Waits until this is what is known of the servers, by nobody asking for anything.
async fn known(understudy: &Understudy, breaker: &str, healthy: &[bool]) {
    eventually(&format!("{breaker} {healthy:?}"), async || {
        let status = understudy.admin.get("/api/status").await.json();
        let shop = &status["upstreams"][0];
        let servers = shop["servers"].as_array().expect("servers");
        let known: Vec<_> = servers.iter().filter_map(|server| server["healthy"].as_bool()).collect();
        (shop["breaker"] == breaker && known == healthy).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_that_takes_no_connection_is_unhealthy() {
    let mut upstream = Upstream::start(Behaviour::Echo);
    let understudy = start(&[&upstream], TCP).await;
    known(&understudy, "closed", &[true]).await;
    check(&understudy.client.get("/books").await, 200, "live", None);
    upstream.kill().await;
    known(&understudy, "unhealthy", &[false]).await;
    check(&understudy.client.get("/books").await, 200, "fallback", Some("unhealthy"));
    let refused = understudy.client.get("/live").await;
    check(&refused, 503, "none", Some("unhealthy"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(understudy.metric("understudy_upstream_up{upstream=\"shop\"}").await, 0);
    assert_eq!(understudy.metric("understudy_breaker_open{upstream=\"shop\"}").await, 1);
    upstream.revive();
    known(&understudy, "closed", &[true]).await;
    check(&understudy.client.get("/books").await, 200, "live", None);
    assert_eq!(understudy.metric("understudy_upstream_up{upstream=\"shop\"}").await, 1);
}

#[tokio::test]
async fn one_that_answers_with_another_status_is_unhealthy() {
    let upstream = Upstream::start(Behaviour::Status(204));
    let understudy = start(&[&upstream], HTTP).await;
    known(&understudy, "closed", &[true]).await;
    eventually("a check", async || upstream.last().filter(|check| check.path == "/health?deep")).await;
    let asked = upstream.last().expect("a check");
    assert_eq!(
        (asked.method.as_str(), asked.header("host")),
        ("GET", Some(&*upstream.address().to_string()))
    );
    for behaviour in [Behaviour::Status(200), Behaviour::CloseBeforeHeader, Behaviour::Garbage] {
        upstream.behave(behaviour);
        known(&understudy, "unhealthy", &[false]).await;
        check(&understudy.client.get("/books").await, 200, "fallback", Some("unhealthy"));
        upstream.behave(Behaviour::Status(204));
        known(&understudy, "closed", &[true]).await;
        check(&understudy.client.get("/live").await, 204, "live", None);
    }
}

#[tokio::test]
async fn only_those_that_are_well_are_asked() {
    let (sick, well) = (Upstream::start(Behaviour::Status(500)), Upstream::start(Behaviour::Status(204)));
    let understudy = start(&[&sick, &well], HTTP).await;
    known(&understudy, "closed", &[false, true]).await;
    for _ in 0..20 {
        let request = understudy.client.request(Method::POST, "/live").body("order");
        check(&send(request).await, 204, "live", None);
    }
    well.behave(Behaviour::Status(503));
    known(&understudy, "unhealthy", &[false, false]).await;
    sick.behave(Behaviour::Status(204));
    known(&understudy, "closed", &[true, false]).await;
    check(&understudy.client.get("/live").await, 204, "live", None);
}

#[tokio::test]
async fn checks_follow_the_config() {
    let upstream = Upstream::start(Behaviour::Status(500));
    let understudy = start(&[&upstream], HTTP).await;
    known(&understudy, "unhealthy", &[false]).await;
    let config = std::fs::read_to_string(understudy.path("understudy.toml")).unwrap();
    let unrelated =
        config.replace("access_log = false", "access_log = false\nheaders = true\nmax_body = \"2MiB\"");
    understudy.change("understudy.toml", &unrelated).await;
    check(&understudy.client.get("/books").await, 200, "fallback", Some("unhealthy"));

    understudy.change("understudy.toml", &config.replace(HTTP, "")).await;
    check(&understudy.client.get("/live").await, 500, "live", None);
    eventually("no more checks", async || {
        let before = upstream.requests();
        for _ in 0..20 {
            understudy.admin.get("/healthz").await;
        }
        (upstream.requests() == before).then_some(())
    })
    .await;
    understudy.change("understudy.toml", &config).await;
    known(&understudy, "unhealthy", &[false]).await;
}
