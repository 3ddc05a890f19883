//! Callbacks that only sessions of other protocols make: trailers come with HTTP/2, custom messages with
//! protocols of one's own. They are called by hand.

use bytes::Bytes;
use http::HeaderMap;
use pingora::protocols::l4::stream::Stream;
use pingora::proxy::{ProxyHttp, Session};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::calls::Counts;
use super::same::{counting, wrapped};

/// A session of a connection on which nothing was sent.
async fn session() -> Session {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    Session::new_h1(Box::new(Stream::from(stream)))
}

/// What they come to: two messages, what is left of the trailers, and what they become.
async fn call(proxy: &(impl ProxyHttp<CTX: Send + Sync> + Sync)) -> (Vec<Option<Bytes>>, usize) {
    let (mut session, mut context) = (session().await, proxy.new_ctx());
    let (session, context) = (&mut session, &mut context);
    let (sender, _receiver) = mpsc::channel(1);
    proxy.custom_forwarding(session, context, None, sender).await.unwrap();
    let message = || Bytes::from_static(b"message ");
    let up = proxy.downstream_custom_message_proxy_filter(session, message(), context, true).await.unwrap();
    let down = proxy.upstream_custom_message_proxy_filter(session, message(), context, true).await.unwrap();
    let mut trailers = HeaderMap::from_iter([(http::header::ETAG, "\"one\"".parse().unwrap())]);
    proxy.upstream_response_trailer_filter(session, &mut trailers, context).unwrap();
    let written = proxy.response_trailer_filter(session, &mut trailers, context).await.unwrap();
    (vec![up, down, written], trailers.len())
}

#[tokio::test]
async fn called_by_hand() {
    let nowhere = ([127, 0, 0, 1], 9).into();
    let (plain, calls) = counting(nowhere);
    let came_to = call(&plain).await;
    let texts = ["message up", "message down", "trailers"];
    assert_eq!(came_to, (texts.map(|text| Some(text.into())).to_vec(), 0));
    let counts: Counts = calls.take();
    assert_eq!(counts.len(), 6, "{counts:?}");
    let (inner, calls) = counting(nowhere);
    let (wrapped, _backstage) = wrapped(inner, nowhere);
    assert_eq!(call(&wrapped).await, came_to);
    assert_eq!(calls.take(), counts);
}
