//! API keys: who is let in, what is counted, which limits hold, and where it can be looked up.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Behaviour, LISTENERS, Understudy, Upstream, collection, item, key_lines, send};

const TEAM: &str = "usk_the-key-of-the-team";
const OTHER: &str = "usk_the-key-of-another";

/// Routes to a mock (`/mock`), an upstream (`/live`), and both, each with `settings`.
fn config(upstream: &Upstream, mock: &str, settings: &str, keys: &str) -> String {
    let route = |name: &str, lines: &str| {
        format!("[[routes]]\nname = \"{name}\"\npath = \"/{name}\"\n{lines}\n{settings}\n")
    };
    let routes = [
        route("mock", "mock = \"shop\""),
        route("live", "upstream = \"shop\""),
        route("fallback", "upstream = \"shop\"\nmock = \"shop\""),
        route("mock-first", "upstream = \"shop\"\nmock = \"shop\"\nmode = \"mock-first\""),
    ];
    let address = upstream.address();
    format!(
        "[upstreams.shop]\nurl = \"http://{address}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n{mock}\n{}{keys}",
        routes.concat()
    )
}

fn shop() -> String {
    let paths = ["mock", "fallback", "mock-first"];
    let items: Vec<_> = paths.map(|path| item(path, "GET", &format!("/{path}"), 200, "{}")).to_vec();
    collection(&items)
}

async fn start(mock: &str, settings: &str, keys: &str) -> (Understudy, Upstream) {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy =
        Understudy::start(&config(&upstream, mock, settings, keys), &[("shop.json", &shop())]).await;
    (understudy, upstream)
}

async fn ask(understudy: &Understudy, path: &str, key: Option<&str>) -> Answer {
    let request = understudy.client.request(Method::GET, path);
    send(match key {
        Some(key) => request.header("x-api-key", key),
        None => request,
    })
    .await
}

async fn ask_preflight(understudy: &Understudy, path: &str) -> Answer {
    let request = understudy.client.request(Method::OPTIONS, path).header("origin", "http://page.example");
    send(request.header("access-control-request-method", "GET")).await
}

