//! gRPC passes through a live route: messages as they come, either way, and the status in the trailers.

use bytes::{Buf, Bytes};
use h2::RecvStream;
use http::Request;

use crate::support::{Http2Answer, Http2Client, Http2Upstream, Understudy, within};

async fn start(upstream: &Http2Upstream) -> Understudy {
    let route = format!(
        "[upstreams.shop]\nurl = \"http://{}\"\nprotocol = \"http2\"\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmode = \"live\"",
        upstream.address()
    );
    Understudy::start(&route, &[]).await
}

/// A message as it goes over the wire: not compressed, its length, itself.
fn message(text: &str) -> Bytes {
    let length = u32::try_from(text.len()).expect("a short message");
    [&[0][..], &length.to_be_bytes(), text.as_bytes()].concat().into()
}

fn call() -> Request<()> {
    let request = Request::post("http://shop/shop.Books/Echo").header("content-type", "application/grpc");
    request.header("te", "trailers").body(()).unwrap()
}

#[tokio::test]
async fn a_unary_call() {
    let upstream = Http2Upstream::start(None).await;
    let understudy = start(&upstream).await;
    let client = Http2Client::connect(understudy.address()).await;
    let (mut body, response) = client.begin(call()).await;
    body.send_data(message("hello"), true).unwrap();
    let answer = within("an answer", async { Http2Answer::read(response.await.unwrap()).await }).await;
    assert_eq!((answer.status, answer.body), (200, message("hello").to_vec()));
    assert_eq!(answer.headers["content-type"], "application/grpc");
    assert_eq!(answer.headers["x-understudy-source"], "live");
    let trailers = answer.trailers.expect("trailers");
    assert_eq!(trailers["grpc-status"], "0", "the backend was told that trailers are taken");
}

/// The next message of a body.
async fn next(body: &mut RecvStream) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < 5 || bytes.len() < 5 + (&bytes[1..5]).get_u32() as usize {
        let piece = within("a piece", body.data()).await.expect("a piece").expect("a piece");
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes.split_off(5)).unwrap()
}

#[tokio::test]
async fn a_streaming_call() {
    let upstream = Http2Upstream::start(None).await;
    let understudy = start(&upstream).await;
    let client = Http2Client::connect(understudy.address()).await;
    let (mut body, response) = client.begin(call()).await;
    body.send_data(message("1"), false).unwrap();
    let mut answer = within("an answer", response).await.unwrap().into_body();
    assert_eq!(next(&mut answer).await, "1", "before the call ends");
    for number in 2..100 {
        body.send_data(message(&number.to_string()), false).unwrap();
        assert_eq!(next(&mut answer).await, number.to_string(), "before the next is sent");
    }
    body.send_data(Bytes::new(), true).unwrap();
    assert!(within("the end", answer.data()).await.is_none());
    let trailers = within("trailers", answer.trailers()).await.unwrap().expect("trailers");
    assert_eq!(trailers["grpc-status"], "0");
}

#[tokio::test]
async fn calls_that_end_early_leave_others_alone() {
    let upstream = Http2Upstream::start(None).await;
    let understudy = start(&upstream).await;
    let client = Http2Client::connect(understudy.address()).await;
    let (mut gone, response) = client.begin(call()).await;
    gone.send_data(message("1"), false).unwrap();
    let mut answer = within("an answer", response).await.unwrap().into_body();
    assert_eq!(next(&mut answer).await, "1");
    gone.send_reset(h2::Reason::CANCEL);
    let (mut body, response) = client.begin(call()).await;
    body.send_data(message("2"), true).unwrap();
    let answer = within("an answer", async { Http2Answer::read(response.await.unwrap()).await }).await;
    assert_eq!(answer.trailers.expect("trailers")["grpc-status"], "0");
    assert_eq!(upstream.connections(), 1);
}
