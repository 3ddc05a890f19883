//! Files as they are made, and as they are broken.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

use super::{Authorities, Certificates, Identity};

/// A certificate and its key, as in files.
fn pair(names: &[&str]) -> (String, String) {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

fn authority() -> String {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
}

#[test]
fn names_are_those_of_hosts() {
    for (names, expected) in [
        (&["Shop.example.com", "*.example.com"][..], &["shop.example.com", "*.example.com"][..]),
        (&["127.0.0.1"], &[]),
        (&["shop", "::1"], &["shop"]),
    ] {
        let (certificate, key) = pair(names);
        assert_eq!(Identity::read(certificate.as_bytes(), key.as_bytes()).unwrap().names(), expected);
    }
}

#[test]
fn a_certificate_and_its_key_may_be_in_one_file() {
    let (certificate, key) = pair(&["shop"]);
    let both = format!("{key}{certificate}");
    assert_eq!(Identity::read(both.as_bytes(), both.as_bytes()).unwrap().names(), ["shop"]);
}

#[track_caller]
fn check(row: &str, certificate: &str, key: &str, expected: &str) {
    let (part, problem) = Identity::read(certificate.as_bytes(), key.as_bytes()).unwrap_err();
    let told = format!("{part:?}: {}", problem.message);
    assert!(told.contains(expected), "{row}: {told}");
    assert!(problem.hint.is_some(), "{row}: what to do");
}

#[test]
fn what_cannot_be_used_is_told_without_quoting_it() {
    let (certificate, key) = pair(&["shop"]);
    let (other, _) = pair(&["other"]);
    let half = |text: &str| text[..text.len() / 2].to_owned();
    let no_base64 = key.replace("\nM", "\n!");
    let empty = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let no_key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
    check("no certificate", &key, &key, "Certificate: no certificate in this file");
    check("nothing", "", &key, "Certificate: no certificate in this file");
    check(
        "half a certificate",
        &half(&certificate),
        &key,
        "Certificate: a certificate in this file is broken",
    );
    check("what is none", empty, &key, "Certificate: certificate 1 in this file is broken");
    check("a second that is none", &format!("{certificate}{empty}"), &key, "certificate 2 in this file");
    check("no key", &certificate, &certificate, "Key: no private key in this file");
    check(
        "half a key",
        &certificate,
        &half(&key),
        "Key: a private key in this file is broken: its block has no end",
    );
    check("not base64", &certificate, &no_base64, "Key: a private key in this file is broken");
    check("encrypted", &certificate, encrypted, "Key: the private key is encrypted");
    check("a key that is none", &certificate, no_key, "Key: the private key cannot be used");
    check("another's key", &other, &key, "Key: the private key is not that of the certificate");
}

#[test]
fn authorities_vouch_for_others() {
    let two = format!("{}{}", authority(), authority());
    let read = Authorities::read(two.as_bytes()).unwrap();
    assert_eq!(read.certificates().len(), 2);
    let one = Authorities::read(&two.as_bytes()[..two.len() / 2]);
    assert!(one.is_ok_and(|one| one.fingerprint() != read.fingerprint()));
    let problem = Authorities::read(b"ca").unwrap_err();
    assert_eq!(problem.message, "no certificate in this file");
}

#[test]
fn a_client_is_shown_the_certificate_that_bears_the_name() {
    let identity = |names: &[&str]| {
        let (certificate, key) = pair(names);
        Arc::new(Identity::read(certificate.as_bytes(), key.as_bytes()).unwrap())
    };
    let all = [
        identity(&["a.example"]),
        identity(&["*.example", "b.example"]),
        identity(&["c.example", "A.example"]),
    ];
    let certificates = Certificates::of(&all);
    for (host, expected) in [
        (None, 0),
        (Some("a.example"), 0),
        (Some("A.EXAMPLE"), 0),
        (Some("b.example"), 1),
        (Some("c.example"), 2),
        (Some("d.example"), 1),
        (Some("a.d.example"), 0),
        (Some("example"), 0),
        (Some(""), 0),
    ] {
        let chosen = certificates.choose(host).unwrap();
        let at = all.iter().position(|identity| Arc::ptr_eq(identity.certified(), &chosen));
        assert_eq!(at, Some(expected), "{host:?}");
    }
    assert!(Certificates::default().choose(Some("a.example")).is_none());
}
