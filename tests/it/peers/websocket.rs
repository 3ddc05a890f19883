//! A WebSocket through a live route: tungstenite at both ends.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

use crate::support::{Authority, LISTENERS, Understudy, within};

/// Sends every message back, until the other end is done.
async fn echo(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let Ok(mut socket) = accept_async(stream).await else { return };
            while let Some(Ok(message)) = socket.next().await {
                if (message.is_text() || message.is_binary()) && socket.send(message).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// Before a server that echoes; the address of its listener for TLS.
async fn start(authority: &Authority, mode: &str) -> (Understudy, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issued = authority.issue(&["shop.example"]);
    let config = format!(
        "{LISTENERS}[server.tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [{{ cert = \"a.pem\", key = \"a.key\" }}]\n\
         [upstreams.shop]\nurl = \"http://{}\"\n[mocks.shop]\ncollections = [\"shop.json\"]\n\
         [[routes]]\nname = \"shop\"\nupstream = \"shop\"\nmock = \"shop\"\nmode = \"{mode}\"\n",
        listener.local_addr().unwrap()
    );
    tokio::spawn(echo(listener));
    let shop = crate::support::collection(&[]);
    let files = [("a.pem", issued.certificate.as_str()), ("a.key", &issued.key), ("shop.json", &shop)];
    let understudy =
        Understudy::try_start(&config, &files).await.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let tls = understudy.running.tls().expect("a listener for TLS");
    (understudy, tls)
}

/// Each message comes back before the next is sent.
async fn converse<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(mut socket: WebSocketStream<S>) {
    let messages = [
        Message::text("hello"),
        Message::binary(vec![0; 1024 * 1024]),
        Message::text(""),
        Message::text("again"),
    ];
    for message in messages {
        socket.send(message.clone()).await.unwrap();
        let back = within("the echo", socket.next()).await.expect("a message").expect("a message");
        assert!(back == message, "{} bytes", message.len());
    }
    socket.send(Message::Ping("ping".into())).await.unwrap();
    let back = within("a pong", socket.next()).await.expect("a message").expect("a message");
    assert_eq!(back, Message::Pong("ping".into()));
    socket.close(None).await.unwrap();
    let back = within("its end", socket.next()).await.expect("a message").expect("a message");
    assert!(back.is_close(), "{back:?}");
}

#[tokio::test]
async fn an_echo_in_the_clear_and_with_tls() {
    let authority = Authority::new();
    for mode in ["live", "fallback", "mock-first"] {
        let (understudy, tls) = start(&authority, mode).await;
        let stream = TcpStream::connect(understudy.address()).await.unwrap();
        let (socket, answer) =
            within("a WebSocket", client_async("ws://shop.example/echo", stream)).await.unwrap();
        assert_eq!(answer.status(), 101, "{mode}");
        converse(socket).await;
        let secure = authority.connect(tls, "shop.example", &["http/1.1"]).await;
        let connected = client_async("ws://shop.example/echo", secure.stream);
        converse(within("a WebSocket", connected).await.unwrap().0).await;
    }
}
