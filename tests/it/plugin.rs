//! The library in somebody else's hands: the builder, what goes on backstage, and a registry passed in.

use prometheus::{Registry, TextEncoder};
use understudy::config::{Config, Mock, Mode, Route};
use understudy::proxy::{Gateway, Unusable};
use understudy::reload::{Place, Strictness, Wish};
use understudy::{Backstage, Understudy};

use crate::callbacks::Served;
use crate::support::{Client, collection, eventually, item};

const SHOP: &str =
    "[mocks.shop]\ncollections = [\"shop.json\"]\n[[routes]]\nname = \"shop\"\nmock = \"shop\"\n";

/// A folder with a config and its collection.
fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let shop = collection(&[item("book", "GET", "/books/:id", 200, "{}")]);
    std::fs::write(folder.path().join("shop.json"), shop).unwrap();
    std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
    folder
}

fn shown(registry: &Registry) -> String {
    TextEncoder::new().encode_to_string(&registry.gather()).unwrap()
}

#[tokio::test]
async fn built_from_a_file_and_reloaded() {
    let folder = folder(SHOP);
    let file = folder.path().join("understudy.toml");
    let (proxy, backstage) = Understudy::builder(Gateway).config_file(&file).build().unwrap();
    let served = Served::start(proxy).await;
    let client = Client::new(served.address);
    assert_eq!(client.get("/books/1").await.status, 200);
    std::fs::write(file, SHOP.replace("name = \"shop\"", "name = \"shop\"\npath = \"/api\"")).unwrap();
    backstage.reload().reload().await.unwrap();
    assert_eq!(client.get("/books/1").await.header("x-understudy-source"), Some("none"));
    eventually("both calls", async || {
        (backstage.calls().page(&understudy::observe::Filter::default(), None, 9).kept == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn built_from_values() {
    let folder = folder("");
    let mock = Mock::of("shop", [folder.path().join("shop.json")]);
    let route = Route { mock: Some("shop".into()), mode: Mode::Mock, ..Route::of("all") };
    let config = Config::default().with_mock(mock).with_route(route);
    let (proxy, backstage) = Understudy::builder(Gateway).config(config.clone()).build().unwrap();
    let served = Served::start(proxy).await;
    assert_eq!(Client::new(served.address).get("/books/1").await.status, 200);
    let wish = Wish::Set { place: Place::route("all"), mode: Mode::Live, length: None };
    assert!(backstage.reload().wish(wish).await.is_err(), "it has no upstream");

    let nobodys = Route { mock: Some("cart".into()), ..Route::of("cart") };
    let unusable = Understudy::builder(Gateway).config(config.with_route(nobodys)).build().err().unwrap();
    assert!(unusable.to_string().contains("there is no mock `cart`"), "{unusable}");
}

#[tokio::test]
async fn shown_in_a_registry_for_as_long_as_it_lives() {
    let folder = folder(SHOP);
    let registry = Registry::new();
    let build = || -> Result<(Understudy<Gateway>, Backstage), Unusable> {
        Understudy::builder(Gateway)
            .config_file(folder.path().join("understudy.toml"))
            .registry(&registry)
            .build()
    };
    let (proxy, backstage) = build().unwrap();
    let served = Served::start(proxy).await;
    Client::new(served.address).get("/books/1").await;
    let counted = "understudy_requests_total{route=\"shop\",source=\"mock\",status=\"2xx\"} 1";
    eventually("the request", async || shown(&registry).contains(counted).then_some(())).await;
    assert!(!shown(&registry).contains("process_"), "that is whose registry it is");
    assert!(build().err().unwrap().to_string().contains("registry"), "nothing is shown twice");
    drop(served);
    drop(backstage);
    assert_eq!(shown(&registry), "");
    assert!(build().is_ok());
}

#[test]
fn problems_are_told_before_anything_starts() {
    let folder = folder(&SHOP.replace("shop.json", "gone.json"));
    let builder = || Understudy::builder(Gateway).config_file(folder.path().join("understudy.toml"));
    let told = builder().load().err().unwrap().to_string();
    assert!(told.contains("gone.json"), "{told}");
    let loaded = builder().strictness(Strictness::Lenient).load().unwrap();
    assert!(
        loaded
            .problems()
            .iter()
            .any(|problem| problem.message.contains("gone.json") || problem.file.is_some())
    );
}
