//! `[upstreams.*.tls]`, and the rules between it and the upstream's URL.

use std::path::Path;

use rustls::pki_types::ServerName;

use crate::config::raw::{Report, Table};
use crate::config::scalar::{Form, PEM_FILE};
use crate::config::{CertificateFiles, Invalid, Scheme, UpstreamTls};

const SERVER_NAME: Form<String> =
    Form { what: "a name", example: "\"shop.internal\"", parse: parse_server_name };

/// `tls` of an upstream that is spoken to with `scheme`, where that is known; files are resolved against `folder`.
pub(super) fn tls(
    upstream: &mut Table<'_>,
    scheme: Option<Scheme>,
    folder: &Path,
    report: &Report<'_>,
) -> UpstreamTls {
    let Some(mut table) = upstream.table("tls") else { return UpstreamTls::default() };
    if scheme == Some(Scheme::Http) {
        let invalid = Invalid::new("the upstream is not spoken to with TLS");
        report.error(&table.spot, invalid.hint("write `https://` in its `url`, or remove this table"));
    }
    let default = UpstreamTls::default();
    let tls = UpstreamTls {
        authority: table.read("ca", &PEM_FILE).map(|file| folder.join(file)),
        client: client(&mut table, folder, report),
        verify: table.flag("verify").unwrap_or(default.verify),
        server_name: table.read("server_name", &SERVER_NAME),
    };
    table.finish();
    tls
}

fn client(table: &mut Table<'_>, folder: &Path, report: &Report<'_>) -> Option<CertificateFiles> {
    let certificate = table.get("client_certificate");
    let key = table.get("client_key");
    let (present, absent) = match (&certificate, &key) {
        (Some(certificate), Some(key)) => {
            let (certificate, key) = (certificate.read(&PEM_FILE)?, key.read(&PEM_FILE)?);
            return Some(CertificateFiles { certificate: folder.join(certificate), key: folder.join(key) });
        }
        (None, None) => return None,
        (Some(certificate), None) => (certificate, "client_key"),
        (None, Some(key)) => (key, "client_certificate"),
    };
    let invalid = Invalid::new(format!("`{absent}` is missing"));
    report
        .error(&present.spot, invalid.hint("a certificate and its key go together; they may be in one file"));
    None
}

fn parse_server_name(text: &str) -> Result<String, Invalid> {
    match ServerName::try_from(text) {
        Ok(_) => Ok(text.to_ascii_lowercase()),
        Err(_) => Err(Invalid::new(format!("`{text}` is not a name that a certificate can bear"))
            .hint(SERVER_NAME.advice())),
    }
}
