//! What `explain` tells is what the server does: 10,000 generated requests over real collections.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use understudy::collection::Collection;
use understudy::explain::{self, Explained};
use understudy::reload::Snapshot;

use crate::own_requests::{FILES, collections, read};
use crate::sent::Sent;
use crate::support::{Answer, Client, Understudy, send};

const REQUESTS: usize = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn explain_and_the_server_agree() {
    let Some(folder) = collections() else { return };
    let (mut answered, mut missed) = (0, 0);
    for (file, environment, _) in FILES {
        let environment_line =
            environment.map_or(String::new(), |name| format!("environment = {:?}\n", folder.join(name)));
        let routes = format!(
            "[mocks.all]\ncollections = [{:?}]\n{environment_line}[[routes]]\nname = \"all\"\nmock = \"all\"",
            folder.join(file)
        );
        let understudy = Understudy::start(&routes, &[]).await;
        let snapshot = understudy.running.live().snapshot();
        let collection = read(&folder, file, environment);
        let mut generator = Generator { random: fastrand::Rng::with_seed(file.len() as u64), collection };
        for _ in 0..REQUESTS {
            let request = generator.request();
            match check(&understudy.client, &snapshot, request).await {
                200..400 => answered += 1,
                _ => missed += 1,
            }
        }
    }
    println!("{} requests: {answered} answered below 400, {missed} above", answered + missed);
    assert_eq!(answered + missed, REQUESTS * FILES.len());
    assert!(answered > REQUESTS && missed > REQUESTS, "both kinds occur: {answered}, {missed}");
}

/// Sends the request and explains it; both must name the same example, or the same error. The status.
async fn check(client: &Client, snapshot: &Arc<Snapshot>, request: Request<Bytes>) -> u16 {
    let explained = explain::explain(snapshot, request.clone(), 200);
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let answer = send(client.request(head.method, path).headers(head.headers).body(body)).await;
    let told = explained.winner().map(|winner| winner.id.clone().unwrap_or_else(|| winner.name.clone()));
    let header = |name| answer.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let example = header("x-understudy-example-id").or_else(|| header("x-understudy-example"));
    assert_eq!(example.as_deref(), told.as_deref(), "{explained}\n{}", answer.text());
    let is_json = answer.header("content-type") == Some("application/json");
    if told.is_none() && answer.status == 404 && is_json && !answer.body.is_empty() {
        check_closest(&explained, &answer);
    }
    answer.status
}

/// The nearest example of a 404 is among the first that `explain` tells, with the same rule.
fn check_closest(explained: &Explained, answer: &Answer) {
    let error = answer.json()["error"].take();
    let (Some(nearest), Some(choice)) = (error["closest"].get(0), &explained.choice) else { return };
    let told = choice.candidates.iter().filter(|candidate| {
        (&nearest["name"], &nearest["method"], &nearest["path"])
            == (
                &candidate.name.as_str().into(),
                &candidate.method.as_str().into(),
                &candidate.path.as_str().into(),
            )
    });
    let rules: Vec<_> = told.filter_map(|candidate| candidate.out.as_deref()).collect();
    assert!(rules.is_empty() || rules.iter().any(|rule| nearest["rule"] == *rule), "{explained}\n{nearest}");
}

/// Makes requests of examples, most of them bent a little.
struct Generator {
    random: fastrand::Rng,
    collection: Collection,
}

impl Generator {
    fn request(&mut self) -> Request<Bytes> {
        let examples = &self.collection.examples;
        let example = &examples[self.random.usize(..examples.len())];
        let named = examples[self.random.usize(..examples.len())].clone();
        let mut sent = Sent::of(example);
        let mut method = example.method.clone();
        for _ in 0..self.random.usize(..3) {
            self.bend(&mut sent, &mut method);
        }
        if self.random.u8(..) < 32 {
            let (header, value) = match self.random.u8(..4) {
                0 => ("x-mock-response-code", named.response.status.unwrap_or(200).to_string()),
                1 => ("x-mock-response-name", named.name),
                2 => ("x-mock-response-id", named.id.unwrap_or_default()),
                _ => ("x-mock-match-request-body", "true".to_owned()),
            };
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                sent.headers.insert(HeaderName::from_static(header), value);
            }
        }
        let target = sent.query.map_or_else(|| sent.path.clone(), |query| format!("{}?{query}", sent.path));
        let mut request = Request::new(Bytes::from(sent.body));
        *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
        *request.uri_mut() = target.parse().unwrap_or_default();
        *request.headers_mut() = sent.headers;
        for name in ["host", "content-length", "transfer-encoding", "connection", "expect", "accept-encoding"]
        {
            request.headers_mut().remove(name);
        }
        request
    }

    fn bend(&mut self, sent: &mut Sent, method: &mut String) {
        match self.random.u8(..9) {
            0 => sent.path.push('/'),
            1 => sent.path = sent.path.to_uppercase(),
            2 => sent.path.push_str("/more"),
            3 => sent.path.truncate(sent.path.rfind('/').filter(|at| *at > 0).unwrap_or(1)),
            4 => sent.path.push('x'),
            5 => ["GET", "POST", "PUT", "DELETE", "HEAD"][self.random.usize(..5)].clone_into(method),
            6 => sent.query = Some(format!("{}&extra=1", sent.query.clone().unwrap_or_default())),
            7 => sent.query = None,
            _ => sent.body.clear(),
        }
    }
}
