//! Requests that come back to where they were.

use std::net::SocketAddr;

use super::{ask, told};
use crate::support::{Behaviour, LISTENERS, Understudy, Upstream, run_in};

/// A config whose only route, of this name, leads there.
fn leading_to(name: &str, address: SocketAddr) -> String {
    format!(
        "{LISTENERS}[upstreams.next]\nurl = \"http://{address}\"\n\
         [[routes]]\nname = \"{name}\"\nupstream = \"next\"\n"
    )
}

/// So many instances, each of which leads to the next, and the last to the first.
async fn ring(names: &[&str], upstream: &Upstream) -> Vec<Understudy> {
    let mut ring = Vec::new();
    for name in names {
        let config = leading_to(name, upstream.address());
        ring.push(Understudy::try_start(&config, &[]).await.unwrap());
    }
    for (at, name) in names.iter().enumerate() {
        let next = ring[(at + 1) % names.len()].address();
        ring[at].change("understudy.toml", &leading_to(name, next)).await;
    }
    ring
}

#[tokio::test]
async fn a_ring_is_told_with_the_way_that_the_request_went() {
    let upstream = Upstream::start(Behaviour::Echo);
    for names in [&["a"][..], &["a", "b"], &["a", "b", "c"]] {
        let ring = ring(names, &upstream).await;
        let answer = ask(&ring[0], "/books", "host: shop\r\n").await;
        assert_eq!(told(&answer), (508, "loopDetectedError".to_owned()), "{names:?}");
        let way = names.iter().map(|name| format!("route {name}")).collect::<Vec<_>>().join(" > ");
        let body = String::from_utf8(answer.body).unwrap();
        assert!(body.contains(&format!("It went by {way}.")), "{body}");
        // Each took the request on once, and the first refused it when it came back.
        ring[0].counts("understudy_requests_total{route=\"none\",source=\"none\",status=\"5xx\"}", 1).await;
        for (name, instance) in names.iter().zip(&ring) {
            let series =
                format!("understudy_requests_total{{route=\"{name}\",source=\"live\",status=\"5xx\"}}");
            instance.counts(&series, 1).await;
        }
    }
    assert_eq!(upstream.requests(), 0);
}

#[tokio::test]
async fn a_chain_without_a_loop_is_none() {
    let upstream = Upstream::start(Behaviour::Echo);
    let last = Understudy::try_start(&leading_to("last", upstream.address()), &[]).await.unwrap();
    let first = Understudy::try_start(&leading_to("first", last.address()), &[]).await.unwrap();
    for _ in 0..2 {
        assert_eq!(ask(&first, "/books", "host: shop\r\n").await.head.status(), 200);
    }
    let via = upstream.last().unwrap().header("x-understudy-via").unwrap().to_owned();
    let names: Vec<_> = via.split(", ").filter_map(|hop| hop.split_once(' ')).map(|(_, name)| name).collect();
    assert_eq!(names, ["first", "last"], "{via}");
}

#[tokio::test]
async fn another_instance_with_the_same_config_would_do_the_same() {
    let upstream = Upstream::start(Behaviour::Echo);
    let config = leading_to("shop", upstream.address());
    let second = Understudy::try_start(&config, &[]).await.unwrap();
    let first = Understudy::try_start(&config, &[]).await.unwrap();
    let to_second = leading_to("shop", second.address());
    first.change("understudy.toml", &to_second).await;
    assert_eq!(ask(&first, "/", "host: shop\r\n").await.head.status(), 200, "a chain, as the configs differ");
    second.change("understudy.toml", &to_second).await;
    assert_eq!(ask(&first, "/", "host: shop\r\n").await.head.status(), 508);
}

#[test]
fn an_upstream_that_is_a_listener_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (listen, url, setting) in [
        ("127.0.0.1:18080", "http://127.0.0.1:18080", "`server.listen`"),
        ("0.0.0.0:18080", "http://localhost:18080", "`server.listen`"),
        ("[::]:18080", "http://127.0.0.1:18080", "`server.listen`"),
        ("127.0.0.1:18080", "http://localhost:18081", "`admin.listen`"),
        ("127.0.0.1:18080", "http://localhost.:18080", "`server.listen`"),
        ("127.0.0.1:18080", "http://127.1:18080", "`server.listen`"),
        ("127.0.0.1:18080", "http://0x7f.1:18081", "`admin.listen`"),
        ("0.0.0.0:18080", "http://127.0.0.2:18080", "`server.listen`"),
    ] {
        let config = format!(
            "[server]\nlisten = \"{listen}\"\n[admin]\nlisten = \"127.0.0.1:18081\"\n[upstreams.shop]\nurl = \"{url}\"\n\
             [[routes]]\nname = \"shop\"\nupstream = \"shop\"\n"
        );
        std::fs::write(folder.path().join("understudy.toml"), config).unwrap();
        for command in [&["check", "understudy.toml"][..], &["run", "--config", "understudy.toml"]] {
            let (code, _, problems) = run_in(folder.path(), command);
            assert_ne!(code, 0, "{listen} {url} {command:?}");
            let expected = format!("`{url}` is the address of this process itself ({setting}");
            assert!(problems.contains(&expected), "{problems}");
        }
    }
}

#[test]
fn so_is_one_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = "http://localhost:18080";
    let (code, _, problems) =
        run_in(folder.path(), &["run", "--upstream", upstream, "--listen", "127.0.0.1:18080"]);
    assert_ne!(code, 0);
    assert!(problems.contains("is the address of this process itself"), "{problems}");
}
