//! A path in every spelling: which route takes it, and what its upstream gets.

use reqwest::Method;
use serde_json::{Value, json};

use super::{KEY, ask, start, told};
use crate::support::{Behaviour, RawClient, Understudy, Upstream, send};

/// A private route below a public one, on one upstream; lines of the upstream.
async fn shared(upstream: &Upstream, lines: &str) -> Understudy {
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n{lines}\n[[routes]]\nname = \"site\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"admin\"\npath = \"/admin\"\nupstream = \"shop\"\nprivate = true\n",
        upstream.address()
    );
    start(&routes, "{}").await
}

/// Target, status without a key, and what the upstream is asked for with one; `-` where it is not asked.
const SPELLINGS: [(&str, u16, &str); 30] = [
    ("/books?a=%2e%2E/..", 200, "/books?a=%2e%2E/.."),
    ("/caf%c3%a9", 200, "/caf%C3%A9"),
    ("/a//b/", 200, "/a//b/"),
    ("/admin", 401, "/admin"),
    ("/admin/users?x=1", 401, "/admin/users?x=1"),
    ("/%61dmin", 401, "/admin"),
    ("/%61%64%6D%69%6e/users", 401, "/admin/users"),
    ("/x/../admin", 401, "/admin"),
    ("/./admin", 401, "/admin"),
    ("/admin/../books", 200, "/books"),
    ("//admin", 401, "//admin"),
    ("/ADMIN", 401, "/ADMIN"),
    ("/Admin/users", 401, "/Admin/users"),
    ("/admin;v=1", 401, "/admin;v=1"),
    ("/x/..;/admin", 401, "/x/..;/admin"),
    ("/admins", 200, "/admins"),
    ("/a%2Fb", 200, "/a%2Fb"),
    ("/admin%2Fusers", 400, "-"),
    ("/x%2f..%2fadmin", 400, "-"),
    ("/x/..%2Fadmin", 400, "-"),
    ("/x/%2e%2e/admin", 400, "-"),
    ("/admin/.%2E/books", 400, "-"),
    ("/x%5c..%5Cadmin", 400, "-"),
    ("/admin%00", 400, "-"),
    ("/%2561dmin", 401, "/%2561dmin"),
    ("/%%36%31dmin", 401, "/%2561dmin"),
    ("/%252561dmin", 200, "/%252561dmin"),
    ("/x/%252e%252e/admin", 401, "/x/%252e%252e/admin"),
    ("/x%252f..%252Fadmin", 401, "/x%252f..%252Fadmin"),
    ("/a%2520b%252f", 200, "/a%2520b%252f"),
];

#[tokio::test]
async fn what_is_private_stays_so_in_every_spelling() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = shared(&upstream, "").await;
    for (target, status, sent) in SPELLINGS {
        let before = upstream.requests();
        let answer = ask(&understudy, target, "host: shop\r\n").await;
        assert_eq!(answer.head.status(), status, "{target}");
        assert_eq!(upstream.requests() - before, usize::from(status == 200), "{target}");
        let answer = ask(&understudy, target, &format!("host: shop\r\nx-api-key: {KEY}\r\n")).await;
        let expected = if sent == "-" { 400 } else { 200 };
        assert_eq!(answer.head.status(), expected, "{target} with a key");
        if sent == "-" {
            assert_eq!(told(&answer).1, "ambiguousPathError", "{target}");
        } else {
            assert_eq!(upstream.last().unwrap().path, sent, "{target}");
        }
    }
}

/// Targets that are neither a path nor a whole address. A backend may read `/admin` out of each.
const FORMLESS: [&str; 14] = [
    "admin",
    "admin/users",
    "%61dmin",
    "./admin",
    "..;/admin",
    "%2fadmin",
    "\\\\admin",
    "x/../../admin",
    "foo:admin",
    "shop/admin",
    "shop:80",
    "?x",
    "*",
    "://shop/admin",
];

#[tokio::test]
async fn what_is_no_path_and_no_address_is_refused() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = shared(&upstream, "").await;
    for target in FORMLESS {
        let answer = ask(&understudy, target, "host: shop\r\n").await;
        assert_eq!(answer.head.status(), 400, "{target}");
    }
    assert_eq!(upstream.requests(), 0);
}

/// Methods are case-sensitive, but many backends do not know.
#[tokio::test]
async fn what_is_private_stays_so_in_every_case_of_its_methods() {
    let upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"site\"\nupstream = \"shop\"\n\
         [[routes]]\nname = \"orders\"\npath = \"/orders\"\nmethods = [\"POST\"]\nupstream = \"shop\"\nprivate = true\n\
         [[routes]]\nname = \"admin\"\npath = \"/admin\"\nupstream = \"shop\"\nprivate = true\n\
         [[routes]]\nname = \"drop\"\npath = \"/admin/drop\"\nmethods = [\"POST\"]\nupstream = \"shop\"\n",
        upstream.address()
    );
    let understudy = start(&routes, "{}").await;
    for (method, path, status) in [
        ("POST", "/orders", 401),
        ("post", "/orders", 401),
        ("Post", "/orders/1", 401),
        ("pOST", "/%6frders", 401),
        ("GET", "/orders", 200),
        ("get", "/orders", 200),
        ("POSTS", "/orders", 200),
        ("post", "/books", 200),
        ("POST", "/admin/drop", 200),
        ("post", "/admin/drop", 401),
        ("POST", "/%2561dmin/drop", 200),
        ("post", "/%2561dmin/drop", 401),
    ] {
        let mut client = RawClient::connect(understudy.address()).await;
        let answer = client
            .exchange(&format!("{method} {path} HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n\r\n"))
            .await;
        assert_eq!(answer.head.status(), status, "{method} {path}");
    }
}

