//! What a backend says in Understudy's own name is dropped.

use super::ask;
use crate::support::{Behaviour, LISTENERS, Understudy, Upstream};

#[tokio::test]
async fn a_backend_cannot_speak_for_understudy() {
    let said = [
        ("X-Understudy-Source", "mock"),
        ("x-understudy-example", "secret"),
        ("x-understudy-reason", "connect"),
        ("x-understudy-anything", "1"),
        ("x-understudy-anything", "2"),
        ("x-understudied", "stays"),
    ];
    for (headers, source) in [("true", Some("live")), ("false", None)] {
        let upstream = Upstream::start(Behaviour::fixed(200, &said, "{}"));
        let routes = format!(
            "[upstreams.shop]\nurl = \"http://{}\"\n[[routes]]\nname = \"shop\"\nupstream = \"shop\"\n",
            upstream.address()
        );
        let listeners = LISTENERS.replace("[server]\n", &format!("[server]\nheaders = {headers}\n"));
        let understudy = Understudy::try_start(&format!("{listeners}{routes}"), &[]).await.unwrap();
        let answer = ask(&understudy, "/books", "host: shop\r\n").await;
        let headers_of_ours = answer.head.headers.iter();
        let own = headers_of_ours.filter(|(name, _)| name.to_ascii_lowercase().starts_with("x-understudy-"));
        let own: Vec<_> = own.map(|(_, value)| value.as_str()).collect();
        assert_eq!(own, source.into_iter().collect::<Vec<_>>(), "{headers}");
        assert_eq!(answer.head.header("x-understudied"), Some("stays"));
    }
}
