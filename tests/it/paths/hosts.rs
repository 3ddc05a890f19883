//! The host that a request asks for, in every form.

use http::Request;

use super::{KEY, ask, start};
use crate::support::{Behaviour, Http2Client, RawClient, Understudy, Upstream};

/// A private route for one host, and a public one for all others, each with an upstream of its own.
async fn two(public: &Upstream, private: &Upstream) -> Understudy {
    let routes = format!(
        "[upstreams.public]\nurl = \"http://{}\"\n[upstreams.private]\nurl = \"http://{}\"\n\
         [[routes]]\nname = \"site\"\nupstream = \"public\"\n\
         [[routes]]\nname = \"admin\"\nhost = \"admin.example\"\nupstream = \"private\"\nprivate = true\n",
        public.address(),
        private.address()
    );
    start(&routes, "{}").await
}

#[tokio::test]
async fn one_host_in_every_spelling() {
    let (public, private) = (Upstream::start(Behaviour::Echo), Upstream::start(Behaviour::Echo));
    let understudy = two(&public, &private).await;
    for (target, lines, expected) in [
        ("/x", "host: shop.example\r\n", 200),
        ("/x", "host: admin.example\r\n", 401),
        ("/x", "host: ADMIN.Example:8080\r\n", 401),
        ("/x", "host: admin.example.\r\n", 401),
        ("/x", "host: admin.example.:80\r\n", 401),
        ("http://admin.example/x", "host: admin.example\r\n", 401),
        ("http://admin.example./x", "host: admin.example.\r\n", 401),
        ("http://shop.example/x", "host: shop.example\r\n", 200),
        ("http://Admin.example:80/x", "host: admin.EXAMPLE.\r\n", 401),
        ("http://SHOP.example./x", "host: shop.example:80\r\n", 200),
        ("http://shop.example:81/x", "host: shop.example\r\n", 400),
        ("http://admin.example/x", "host: shop.example\r\n", 400),
        ("/x", "", 400),
        ("/x", "host: \r\n", 400),
        ("/x", "host: x@admin.example\r\n", 400),
        ("/x", "host: admin%2eexample\r\n", 400),
        ("/x", "host: admin.example,shop.example\r\n", 400),
        ("/x", "host: shop.example\r\nhost: admin.example\r\n", 400),
        ("/x", "host: shop..example\r\n", 400),
        ("/x", "host: shop.example:x\r\n", 400),
    ] {
        let answer = ask(&understudy, target, lines).await;
        assert_eq!(answer.head.status(), expected, "{target} {lines:?}");
    }
    assert_eq!((public.requests(), private.requests()), (3, 0));
    assert_eq!(public.last().unwrap().header("host"), Some("SHOP.example."), "the target's");
}

#[tokio::test]
async fn without_a_host_only_in_http_1_0() {
    let (public, private) = (Upstream::start(Behaviour::Echo), Upstream::start(Behaviour::Echo));
    let understudy = two(&public, &private).await;
    for (target, expected) in [("/x", 200), ("http://admin.example/x", 401), ("http://shop.example/x", 200)] {
        let mut client = RawClient::connect(understudy.address()).await;
        let answer = client.exchange(&format!("GET {target} HTTP/1.0\r\n\r\n")).await;
        assert_eq!(answer.head.status(), expected, "{target}");
    }
    assert_eq!(private.requests(), 0);
}

#[tokio::test]
async fn the_authority_of_http_2_is_the_host() {
    let (public, private) = (Upstream::start(Behaviour::Echo), Upstream::start(Behaviour::Echo));
    let understudy = two(&public, &private).await;
    for (target, key, expected) in [
        ("http://shop.example/x", "", 200),
        ("http://ADMIN.example:81/x", "", 401),
        ("http://admin.example./x", "", 401),
        ("http://admin.example./x", KEY, 200),
        ("http://shop.example/%61", "", 200),
    ] {
        let client = Http2Client::connect(understudy.address()).await;
        let request = Request::get(target).header("x-api-key", key).body(()).unwrap();
        let answer = client.send(request, "").await;
        assert_eq!(answer.status, expected, "{target}");
    }
}