#[tokio::test]
async fn explain_says_what_the_proxy_does() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = shared(&upstream, "").await;
    for (target, status, _) in SPELLINGS {
        let asked = json!({"method": "GET", "url": target});
        let explained =
            send(understudy.admin.request(Method::POST, "/api/explain").json(&asked)).await.json();
        let outcome = explained["outcome"][0].as_str().unwrap_or_default();
        let expected = match status {
            200 => "mode live",
            401 => "401: private",
            _ => "400: The path can be read in two ways",
        };
        assert!(outcome.starts_with(expected), "{target}: {outcome}");
    }
}

#[tokio::test]
async fn an_upstream_gets_paths_as_they_are_sent_unless_something_private_is_beside() {
    let odd = "/a/../b//%7Ec%2f;d/%zz";
    let normal = "/b//~c%2F;d/%25zz";
    for (row, lines, others, expected) in [
        ("alone", "", "", odd),
        ("alone, by name", "paths = \"normalised\"", "", normal),
        ("beside a public one", "", "path = \"/admin\"\nupstream = \"shop\"", odd),
        ("beside a private one", "", "path = \"/admin\"\nupstream = \"shop\"\nprivate = true", normal),
        ("as said", "paths = \"as-sent\"", "path = \"/admin\"\nupstream = \"shop\"\nprivate = true", odd),
        ("by another name", "", "path = \"/admin\"\nupstream = \"twin\"\nprivate = true", normal),
        ("beside another's", "", "path = \"/admin\"\nupstream = \"other\"\nprivate = true", odd),
    ] {
        let upstream = Upstream::start(Behaviour::Echo);
        let address = upstream.address();
        let second = if others.is_empty() {
            String::new()
        } else {
            format!("[[routes]]\nname = \"second\"\n{others}\n")
        };
        let routes = format!(
            "[upstreams.shop]\nurl = \"http://{address}\"\n{lines}\n[upstreams.twin]\nurl = \"http://{address}\"\n\
             [upstreams.other]\nurl = \"http://127.0.0.1:9\"\n[[routes]]\nname = \"site\"\nupstream = \"shop\"\n{second}"
        );
        let understudy = start(&routes, "{}").await;
        assert_eq!(ask(&understudy, odd, "host: shop\r\n").await.head.status(), 200, "{row}");
        assert_eq!(upstream.last().unwrap().path, expected, "{row}");
    }
}

#[tokio::test]
async fn an_upstream_that_gets_dot_segments_may_resolve_them_or_not() {
    let upstream = Upstream::start(Behaviour::Echo);
    let understudy = shared(&upstream, "paths = \"as-sent\"").await;
    for (target, status) in [("/admin/../books", 401), ("/x//../admin", 401), ("/x/../books", 200)] {
        assert_eq!(ask(&understudy, target, "host: shop\r\n").await.head.status(), status, "{target}");
    }
}

#[tokio::test]
async fn a_prefix_that_is_put_before_confines() {
    let upstream = Upstream::start(Behaviour::Echo);
    let routes = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"api\"\npath = \"/api\"\nupstream = \"shop\"\n\
         strip_prefix = \"/api\"\nadd_prefix = \"/v2\"\n[[routes]]\nname = \"site\"\nupstream = \"shop\"\n\
         add_prefix = \"/public\"\n",
        upstream.address()
    );
    let understudy = start(&routes, "{}").await;
    for (target, expected) in [
        ("/../secret", "/public/secret"),
        ("/a/../../secret", "/public/secret"),
        ("/%2e%2e/secret", "/public/secret"),
        ("/..%2fsecret", "400"),
        ("/a%2f..%2f..%2fsecret", "400"),
        ("/..%5csecret", "400"),
        ("/..;/secret", "400"),
        ("/%252e%252e/secret", "400"),
        ("/a/..%252f..%252fsecret", "400"),
        ("/100%2525", "/public/100%2525"),
        ("/a/..%2fb", "/public/a/..%2fb"),
        ("/a..b/c%2e", "/public/a..b/c%2e"),
        ("/api/a%7Eb", "/v2/a%7Eb"),
        ("/%61pi/books", "/v2/books"),
        ("/api/..%2fsecret", "400"),
        ("/api/../secret", "/public/secret"),
    ] {
        let answer = ask(&understudy, target, "host: shop\r\n").await;
        if expected == "400" {
            assert_eq!(told(&answer), (400, "invalidPathError".to_owned()), "{target}");
        } else {
            assert_eq!(answer.head.status(), 200, "{target}");
            let told: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(told["path"], expected, "{target}");
        }
    }
}

#[tokio::test]
async fn a_key_for_some_routes_makes_doubt_count_too() {
    let upstream = Upstream::start(Behaviour::Echo);
    for (terms, status) in [("", 200), ("routes = [\"site\"]", 400)] {
        let routes = format!(
            "{terms}\n[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"site\"\nupstream = \"shop\"\n\
             [[routes]]\nname = \"api\"\npath = \"/api\"\nupstream = \"shop\"\n",
            upstream.address()
        );
        let understudy = start(&routes, "{}").await;
        assert_eq!(ask(&understudy, "/api%2Fx", "host: shop\r\n").await.head.status(), status, "{terms}");
        assert_eq!(ask(&understudy, "/%61pi/x", "host: shop\r\n").await.head.status(), 200, "{terms}");
    }
}