fn error(answer: &Answer) -> String {
    answer.json()["error"]["name"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_private_route_lets_nobody_through_to_an_upstream_without_a_key() {
    let (understudy, upstream) = start("", "private = true", &key_lines("team", TEAM, "")).await;
    for path in ["/mock", "/live", "/fallback", "/mock-first"] {
        for wrong in [None, Some("usk_unknown"), Some("")] {
            let answer = ask(&understudy, path, wrong).await;
            assert_eq!((answer.status, &*error(&answer)), (401, "invalidCredentialsError"), "{path}");
        }
        let preflight = ask_preflight(&understudy, path).await;
        assert_eq!(preflight.status, 204, "{path}");
        assert_eq!(preflight.header("access-control-allow-origin"), Some("http://page.example"), "{path}");
    }
    assert_eq!(upstream.connections(), 0);
    for path in ["/mock", "/live", "/fallback", "/mock-first"] {
        assert_eq!(ask(&understudy, path, Some(TEAM)).await.status, 200, "{path}");
    }
    assert_eq!(upstream.requests(), 2);
}

#[tokio::test]
async fn a_private_mock_asks_for_a_key_in_every_mode_but_live() {
    let (understudy, upstream) = start("private = true", "", &key_lines("team", TEAM, "")).await;
    for (path, status) in [("/mock", 401), ("/fallback", 401), ("/mock-first", 401), ("/live", 200)] {
        assert_eq!(ask(&understudy, path, None).await.status, status, "{path}");
        assert_eq!(ask(&understudy, path, Some(TEAM)).await.status, 200, "{path}");
    }
    assert_eq!(upstream.requests(), 3);
}

#[tokio::test]
async fn a_key_is_held_to_its_routes_and_its_expiry() {
    let keys =
        key_lines("team", TEAM, "routes = [\"mock\"]") + &key_lines("old", OTHER, "expires = \"2020-01-01\"");
    let (understudy, upstream) = start("", "private = true", &keys).await;
    assert_eq!(ask(&understudy, "/mock", Some(TEAM)).await.status, 200);
    let elsewhere = ask(&understudy, "/live", Some(TEAM)).await;
    assert_eq!((elsewhere.status, &*error(&elsewhere)), (403, "forbiddenError"));
    let expired = ask(&understudy, "/mock", Some(OTHER)).await;
    assert_eq!((expired.status, &*error(&expired)), (401, "invalidCredentialsError"));
    assert!(expired.text().contains("expired at 2020-01-01T00:00:00Z"), "{}", expired.text());
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn keys_change_with_a_reload_and_counts_stay() {
    let (understudy, upstream) = start("", "private = true", &key_lines("team", TEAM, "")).await;
    assert_eq!(ask(&understudy, "/mock", Some(TEAM)).await.status, 200);
    let with = |keys: &str| format!("{LISTENERS}{}", config(&upstream, "", "private = true", keys));
    understudy.change("understudy.toml", &with(&key_lines("team", OTHER, "monthly_limit = 2"))).await;
    assert_eq!(ask(&understudy, "/mock", Some(TEAM)).await.status, 401);
    assert_eq!(ask(&understudy, "/mock", Some(OTHER)).await.status, 200);
    assert_eq!(ask(&understudy, "/mock", Some(OTHER)).await.status, 429);
}

#[tokio::test]
async fn the_header_of_keys_can_be_another_and_a_known_key_never_goes_upstream() {
    let upstream = Upstream::start(Behaviour::Echo);
    let server = LISTENERS.replace("[server]", "[server]\nkey_header = \"X-Team-Key\"");
    let routes = config(&upstream, "", "", &key_lines("team", TEAM, ""));
    let files = [("shop.json", &*shop())];
    let understudy = Understudy::try_start(&format!("{server}{routes}"), &files).await.unwrap();
    let request = understudy.client.request(Method::GET, "/live").header("x-api-key", "the-backends-own");
    send(request.header("x-team-key", "unknown").header("x-team-key", TEAM)).await;
    let received = upstream.last().unwrap();
    assert_eq!(received.header("x-api-key"), Some("the-backends-own"));
    assert_eq!(received.header("x-team-key"), None);
}

#[tokio::test]
async fn the_call_after_the_last_of_the_month_is_refused_and_live_requests_are_not() {
    let (understudy, _upstream) = start("", "", &key_lines("team", TEAM, "monthly_limit = 5")).await;
    for (turn, usage) in [None, None, None, Some("4/5"), Some("5/5")].into_iter().enumerate() {
        let path = ["/mock", "/mock-first"][turn % 2];
        let answer = ask(&understudy, path, Some(TEAM)).await;
        assert_eq!((answer.status, answer.header("x-understudy-usage")), (200, usage), "{turn}");
    }
    for path in ["/mock", "/mock-first"] {
        let answer = ask(&understudy, path, Some(TEAM)).await;
        assert_eq!((answer.status, &*error(&answer)), (429, "usageLimitReachedError"), "{path}");
        assert_eq!(answer.header("x-ratelimit-limit"), Some("5"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        let reset: u64 = answer.header("x-ratelimit-reset").unwrap().parse().unwrap();
        assert!(wait <= 31 * 24 * 60 * 60 && reset > 1_700_000_000);
        assert!(answer.text().contains("5 calls of the mock a month"), "{}", answer.text());
    }
    assert_eq!(ask(&understudy, "/live", Some(TEAM)).await.status, 200);
    assert_eq!(ask(&understudy, "/fallback", Some(TEAM)).await.status, 200);
    assert_eq!(ask(&understudy, "/mock", None).await.status, 200, "a public mock, without a key");
    let calls = |source: &str, route: &str| {
        format!("understudy_calls_total{{key=\"team\",route=\"{route}\",source=\"{source}\"}}")
    };
    understudy.counts(&calls("mock", "mock"), 3).await;
    understudy.counts(&calls("mock", "mock-first"), 2).await;
    understudy.counts(&calls("live", "live"), 1).await;
    understudy.counts("understudy_key_limit{key=\"team\"}", 5).await;
    understudy.counts("understudy_key_usage{key=\"team\"}", 5).await;
}

#[tokio::test]
async fn answers_while_the_upstream_is_down_count() {
    let (understudy, mut upstream) = start("", "", &key_lines("team", TEAM, "monthly_limit = 1")).await;
    upstream.kill().await;
    assert_eq!(ask(&understudy, "/fallback", Some(TEAM)).await.status, 200);
    let answer = ask(&understudy, "/fallback", Some(TEAM)).await;
    assert_eq!((answer.status, &*error(&answer)), (429, "usageLimitReachedError"));
    let calls = "understudy_calls_total{key=\"team\",route=\"fallback\",source=\"fallback\"}";
    understudy.counts(calls, 1).await;
}

#[tokio::test]
async fn the_rate_holds_for_every_request_with_the_key() {
    const RATE: usize = 6;
    let (understudy, upstream) =
        start("", "", &key_lines("team", TEAM, &format!("rate_limit = {RATE}"))).await;
    let mut refused = None;
    // Two minutes' worth, in case the minute turns meanwhile, and one that is too many in any case.
    for turn in 0..=2 * RATE {
        let answer = ask(&understudy, ["/live", "/mock"][turn % 2], Some(TEAM)).await;
        if answer.status == 429 {
            refused = Some((turn, answer));
            break;
        }
        assert_eq!(answer.status, 200);
    }
    let (turn, answer) = refused.expect("a refusal");
    assert!((RATE..=2 * RATE).contains(&turn), "{turn}");
    assert_eq!(error(&answer), "rateLimitedError");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(upstream.requests() <= RATE + 1);
    assert_eq!(ask(&understudy, "/live", None).await.status, 200, "whoever has no key");
}

#[tokio::test]
async fn a_preflight_is_nobodys_call() {
    let (understudy, _upstream) =
        start("", "", &key_lines("team", TEAM, "monthly_limit = 0\nrate_limit = 0")).await;
    let request = understudy.client.request(Method::OPTIONS, "/mock").header("origin", "http://page.example");
    let request = request.header("access-control-request-method", "GET").header("x-api-key", TEAM);
    assert_eq!(send(request).await.status, 204);
    for source in ["mock", "live"] {
        let calls = format!("understudy_calls_total{{key=\"team\",route=\"mock\",source=\"{source}\"}}");
        understudy.counts(&calls, 0).await;
    }
}

#[tokio::test]
async fn holders_see_their_own_usage_in_postmans_shape() {
    let keys = key_lines("team", TEAM, "monthly_limit = 5\nrate_limit = 2") + &key_lines("free", OTHER, "");
    let (understudy, upstream) = start("", "", &keys).await;
    ask(&understudy, "/mock", Some(TEAM)).await;
    for _ in 0..5 {
        let me = ask(&understudy, "/_understudy/me", Some(TEAM)).await;
        assert_eq!(me.status, 200, "looking it up is not limited: {}", me.text());
        let operations = json!([{"name": "mock_usage", "limit": 5, "usage": 1, "overage": 0}]);
        assert_eq!(me.json()["operations"], operations);
    }
    let free = ask(&understudy, "/_understudy/me", Some(OTHER)).await.json();
    assert_eq!(free["operations"][0], json!({"name": "mock_usage", "limit": null, "usage": 0, "overage": 0}));
    for wrong in [None, Some("usk_unknown")] {
        assert_eq!(ask(&understudy, "/_understudy/me", wrong).await.status, 401);
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn looking_it_up_can_be_elsewhere_or_off() {
    for (me, path, found) in
        [("/who", "/who", true), ("/who", "/_understudy/me", false), ("none", "/_understudy/me", false)]
    {
        let upstream = Upstream::start(Behaviour::Echo);
        let server = LISTENERS.replace("[server]", &format!("[server]\nme = \"{me}\""));
        let routes = config(&upstream, "", "", &key_lines("team", TEAM, ""));
        let files = [("shop.json", &*shop())];
        let understudy = Understudy::try_start(&format!("{server}{routes}"), &files).await.unwrap();
        let answer = ask(&understudy, path, Some(TEAM)).await;
        assert_eq!(answer.status == 200, found, "{me} {path}");
    }
}

#[tokio::test]
async fn the_admin_listener_tells_everything() {
    let keys = key_lines("team", TEAM, "monthly_limit = 5\nroutes = [\"mock\", \"live\"]")
        + &key_lines("free", OTHER, "");
    let (understudy, _upstream) = start("", "", &keys).await;
    for (path, key) in [
        ("/mock", Some(TEAM)),
        ("/mock", Some(TEAM)),
        ("/live", Some(TEAM)),
        ("/mock", Some(OTHER)),
        ("/mock", None),
    ] {
        assert_eq!(ask(&understudy, path, key).await.status, 200);
    }
    let usage = understudy.admin.get("/api/usage").await.json();
    assert_eq!(usage["store"]["kind"], json!("memory"));
    let team = json!({
        "key": "team", "usage": 2, "monthly_limit": 5, "remaining": 3, "rate_limit": null,
        "routes": ["mock", "live"], "expires": null
    });
    assert_eq!(usage["keys"][0], team);
    let month = usage["month"].as_str().unwrap();
    let row = |key: &str, route: &str, source: &str, calls: u64| json!({"month": month, "key": key, "route": route, "source": source, "calls": calls});
    let rows = json!([
        row("free", "mock", "mock", 1),
        row("none", "mock", "mock", 1),
        row("team", "live", "live", 1),
        row("team", "mock", "mock", 2),
    ]);
    assert_eq!(usage["calls"], rows);
    let csv = understudy.admin.get("/api/usage?format=csv").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(csv.text().lines().next(), Some("month,key,route,source,calls"));
    assert_eq!(csv.text().lines().nth(4), Some(&*format!("{month},team,mock,mock,2")));
    assert_eq!(understudy.admin.get("/api/usage?format=xml").await.status, 400);
}

#[tokio::test]
async fn calls_of_many_clients_at_once_add_up_everywhere_and_the_limit_holds() {
    const CLIENTS: usize = 8;
    const EACH: usize = 60;
    const LIMIT: u64 = 300;
    let (understudy, _upstream) =
        start("", "", &key_lines("team", TEAM, &format!("monthly_limit = {LIMIT}"))).await;
    let client = || async {
        let mut answered = 0_u64;
        for _ in 0..EACH {
            match ask(&understudy, "/mock", Some(TEAM)).await.status {
                200 => answered += 1,
                status => assert_eq!(status, 429),
            }
        }
        answered
    };
    let answered: u64 = futures_util::future::join_all((0..CLIENTS).map(|_| client())).await.iter().sum();
    assert_eq!(answered, LIMIT);
    let calls = "understudy_calls_total{key=\"team\",route=\"mock\",source=\"mock\"}";
    understudy.counts(calls, LIMIT).await;
    let usage: Value = understudy.admin.get("/api/usage").await.json();
    assert_eq!((&usage["keys"][0]["usage"], &usage["calls"][0]["calls"]), (&json!(LIMIT), &json!(LIMIT)));
}
