//! Clients that speak TLS: which certificate they are shown, what they speak inside, and what a reload changes.

use crate::support::{
    Authority, Http2Client, Issued, LISTENERS, RawClient, Understudy, collection, eventually, item,
};

const CERTIFICATES: &str = r#"
[server.tls]
listen = "127.0.0.1:0"
certificates = [{ cert = "one.pem", key = "one.key" }, { cert = "two.pem", key = "two.key" }]
"#;

const ROUTE: &str = r#"
[mocks.shop]
collections = ["shop.json"]
[[routes]]
name = "shop"
mock = "shop"
"#;

/// With two certificates.
async fn start(one: &Issued, two: &Issued) -> Understudy {
    let shop = collection(&[item("list", "GET", "/books", 200, "[1]")]);
    let files = [
        ("shop.json", shop.as_str()),
        ("one.pem", &one.certificate),
        ("one.key", &one.key),
        ("two.pem", &two.certificate),
        ("two.key", &two.key),
    ];
    let config = format!("{LISTENERS}{CERTIFICATES}{ROUTE}");
    Understudy::try_start(&config, &files).await.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn address(understudy: &Understudy) -> std::net::SocketAddr {
    understudy.running.tls().expect("a listener for TLS")
}

#[tokio::test]
async fn what_is_spoken_is_negotiated() {
    let authority = Authority::new();
    let understudy = start(&authority.issue(&["shop.example"]), &authority.issue(&["other"])).await;
    for (row, offered, expected) in [
        ("both", &["h2", "http/1.1"][..], Some("h2")),
        ("either order", &["http/1.1", "h2"], Some("h2")),
        ("the older one", &["http/1.1"], Some("http/1.1")),
        ("none", &[], None),
    ] {
        let secure = authority.connect(address(&understudy), "shop.example", offered).await;
        assert_eq!(secure.protocol.as_deref(), expected, "{row}");
        let status = if expected == Some("h2") {
            Http2Client::over(secure.stream).await.get("https://shop.example/books").await.status
        } else {
            let mut client = RawClient::over(secure.stream);
            client.exchange("GET /books HTTP/1.1\r\nhost: shop.example\r\n\r\n").await.head.status()
        };
        assert_eq!(status, 200, "{row}");
    }
    assert_eq!(understudy.client.get("/books").await.status, 200, "in the clear too");
}

#[tokio::test]
async fn each_client_is_shown_the_certificate_it_asks_for() {
    let authority = Authority::new();
    let one = authority.issue(&["shop.example", "127.0.0.1"]);
    let two = authority.issue(&["books.example", "*.books.example", "shop.example"]);
    let understudy = start(&one, &two).await;
    for (name, expected) in [
        ("shop.example", Some(&one)),
        ("books.example", Some(&two)),
        ("new.books.example", Some(&two)),
        ("127.0.0.1", Some(&one)),
        ("a.new.books.example", None),
        ("other.example", None),
    ] {
        let secure = authority.try_connect(address(&understudy), name, &[]).await;
        let shown = secure.ok().map(|secure| secure.certificate);
        assert_eq!(shown, expected.map(Issued::der), "{name}");
    }
}

/// Writes both files of the first certificate.
fn renew(understudy: &Understudy, issued: &Issued) {
    std::fs::write(understudy.path("one.pem"), &issued.certificate).unwrap();
    std::fs::write(understudy.path("one.key"), &issued.key).unwrap();
}

async fn shown(understudy: &Understudy, authority: &Authority) -> Vec<u8> {
    authority.connect(address(understudy), "shop.example", &[]).await.certificate
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_from_then_on() {
    let authority = Authority::new();
    let names = ["shop.example"];
    let (old, new) = (authority.issue(&names), authority.issue(&names));
    let understudy = start(&old, &authority.issue(&["other"])).await;
    let open = authority.connect(address(&understudy), "shop.example", &[]).await;
    assert_eq!(open.certificate, old.der());
    renew(&understudy, &new);
    eventually("the new certificate", async || {
        (shown(&understudy, &authority).await == new.der()).then_some(())
    })
    .await;
    let mut client = RawClient::over(open.stream);
    assert_eq!(client.exchange("GET /books HTTP/1.1\r\nhost: shop.example\r\n\r\n").await.head.status(), 200);
}

/// What is told of the certificates.
fn problems(understudy: &Understudy) -> Vec<String> {
    let snapshot = understudy.running.live().snapshot();
    let told = snapshot.problems.iter().map(|problem| {
        let file = problem.file.as_deref().and_then(|file| file.file_name());
        format!("{}: {}", file.map(|file| file.to_string_lossy()).unwrap_or_default(), problem.message)
    });
    told.collect()
}

#[tokio::test]
async fn a_broken_certificate_leaves_the_last_good_one_and_is_told() {
    let authority = Authority::new();
    let names = ["shop.example"];
    let (old, new) = (authority.issue(&names), authority.issue(&names));
    let understudy = start(&old, &authority.issue(&["other"])).await;
    for (row, certificate, key, expected) in [
        ("broken", "no certificate", old.key.as_str(), "one.pem: no certificate in this file"),
        (
            "half renewed",
            &new.certificate,
            &old.key,
            "one.key: the private key is not that of the certificate",
        ),
    ] {
        renew(&understudy, &Issued { certificate: certificate.to_owned(), key: key.to_owned() });
        eventually(row, async || (problems(&understudy) == [expected]).then_some(())).await;
        assert_eq!(shown(&understudy, &authority).await, old.der(), "{row}");
    }
    renew(&understudy, &new);
    eventually("no problem", async || problems(&understudy).is_empty().then_some(())).await;
    assert_eq!(shown(&understudy, &authority).await, new.der());
}

#[tokio::test]
async fn without_its_certificate_it_does_not_start() {
    let config = format!("{LISTENERS}{CERTIFICATES}{ROUTE}");
    let shop = collection(&[]);
    let Err(problems) = Understudy::try_start(&config, &[("shop.json", &shop)]).await else {
        panic!("it starts")
    };
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.message == "there is no such file or folder"));
}
