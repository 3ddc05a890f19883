//! Changes that nobody tells of but the file system.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, Instant};

use super::super::{Live, Reloader, Summary};
use super::*;

/// What watches and what serves.
pub(super) struct Running {
    pub(super) site: Site,
    pub(super) live: Arc<Live>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) reloader: Reloader,
}

impl Running {
    /// Watches when this returns.
    pub(super) fn start(site: Site) -> Self {
        let running = Self::start_after(site, |_| {});
        running.reload();
        running
    }

    /// Reloads by hand.
    pub(super) fn reload(&self) -> Summary {
        wait(self.reloader.handle().reload()).unwrap()
    }

    /// With a change between the first load and the watch.
    pub(super) fn start_after(site: Site, change: impl FnOnce(&Site)) -> Self {
        let metrics = Arc::new(Metrics::new());
        let mut loader = Loader::new(Source::File(site.path("understudy.toml")), Arc::clone(&metrics));
        let live = Arc::new(Live::new(loader.first(Strictness::Strict).unwrap()));
        change(&site);
        let reloader = Reloader::start(loader, Arc::clone(&live), Arc::clone(&metrics)).unwrap();
        Self { site, live, metrics, reloader }
    }

    /// Waits for these collections and as many problems.
    #[track_caller]
    fn serves(&self, name: &str, expected: &[&str], problems: usize) {
        self.shows(name, |snapshot| names(snapshot) == expected && snapshot.problems.len() == problems);
    }

