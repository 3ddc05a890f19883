//! What a backend says of places and to the next hop, on its way back to the client.

use crate::support::{Behaviour, Http2Client, LISTENERS, RawClient, Understudy, Upstream};

/// Before an upstream that is told another host, below two prefixes; with these lines in the route.
async fn start(upstream: &Upstream, route: &str) -> Understudy {
    let config = format!(
        "{LISTENERS}[upstreams.shop]\nurl = \"http://{}\"\nhost = \"books.internal\"\n\
         [[routes]]\nname = \"shop\"\npath = \"/api\"\nupstream = \"shop\"\n\
         strip_prefix = \"/api\"\nadd_prefix = \"/v2\"\n{route}",
        upstream.address()
    );
    Understudy::try_start(&config, &[]).await.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// As the backend writes it, and as the client is to read it.
const PLACES: [(&str, &str, &str); 10] = [
    ("location", "/v2/login?next=/v2", "/api/login?next=/v2"),
    ("location", "http://books.internal/v2/books/1", "http://shop.example:81/api/books/1"),
    ("location", "https://login.example/v2", "https://login.example/v2"),
    ("location", "/elsewhere", "/elsewhere"),
    ("content-location", "/v2/books/1.json", "/api/books/1.json"),
    ("refresh", "5; url=http://books.internal/v2/", "5; url=http://shop.example:81/api/"),
    ("set-cookie", "a=1; Path=/v2/cart; HttpOnly", "a=1; Path=/api/cart; HttpOnly"),
    ("set-cookie", "a=1; Domain=books.internal; Path=/", "a=1; Domain=shop.example; Path=/api"),
    ("set-cookie", "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"),
    ("link", "</v2/books>; rel=next", "</v2/books>; rel=next"),
];

#[tokio::test]
async fn places_are_those_that_the_client_knows() {
    let upstream = Upstream::start(Behaviour::Echo);
    let (translating, leaving) =
        (start(&upstream, "").await, start(&upstream, "rewrite_responses = false").await);
    for (name, written, translated) in PLACES {
        upstream.behave(Behaviour::fixed(302, &[(name, written)], ""));
        for (understudy, expected) in [(&translating, translated), (&leaving, written)] {
            let mut client = RawClient::connect(understudy.address()).await;
            let answer = client.exchange("GET /api/books HTTP/1.1\r\nhost: shop.example:81\r\n\r\n").await;
            assert_eq!(answer.head.header(name), Some(expected), "{name}: {written}");
            let client = Http2Client::connect(understudy.address()).await;
            let answer = client.get("http://shop.example:81/api/books").await;
            assert_eq!(answer.header(name), Some(expected), "{name}: {written}, HTTP/2");
        }
    }
}

#[tokio::test]
async fn every_cookie_is_translated_and_none_is_lost() {
    let cookies = [("set-cookie", "a=1; Path=/v2"), ("set-cookie", "b=2"), ("set-cookie", "c=3; Path=/v2/x")];
    let upstream = Upstream::start(Behaviour::fixed(200, &cookies, ""));
    let understudy = start(&upstream, "").await;
    let answer = understudy.client.get("/api/books").await;
    let seen: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    assert_eq!(seen, ["a=1; Path=/api", "b=2", "c=3; Path=/api/x"]);
}

#[tokio::test]
async fn what_a_backend_says_to_the_next_hop_ends_here() {
    let said = [
        ("connection", "keep-alive, X-Own"),
        ("keep-alive", "timeout=5"),
        ("proxy-connection", "keep-alive"),
        ("te", "trailers"),
        ("trailer", "x-sum"),
        ("x-own", "1"),
        ("x-other", "2"),
    ];
    let upstream = Upstream::start(Behaviour::fixed(200, &said, "[1]"));
    let understudy = start(&upstream, "").await;
    let mut client = RawClient::connect(understudy.address()).await;
    let answer = client.exchange("GET /api/books HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    let passed =
        said.into_iter().filter(|(name, _)| *name != "connection" && answer.head.header(name).is_some());
    assert_eq!(passed.collect::<Vec<_>>(), [("x-other", "2")]);
    assert_eq!(answer.head.header("connection"), Some("keep-alive"), "of our own connection");
    let client = Http2Client::connect(understudy.address()).await;
    let answer = client.get("http://shop/api/books").await;
    let passed = said.into_iter().filter(|(name, _)| answer.header(name).is_some());
    assert_eq!(passed.collect::<Vec<_>>(), [("x-other", "2")], "HTTP/2");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"[1]"[..]));
}
