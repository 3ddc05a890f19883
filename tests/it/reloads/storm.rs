//! Fifty reloads in each of four ways, half of them of broken files.

use serde_json::Value;
use tempfile::TempDir;

use super::clients::Clients;
use super::versions::{Broken, Version, source};
use super::writing::{Way, half};
use crate::support::{Behaviour, Understudy, Upstream, eventually};

const ROUNDS: u64 = 25;

/// What serves, and the version that it serves.
struct Storm {
    understudy: Understudy,
    upstream: Upstream,
    version: Version,
    way: Way,
}

impl Storm {
    async fn start(way: Way) -> Self {
        let upstream = Upstream::refusing(Behaviour::Silent);
        let version = Version::new(1, &upstream.address().to_string());
        let folder = TempDir::new().unwrap();
        way.first(folder.path(), &version);
        let understudy = Understudy::start_in(folder).await.unwrap();
        Self { understudy, upstream, version, way }
    }

    /// Breaks a file, and waits until that is told; what served goes on serving.
    async fn break_and_be_told(&self, round: u64) -> Version {
        let which = if round.is_multiple_of(2) { Broken::Config } else { Broken::Shop };
        let broken = self.version.broken(which, round / 2);
        self.way.write(self.understudy.folder(), &self.version, &broken, &format!("{round}broken"));
        self.is_told(which).await;
        self.serves(&self.version).await;
        broken
    }

    /// Mends it with a new version, and waits until that serves.
    async fn mend(&mut self, broken: &Version, round: u64) {
        let next = self.next();
        self.way.write(self.understudy.folder(), broken, &next, &format!("{round}good"));
        self.is_served(next).await;
    }

    /// Writes half of a new version, and the rest when the half was read and told.
    async fn write_in_halves(&mut self, round: u64) {
        let next = self.next();
        let which = if round.is_multiple_of(2) { Broken::Config } else { Broken::Shop };
        let (text, other, other_text) = match which {
            Broken::Config => (&next.config, "shop.json", &next.shop),
            Broken::Shop => (&next.shop, "understudy.toml", &next.config),
        };
        let at = text.find("/toggled").unwrap();
        let (mut file, rest) = half(&self.understudy.path(which.file()), text, at);
        self.is_told(which).await;
        self.serves(&self.version).await;
        std::io::Write::write_all(&mut file, rest.as_bytes()).unwrap();
        drop(file);
        std::fs::write(self.understudy.path(other), other_text).unwrap();
        self.is_served(next).await;
    }

    fn next(&self) -> Version {
        Version::new(self.version.number + 1, &self.upstream.address().to_string())
    }

    async fn is_told(&self, which: Broken) {
        eventually("the problem", async || {
            let problems = self.problems().await;
            let is_it = |problem: &Value| {
                let file = problem["file"].as_str().unwrap_or_default();
                file.ends_with(which.file()) && problem["place"]["line"].as_u64() >= Some(1)
            };
            problems.iter().any(is_it).then_some(())
        })
        .await;
    }

    /// Waits through requests until `version` serves; there is nothing left to tell then.
    async fn is_served(&mut self, version: Version) {
        let is_so = async || self.is_as(&version).await.then_some(());
        eventually("the new version", is_so).await;
        assert_eq!(self.problems().await, Vec::<Value>::new());
        self.version = version;
    }

    async fn serves(&self, version: &Version) {
        assert!(self.is_as(version).await, "{version:?}");
    }

    async fn is_as(&self, version: &Version) -> bool {
        let answer = self.understudy.client.get("/toggled").await;
        let seen = (answer.header("x-version"), answer.header("x-understudy-source"));
        seen == (Some(&version.number.to_string()), Some(source(version.number)))
    }

    async fn problems(&self) -> Vec<Value> {
        let status = self.understudy.admin.get("/api/status").await.json();
        status["problems"].as_array().cloned().unwrap_or_default()
    }
}

/// Fifty reloads under load.
async fn check(way: Way) {
    let mut storm = Storm::start(way).await;
    let clients = Clients::start(storm.understudy.address(), way);
    for round in 0..ROUNDS {
        if way == Way::Halves {
            storm.write_in_halves(round).await;
        } else {
            let broken = storm.break_and_be_told(round).await;
            storm.mend(&broken, round).await;
        }
    }
    let answers = clients.end().await.unwrap_or_else(|told| panic!("{told}"));
    assert!(answers > ROUNDS, "{answers} answers are no load");
    for result in ["ok", "failed"] {
        let series = format!("understudy_reloads_total{{result=\"{result}\"}}");
        assert!(storm.understudy.metric(&series).await >= ROUNDS, "{result}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_overwritten() {
    check(Way::Overwrite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_saved_by_rename() {
    check(Way::Rename).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_behind_links_that_are_swapped_all_at_once() {
    check(Way::Links).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_written_in_two_parts() {
    check(Way::Halves).await;
}
