//! What lies on a private route is given by no other route's mock: not by likeness, by name, or at another host.

use super::{KEY, ask, told};
use crate::support::{LISTENERS, Understudy, collection, item, known_key};

/// Items on the public side and on the private one.
fn shop() -> String {
    collection(&[
        item("book", "GET", "/books/1", 200, "\"public\""),
        item("user", "GET", "/admin/users/7", 200, "\"secret\""),
        item("report", "GET", "/Admin/reports", 200, "\"secret\""),
        item("any", "GET", "/:section/news", 200, "\"news\""),
        item("made", "POST", "/admin/users", 201, "\"secret\""),
    ])
}

async fn start(server: &str, routes: &str) -> Understudy {
    let listeners = LISTENERS.replace("[server]\n", &format!("[server]\n{server}\n"));
    let config = format!("{listeners}{}{routes}", known_key(KEY));
    let started = Understudy::try_start(&config, &[("shop.json", &shop())]).await;
    started.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

const ONE_MOCK: &str = "[mocks.shop]\ncollections = [\"shop.json\"]\n\
    [[routes]]\nname = \"site\"\nmock = \"shop\"\n\
    [[routes]]\nname = \"admin\"\npath = \"/admin\"\nmock = \"shop\"\nprivate = true\n";

/// The public route's mock is another one with the same collection.
const TWO_MOCKS: &str = "[mocks.shop]\ncollections = [\"shop.json\"]\n[mocks.own]\ncollections = [\"shop.json\"]\n\
    [[routes]]\nname = \"site\"\nmock = \"shop\"\n\
    [[routes]]\nname = \"admin\"\npath = \"/admin\"\nmock = \"own\"\nprivate = true\n";

/// The private route is private because its mock is.
const PRIVATE_MOCK: &str = "[mocks.shop]\ncollections = [\"shop.json\"]\n\
    [mocks.own]\ncollections = [\"shop.json\"]\nprivate = true\n\
    [[routes]]\nname = \"site\"\nmock = \"shop\"\n[[routes]]\nname = \"admin\"\npath = \"/admin\"\nmock = \"own\"\n";

#[tokio::test]
async fn by_no_likeness_and_by_no_name() {
    for routes in [ONE_MOCK, TWO_MOCKS, PRIVATE_MOCK] {
        let understudy = start("", routes).await;
        for (row, target, lines, expected) in [
            ("its own", "/books/1", "", 200),
            ("a wildcard that is nobody's own", "/books/news", "", 200),
            ("the private one", "/admin/users/7", "", 401),
            ("an ID for an ID", "/admin/users/8", "", 401),
            ("edit distance", "/admim/users/7", "", 404),
            ("edit distance in the middle", "/adminn/users/7", "", 404),
            ("another case", "/ADMIN/users/7", "", 401),
            ("another case of the example", "/Admin/reports", "", 401),
            ("nearly that", "/Admim/reports", "", 404),
            ("by id", "/books/1", "x-mock-response-id: user\r\n", 404),
            ("by name", "/books/1", "x-mock-response-name: report\r\n", 404),
            ("an encoded slash", "/admin%2Fusers/7", "", 400),
        ] {
            let answer = ask(&understudy, target, &format!("host: shop\r\n{lines}")).await;
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            assert_eq!(answer.head.status(), expected, "{row}: {body} of {routes}");
            for private in ["secret", "user\"", "report\"", "/admin/users/7"] {
                assert!(!body.contains(private), "{row}: {body}");
            }
        }
        let lines = format!("host: shop\r\nx-api-key: {KEY}\r\n");
        for target in ["/admin/users/7", "/admin/users/8", "/ADMIN/users/7", "/admin/reports"] {
            assert_eq!(ask(&understudy, target, &lines).await.body, b"\"secret\"", "{target}");
        }
        assert_eq!(ask(&understudy, "/admin/news", &lines).await.body, b"\"news\"");
    }
}

#[tokio::test]
async fn at_the_host_of_a_mock_an_example_asks_for_a_key_as_its_route_does() {
    let understudy = start("mock_domain = \"mock.localhost\"", ONE_MOCK).await;
    for (row, target, lines, expected) in [
        ("public", "/books/1", "", 200),
        ("private", "/admin/users/7", "", 401),
        ("in another spelling", "/%61dmin/users/7", "", 401),
        ("with another likeness", "/ADMIN//users/7", "", 401),
        ("in doubt", "/admin%2fusers/7", "", 400),
        ("near", "/admim/users/7", "", 404),
        ("by id", "/books/1", "x-mock-response-id: user\r\n", 404),
        ("private, with a key", "/admin/users/7", "key", 200),
        ("near, with a key", "/admim/users/7", "key", 404),
    ] {
        let lines = if lines == "key" { format!("x-api-key: {KEY}\r\n") } else { lines.to_owned() };
        let answer = ask(&understudy, target, &format!("host: shop.mock.localhost\r\n{lines}")).await;
        assert_eq!(answer.head.status(), expected, "{row}: {:?}", told(&answer));
    }
}

#[tokio::test]
async fn the_key_of_one_private_route_does_not_open_another() {
    let routes = "routes = [\"admin\"]\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
        [[routes]]\nname = \"books\"\npath = \"/books\"\nmock = \"shop\"\nprivate = true\n\
        [[routes]]\nname = \"admin\"\npath = \"/admin\"\nmock = \"shop\"\nprivate = true\n";
    let understudy = start("mock_domain = \"mock.localhost\"", routes).await;
    for (host, target, expected) in [
        ("shop", "/admin/users/7", 200),
        ("shop", "/books/1", 403),
        ("shop.mock.localhost", "/admin/users/7", 200),
        ("shop.mock.localhost", "/books/1", 403),
    ] {
        let lines = format!("host: {host}\r\nx-api-key: {KEY}\r\n");
        assert_eq!(ask(&understudy, target, &lines).await.head.status(), expected, "{host} {target}");
    }
    let lines = format!("host: shop\r\nx-api-key: {KEY}\r\nx-mock-response-id: book\r\n");
    assert_eq!(ask(&understudy, "/admin/users/7", &lines).await.head.status(), 404);
}

#[tokio::test]
async fn what_a_public_route_shows_is_public() {
    let routes = "[mocks.shop]\ncollections = [\"shop.json\"]\n\
        [[routes]]\nname = \"site\"\nmock = \"shop\"\n\
        [[routes]]\nname = \"inside\"\nhost = \"inside.example\"\nmock = \"shop\"\nprivate = true\n";
    let understudy = start("", routes).await;
    for (host, expected) in [("shop", 200), ("inside.example", 401)] {
        let answer = ask(&understudy, "/books/1", &format!("host: {host}\r\n")).await;
        assert_eq!(answer.head.status(), expected, "{host}");
    }
}
