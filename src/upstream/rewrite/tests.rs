use super::*;

const PREFIXES: PathBack<'static> = PathBack { stripped: Some("/api"), added: Some("/v2") };
const STRIPPED: PathBack<'static> = PathBack { stripped: Some("/api"), added: None };
const ADDED: PathBack<'static> = PathBack { stripped: None, added: Some("/v2") };
const AS_ASKED: PathBack<'static> = PathBack { stripped: None, added: None };

/// Asked as `https://shop.example`, of a server at `http://10.0.0.1:3000` that is called `books.internal`.
fn with<T>(path: PathBack<'_>, authority: Option<&str>, use_it: impl FnOnce(&Rewrite<'_>) -> T) -> T {
    let server = "http://10.0.0.1:3000".parse().unwrap();
    let backend = Backend { told_host: Some("books.internal"), server: Some(&server) };
    use_it(&Rewrite { path, client: Origin { scheme: "https", authority }, backend })
}

#[track_caller]
fn check_location(path: PathBack<'_>, location: &str, expected: &str) {
    let translated = with(path, Some("shop.example"), |rewrite| rewrite.reference(location));
    assert_eq!(translated.as_deref().unwrap_or(location), expected, "{path:?} {location}");
}

#[test]
fn paths_get_their_prefix_back() {
    for (location, stripped, added, both) in [
        ("/v2/login?a=/v2#b", "/api/v2/login?a=/v2#b", "/login?a=/v2#b", "/api/login?a=/v2#b"),
        ("/v2", "/api/v2", "/", "/api"),
        ("/v2/", "/api/v2/", "/", "/api/"),
        ("/v2?a", "/api/v2?a", "/?a", "/api?a"),
        ("/v20", "/api/v20", "/v20", "/v20"),
        ("/", "/api/", "/", "/"),
        ("", "", "", ""),
        ("login", "login", "login", "login"),
        ("../login", "../login", "../login", "../login"),
        ("?page=2", "?page=2", "?page=2", "?page=2"),
        ("#top", "#top", "#top", "#top"),
        ("/\\other", "/\\other", "/\\other", "/\\other"),
        ("mailto:a@b", "mailto:a@b", "mailto:a@b", "mailto:a@b"),
        ("app://shop/v2/a", "app://shop/v2/a", "app://shop/v2/a", "app://shop/v2/a"),
    ] {
        check_location(AS_ASKED, location, location);
        check_location(STRIPPED, location, stripped);
        check_location(ADDED, location, added);
        check_location(PREFIXES, location, both);
    }
}

#[test]
fn hosts_of_the_backend_become_the_one_that_was_asked() {
    for (location, as_asked, both) in [
        ("http://books.internal/v2/a", "https://shop.example/v2/a", "https://shop.example/api/a"),
        ("https://BOOKS.internal:443/v2", "https://shop.example/v2", "https://shop.example/api"),
        ("http://books.internal:3000/v2/", "https://shop.example/v2/", "https://shop.example/api/"),
        ("HTTP://10.0.0.1:3000/v2?a", "https://shop.example/v2?a", "https://shop.example/api?a"),
        ("//books.internal/v2/a", "//shop.example/v2/a", "//shop.example/api/a"),
        ("http://books.internal", "https://shop.example", "http://books.internal"),
        ("http://books.internal/other", "https://shop.example/other", "http://books.internal/other"),
        ("http://books.internal:81/v2/a", "http://books.internal:81/v2/a", "http://books.internal:81/v2/a"),
        ("http://10.0.0.1/v2/a", "http://10.0.0.1/v2/a", "http://10.0.0.1/v2/a"),
        ("https://login.example/v2/a", "https://login.example/v2/a", "https://login.example/v2/a"),
        ("http://a@books.internal/v2/a", "http://a@books.internal/v2/a", "http://a@books.internal/v2/a"),
        ("http://shop.example/v2/a", "http://shop.example/v2/a", "http://shop.example/api/a"),
        ("https://shop.example:443/v2", "https://shop.example:443/v2", "https://shop.example:443/api"),
    ] {
        check_location(AS_ASKED, location, as_asked);
        check_location(PREFIXES, location, both);
    }
    let without_host = |location| with(PREFIXES, None, |rewrite| rewrite.reference(location));
    assert_eq!(without_host("http://books.internal/v2/a").as_deref(), Some("/api/a"));
}

