//! Compressed answers are read as text, and pass as they came.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::stage::{backend, cannot, check, said, start};
use crate::support::{Received, Said, eventually};

/// As a backend that compresses whatever it says.
fn compressed(coding: &str, (status, mut headers, body): Said) -> Said {
    let body = match coding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut encoded = Vec::new();
            std::io::copy(&mut brotli::CompressorReader::new(&*body, 4096, 5, 20), &mut encoded).unwrap();
            encoded
        }
        "zstd" => zstd::encode_all(&*body, 3).unwrap(),
        _ => body,
    };
    headers.push(("content-encoding".to_owned(), coding.to_owned()));
    (status, headers, body)
}

fn shop(coding: &'static str) -> impl Fn(&Received) -> Said {
    move |received| {
        let said = match received.path.as_str() {
            "/things/9" => said(404, "application/json", r#"{"error":"no thing"}"#),
            _ => cannot(received),
        };
        let accepts = received.header("accept-encoding").is_some_and(|accepted| accepted.contains(coding));
        if accepts { compressed(coding, said) } else { said }
    }
}

#[tokio::test]
async fn a_compressed_404_is_compared_as_text() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let (upstream, _) = backend(shop(coding));
        let understudy = start(&upstream, "").await;
        let get = |path: &str| {
            let request = understudy.client.request(reqwest::Method::GET, path);
            crate::support::send(request.header("accept-encoding", "gzip, deflate, br, zstd"))
        };
        check(coding, &get("/planned").await, 200, Some("unbuilt"));
        let missing = get("/things/9").await;
        check(coding, &missing, 404, None);
        assert_eq!(missing.header("content-encoding"), Some(coding), "it passes as it came");
        check(coding, &get("/planned").await, 200, Some("unbuilt"));
    }
}

#[tokio::test]
async fn a_text_is_found_in_a_compressed_body() {
    let (upstream, log) = backend(shop("gzip"));
    let lines = "[upstreams.shop.unbuilt]\nprobe = false\nbody_contains = [\"no such text\", \"Cannot GET\"]";
    let understudy = start(&upstream, lines).await;
    let request = understudy.client.request(reqwest::Method::GET, "/planned");
    let answer = crate::support::send(request.header("accept-encoding", "gzip")).await;
    check("contained", &answer, 200, Some("unbuilt"));
    assert_eq!(super::stage::taken(&log), ["GET /planned"]);
}

#[tokio::test]
async fn a_recorded_call_shows_text() {
    let (upstream, _) = backend(shop("br"));
    let understudy = start(&upstream, "").await;
    let request = understudy.client.request(reqwest::Method::GET, "/things/9");
    crate::support::send(request.header("accept-encoding", "br")).await;
    let call = eventually("the call", async || {
        let call = understudy.admin.get("/api/calls/1").await;
        (call.status == 200).then(|| call.json())
    })
    .await;
    assert_eq!(call["response"]["body"]["text"], r#"{"error":"no thing"}"#);
}
