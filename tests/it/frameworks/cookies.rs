//! Cookies of a browser that speaks HTTP/2, for a backend that knows only HTTP/1.1.

use super::program::Program;
use crate::page::Browser;
use crate::support::{Authority, LISTENERS, Understudy};

#[tokio::test]
async fn a_wsgi_backend_reads_both_cookies_of_a_browser() {
    let Some(program) = Program::gunicorn("cookies_app", "cookies").await else { return };
    let issued = Authority::new().issue(&["shop.localhost"]);
    let config = format!(
        "{LISTENERS}[server.tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [{{ cert = \"a.pem\", key = \"a.key\" }}]\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n",
        program.address("cookies")
    );
    let files = [("a.pem", issued.certificate.as_str()), ("a.key", &issued.key)];
    let understudy = Understudy::try_start(&config, &files).await.unwrap_or_else(|told| panic!("{told:#?}"));
    let port = understudy.running.tls().expect("a listener for TLS").port();
    let url = |path: &str| format!("https://shop.localhost:{port}{path}");
    let Some(browser) = Browser::open_untrusted(&url("/give")).await else { return };
    browser.reads("#cookies", "none").await;
    browser.client.goto(&url("/read")).await.expect("a page");
    let spoken = "return performance.getEntriesByType('navigation')[0].nextHopProtocol";
    assert_eq!(browser.run(spoken, vec![]).await, "h2");
    browser.reads("#cookies", "basket=second session=first").await;
}
