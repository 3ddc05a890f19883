//! Pages of other origins read every answer that is not the backend's own (matching.md 7.4).

mod browser;
mod errors;

use serde_json::{Value, json};

use crate::support::{Behaviour, Framework, Understudy, Upstream, collection};

/// The places from which the mock answers, each a prefix of its own.
const PLACES: [&str; 4] = ["mock", "fallback", "unbuilt", "breaker"];

/// What examples were saved with, by the last segment of their paths.
const SAVED: [(&str, &[(&str, &str)]); 5] = [
    ("none", &[]),
    ("some", &[("Access-Control-Allow-Methods", "GET"), ("Vary", "Accept")]),
    ("empty", &[("Access-Control-Allow-Origin", ""), ("Access-Control-Expose-Headers", "")]),
    (
        "foreign",
        &[
            ("Access-Control-Allow-Origin", "https://other.example"),
            ("Access-Control-Allow-Credentials", "false"),
        ],
    ),
    ("any", &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*")]),
];

/// A server with a route for each place; its upstreams live as long as this.
struct Scene {
    understudy: Understudy,
    _upstreams: [Upstream; 2],
}

impl Scene {
    async fn start() -> Self {
        let (down, express) =
            (Upstream::refusing(Behaviour::Echo), Upstream::start(Behaviour::Framework(Framework::Express)));
        let upstream = |name: &str, of: &Upstream, failures: u32| {
            format!(
                "[upstreams.{name}]\nurl = \"http://{}\"\n[upstreams.{name}.breaker]\nfailures = {failures}\n\
                 cooldown = \"1h\"\nlongest_cooldown = \"1h\"\n",
                of.address()
            )
        };
        let routes: String = [
            "[mocks.shop]\ncollections = [\"shop.json\"]\n".to_owned(),
            upstream("fallback", &down, 0),
            upstream("breaker", &down, 1),
            upstream("unbuilt", &express, 0),
            route("mock", "mock = \"shop\""),
            route("fallback", "mock = \"shop\"\nupstream = \"fallback\""),
            route("breaker", "mock = \"shop\"\nupstream = \"breaker\""),
            route("unbuilt", "mock = \"shop\"\nupstream = \"unbuilt\""),
            route("unmocked", "upstream = \"breaker\""),
        ]
        .concat();
        let understudy = Understudy::start(&routes, &[("shop.json", &shop())]).await;
        let opening = understudy.client.get("/breaker/none").await;
        assert_eq!((opening.status, opening.header("x-understudy-reason")), (200, Some("connect")));
        Self { understudy, _upstreams: [down, express] }
    }
}

fn route(name: &str, rest: &str) -> String {
    format!("[[routes]]\nname = \"{name}\"\npath = \"/{name}\"\n{rest}\n")
}

fn shop() -> String {
    let of_place = |place: &&str| {
        let answers = SAVED.into_iter().flat_map(|(kind, headers)| {
            let path = format!("/{place}/{kind}");
            ["GET", "POST", "PUT"]
                .map(|method| example(method, &path, headers, "application/json", "{\"a\":1}"))
        });
        let events = example("GET", &format!("/{place}/events"), &[], "text/event-stream", "data: hello\n\n");
        answers.chain([events]).collect::<Vec<_>>()
    };
    collection(&PLACES.iter().flat_map(of_place).collect::<Vec<_>>())
}

fn example(method: &str, path: &str, headers: &[(&str, &str)], content_type: &str, body: &str) -> Value {
    let request = json!({"method": method, "url": format!("{{{{baseUrl}}}}{path}")});
    let more = [("Content-Type", content_type), ("X-Total", "3")];
    let headers: Vec<_> =
        headers.iter().chain(&more).map(|(key, value)| json!({"key": key, "value": value})).collect();
    let name = format!("{method} {path}");
    let response =
        json!({"name": name, "originalRequest": request, "code": 200, "header": headers, "body": body});
    json!({"name": name, "request": request, "response": [response]})
}