#[track_caller]
fn check_refresh(text: &str, expected: &str) {
    let translated = with(PREFIXES, Some("shop.example"), |rewrite| rewrite.refresh(text));
    assert_eq!(translated.as_deref().unwrap_or(text), expected);
}

#[test]
fn a_refresh_leads_back() {
    check_refresh("0; url=/v2/login", "0; url=/api/login");
    check_refresh("0;URL='/v2/login'", "0;URL='/api/login'");
    check_refresh(
        "1.5, url = \"http://books.internal/v2/a\"; x",
        "1.5, url = \"https://shop.example/api/a\"; x",
    );
    check_refresh("5; /v2/login", "5; /api/login");
    check_refresh("5; url", "5; url");
    check_refresh("5; urlé", "5; urlé");
    check_refresh("5; url='", "5; url='");
    check_refresh("5;", "5;");
    check_refresh("5", "5");
}

#[track_caller]
fn check_cookie(path: PathBack<'_>, client: &str, cookie: &str, expected: &str) {
    let translated = with(path, Some(client), |rewrite| rewrite.cookie(cookie));
    assert_eq!(translated.as_deref().unwrap_or(cookie), expected, "{path:?} {client} {cookie}");
}

#[test]
fn the_path_of_a_cookie_is_one_that_the_client_asks_for() {
    for (path, stripped, added, both) in [
        ("/", "/api", "/", "/api"),
        ("/v2", "/api/v2", "/", "/api"),
        ("/v2/", "/api/v2", "/", "/api"),
        ("/v2/cart", "/api/v2/cart", "/cart", "/api/cart"),
        ("/cart", "/api/cart", "/cart", "/cart"),
        ("cart", "cart", "cart", "cart"),
        ("", "", "", ""),
    ] {
        for (prefixes, expected) in [(AS_ASKED, path), (STRIPPED, stripped), (ADDED, added), (PREFIXES, both)]
        {
            let cookie = |path: &str| format!("a=1; Path={path}; HttpOnly");
            check_cookie(prefixes, "shop.example", &cookie(path), &cookie(expected));
        }
    }
    check_cookie(
        PREFIXES,
        "shop.example",
        "a=Path=/v2;PATH = /v2/x ;Secure",
        "a=Path=/v2;PATH =/api/x;Secure",
    );
    check_cookie(PREFIXES, "shop.example", "__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure");
    check_cookie(PREFIXES, "shop.example", "a=1", "a=1");
}

#[test]
fn the_domain_of_a_cookie_is_one_that_the_client_takes() {
    for (client, domain, expected) in [
        ("shop.example:81", "books.internal", "; Domain=shop.example"),
        ("shop.example", ".Books.Internal", "; Domain=shop.example"),
        ("shop.example", "internal", "; Domain=shop.example"),
        ("shop.example", "10.0.0.1", "; Domain=shop.example"),
        ("127.0.0.1:8080", "books.internal", ""),
        ("[::1]:8080", "books.internal", ""),
        ("localhost", "books.internal", ""),
        ("shop.example", "shop.example", "; Domain=shop.example"),
        ("shop.internal", "internal", "; Domain=internal"),
        ("shop.example", "other.example", "; Domain=other.example"),
        ("shop.example", "ooks.internal", "; Domain=ooks.internal"),
        ("shop.example", "", "; Domain="),
    ] {
        let (cookie, expected) = (format!("a=1; Domain={domain}; Secure"), format!("a=1{expected}; Secure"));
        check_cookie(AS_ASKED, client, &cookie, &expected);
    }
}
