//! The same over HTTP/2, where it means anything there.

use http::Request;

use super::start;
use crate::support::Http2Client;

/// The status, or that the stream was reset.
async fn ask(client: &Http2Client, request: Request<()>) -> Option<u16> {
    let (mut body, response) = client.begin(request).await;
    // A stream that was reset takes no body.
    let _ = body.send_data("hello".into(), true);
    crate::support::within("an answer", response).await.ok().map(|response| response.status().as_u16())
}

#[tokio::test]
async fn what_is_refused() {
    let (understudy, upstream) = start("[server.limits]\nheader = 4096\nheaders = 16\nuri = 1024").await;
    let client = Http2Client::connect(understudy.address()).await;
    let post = || Request::post("http://shop/live");
    let many = (0..20).fold(post(), |request, number| request.header(format!("a{number}"), "b"));
    for (row, request, expected) in [
        ("unequal lengths", post().header("content-length", "5").header("content-length", "6"), None),
        ("no number", post().header("content-length", "five"), None),
        ("another host", post().header("host", "other"), Some(400)),
        ("two hosts", post().header("host", "shop").header("host", "shop"), Some(400)),
        ("a long target", Request::post(format!("http://shop/live?{}", "x".repeat(1100))), Some(414)),
        ("a large header", post().header("a", "x".repeat(4096)), Some(431)),
        ("many headers", many, Some(431)),
    ] {
        assert_eq!(ask(&client, request.body(()).unwrap()).await, expected, "{row}");
    }
    assert_eq!(upstream.requests(), 0);
    assert_eq!(client.get("http://shop/books").await.status, 200, "the connection goes on");
}

#[tokio::test]
async fn no_more_streams_are_open_than_are_allowed() {
    let (understudy, _upstream) = start("[server.limits]\nstreams = 2").await;
    let client = Http2Client::connect(understudy.address()).await;
    // The settings of the server are known once it has answered.
    assert_eq!(client.get("http://shop/books").await.status, 200);
    assert_eq!(client.most_streams(), 2);
}
