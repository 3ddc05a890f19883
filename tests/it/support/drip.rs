//! A client whose head never ends: it comes byte by byte.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::within;

/// Sends this, and then one byte after the other until the connection ends; how the answer begins that it gets.
pub(crate) async fn drip(address: SocketAddr, begins: &'static str) -> String {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let drips = tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        let _ = writer.write_all(begins.as_bytes()).await;
        while writer.write_all(b"b").await.is_ok() {
            pace.tick().await;
        }
    });
    let mut told = vec![0; "HTTP/1.1 200".len()];
    within("an answer", reader.read_exact(&mut told)).await.unwrap();
    within("the end of the connection", drips).await.unwrap();
    String::from_utf8(told).unwrap()
}