    #[track_caller]
    pub(super) fn shows(&self, name: &str, mut is_so: impl FnMut(&Snapshot) -> bool) {
        let patience = Instant::now() + Duration::from_secs(20);
        while !is_so(&self.live.snapshot()) {
            let snapshot = self.live.snapshot();
            let problems = self.site.told(&snapshot.problems);
            assert!(Instant::now() < patience, "{name}: {:?} {problems:?}", names(&snapshot));
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
}

/// Waits for what another thread does.
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Each step changes something; then the collections that answer, and how many problems there are.
type Step<'s> = (&'s str, &'s dyn Fn(&Site), &'s [&'s str], usize);

#[track_caller]
fn check(site: Site, steps: &[Step<'_>]) {
    let running = Running::start(site);
    for (name, change, expected, problems) in steps {
        change(&running.site);
        running.serves(name, expected, *problems);
    }
}

#[test]
fn a_file_saved_in_any_way() {
    let append = |site: &Site, text: &str| {
        use std::io::Write;
        fs::File::options()
            .append(true)
            .open(site.path("shop.json"))
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    };
    let six = collection("six");
    let (start, end) = six.split_at(six.len() / 2);
    check(
        Site::shop(),
        &[
            ("written", &|site| site.write("shop.json", &collection("two")), &["two"], 0),
            (
                "renamed over",
                &|site| save_by_rename(&site.path("shop.json"), &collection("three")),
                &["three"],
                0,
            ),
            ("again", &|site| save_by_rename(&site.path("shop.json"), &collection("four")), &["four"], 0),
            ("gone", &|site| site.remove("shop.json"), &["four"], 1),
            ("back", &|site| site.write("shop.json", &collection("five")), &["five"], 0),
            ("half of it", &|site| site.write("shop.json", start), &["five"], 1),
            ("the rest", &|site| append(site, end), &["six"], 0),
            ("broken", &|site| site.write("shop.json", "{"), &["six"], 1),
            ("mended", &|site| site.write("shop.json", &collection("six")), &["six"], 0),
        ],
    );
}

#[test]
fn a_burst_of_writes_ends_with_the_last() {
    let burst = |site: &Site| (1..=100).for_each(|at| site.write("shop.json", &collection(&at.to_string())));
    check(Site::shop(), &[("burst", &burst, &["100"], 0)]);
}

#[test]
fn the_environment() {
    let running = Running::start(Site::shop());
    running.site.write("local.json", &environment("v2"));
    running.shows("changed", |snapshot| has_path(snapshot, "v2"));
    running.site.write("local.json", "{");
    running.shows("broken", |snapshot| has_path(snapshot, "v2") && snapshot.problems.len() == 1);
    running.site.write("local.json", &environment("v3"));
    running.shows("mended", |snapshot| has_path(snapshot, "v3") && snapshot.problems.is_empty());
}

#[test]
fn the_config() {
    let other = SHOP.replace("shop.json", "other/new.json");
    check(
        Site::shop(),
        &[
            ("broken", &|site| site.write("understudy.toml", "["), &["one"], 1),
            ("mended, with a file that is not there", &|site| site.write("understudy.toml", &other), &[], 1),
            ("there it is", &|site| site.write("other/new.json", &collection("new")), &["new"], 0),
            ("changed", &|site| site.write("other/new.json", &collection("newer")), &["newer"], 0),
            ("as before", &|site| save_by_rename(&site.path("understudy.toml"), SHOP), &["one"], 0),
        ],
    );
}

#[test]
fn a_folder() {
    check(
        Site::folder(),
        &[
            ("a file added", &|site| site.write("shop/c.json", &collection("c")), &["a", "b", "c"], 0),
            ("a file removed", &|site| site.remove("shop/a.json"), &["b", "c"], 0),
            ("a file changed", &|site| site.write("shop/c.json", &collection("d")), &["b", "d"], 0),
            ("renamed", &|site| fs::rename(site.path("shop"), site.path("away")).unwrap(), &["b", "d"], 1),
            ("another in its place", &|site| site.write("shop/e.json", &collection("e")), &["e"], 0),
            ("changed there", &|site| site.write("shop/e.json", &collection("f")), &["f"], 0),
            (
                "swapped",
                &|site| {
                    fs::rename(site.path("shop"), site.path("gone")).unwrap();
                    fs::rename(site.path("away"), site.path("shop")).unwrap();
                },
                &["b", "d"],
                0,
            ),
            ("changed after the swap", &|site| site.write("shop/b.json", &collection("g")), &["g", "d"], 0),
        ],
    );
}

#[test]
fn a_folder_deleted_and_recreated() {
    let running = Running::start(Site::folder());
    for round in 0..5 {
        fs::remove_dir_all(running.site.path("shop")).unwrap();
        let name = format!("n{round}");
        running.site.write("shop/new.json", &collection(&name));
        running.serves("recreated", &[&name], 0);
        running.site.write("shop/new.json", &collection("changed"));
        running.serves("changed there", &["changed"], 0);
    }
}

#[test]
fn a_folder_that_comes_later() {
    let site = Site::folder();
    fs::create_dir(site.path("deep")).unwrap();
    site.write("understudy.toml", &FOLDER.replace("[\"shop\"]", "[\"shop\", \"deep/er/est\"]"));
    let metrics = Arc::new(Metrics::new());
    let mut loader = site.loader();
    let live = Arc::new(Live::new(loader.first(Strictness::Lenient).unwrap()));
    let reloader = Reloader::start(loader, Arc::clone(&live), Arc::clone(&metrics)).unwrap();
    let running = Running { site, live, metrics, reloader };
    running.serves("missing", &["a", "b"], 1);
    running.site.write("deep/er/est/c.json", &collection("c"));
    running.serves("there", &["a", "b", "c"], 0);
}

/// A folder as Kubernetes mounts a config map: `FILE -> ..data/FILE`, `..data -> ..VERSION`.
fn mount(site: &Site, version: &str, name: &str) {
    site.write(&format!("mount/..{version}/shop.json"), &collection(name));
    symlink(format!("..{version}"), site.path("mount/..data_tmp")).unwrap();
    fs::rename(site.path("mount/..data_tmp"), site.path("mount/..data")).unwrap();
    for old in fs::read_dir(site.path("mount")).unwrap().flatten() {
        if old.file_type().unwrap().is_dir() && !old.file_name().to_string_lossy().ends_with(version) {
            fs::remove_dir_all(old.path()).unwrap();
        }
    }
}

#[test]
fn links_swapped_as_kubernetes_does() {
    for collections in ["mount/shop.json", "mount", "mount/..data"] {
        let site = Site::shop();
        mount(&site, "2024_1", "one");
        symlink("..data/shop.json", site.path("mount/shop.json")).unwrap();
        site.write("understudy.toml", &SHOP.replace("shop.json", collections));
        check(
            site,
            &[
                ("swapped", &|site| mount(site, "2024_2", "two"), &["two"], 0),
                ("again", &|site| mount(site, "2024_3", "three"), &["three"], 0),
                ("back", &|site| mount(site, "2024_2", "four"), &["four"], 0),
            ],
        );
    }
}

#[test]
fn a_change_before_the_watch_is_noticed() {
    let running = Running::start_after(Site::shop(), |site| site.write("shop.json", &collection("two")));
    running.serves("changed before", &["two"], 0);
}

#[test]
fn watching_is_switched_by_the_config() {
    let unwatched = SHOP.replace("[reload]", "[reload]\nwatch = false");
    let running = Running::start(Site::shop());
    running.site.write("understudy.toml", &unwatched);
    running.shows("off", |snapshot| !snapshot.serving.config.reload.watch);
    running.site.write("understudy.toml", SHOP);
    running.site.write("shop.json", &collection("two"));
    running.reloader.handle().request();
    running.serves("by hand", &["two"], 0);
    running.site.write("shop.json", &collection("three"));
    running.serves("on again", &["three"], 0);
}

#[test]
fn a_folder_that_cannot_be_watched_is_told() {
    let site = Site::shop();
    site.write("closed/shop.json", &collection("one"));
    site.write("understudy.toml", &SHOP.replace("shop.json", "closed/shop.json"));
    let closed = site.path("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o300)).unwrap();
    // The superuser may watch it all the same, and then there is nothing to tell.
    let is_closed = fs::File::open(&closed).is_err();
    let running = Running::start(site);
    let problems = running.site.told(&running.live.snapshot().problems);
    let told = "closed: changes are not noticed: Permission denied (os error 13)";
    assert_eq!(problems, if is_closed { vec![told] } else { vec![] });
    running.site.write("closed/shop.json", &collection("two"));
    running.reloader.handle().request();
    running.serves("by hand", &["two"], usize::from(is_closed));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
}
