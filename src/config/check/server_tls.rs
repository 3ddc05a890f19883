//! `[server.tls]`, and the rules between its address and the others.

use std::net::SocketAddr;
use std::path::Path;

use crate::config::raw::{Report, Table, Value};
use crate::config::scalar::{ADDRESS, PEM_FILE};
use crate::config::{Admin, CertificateFiles, Invalid, ServerTls};

/// `tls` of the server, whose files are resolved against `folder`; none where it is not there, or unusable.
pub(super) fn tls(server: &mut Table<'_>, folder: &Path, report: &Report<'_>) -> Option<ServerTls> {
    let mut table = server.table("tls")?;
    let listen = table.require_in("listen", &ADDRESS);
    let list = table.require("certificates", "[{ cert = \"shop.pem\", key = \"shop.key\" }]");
    let certificates = list
        .as_ref()
        .and_then(Value::tables)
        .map(|tables| tables.into_iter().filter_map(|table| certificate(table, folder)).collect::<Vec<_>>());
    if let Some(list) = &list
        && list.list().is_some_and(|list| list.is_empty())
    {
        let invalid = Invalid::new("TLS needs a certificate");
        report.error(
            &list.spot,
            invalid.hint("name one and its key: `{ cert = \"shop.pem\", key = \"shop.key\" }`"),
        );
    }
    table.finish();
    Some(ServerTls { listen: listen?, certificates: certificates? })
}

fn certificate(mut table: Table<'_>, folder: &Path) -> Option<CertificateFiles> {
    let certificate = table.require_in("cert", &PEM_FILE);
    let key = table.require_in("key", &PEM_FILE);
    table.finish();
    Some(CertificateFiles { certificate: folder.join(certificate?), key: folder.join(key?) })
}

/// One port cannot be listened on in the clear and with TLS, nor by the admin API.
pub(super) fn shared_port(tls: SocketAddr, server: SocketAddr, admin: &Admin) -> Option<Invalid> {
    let admin = admin.enabled.then_some(admin.listen);
    let others = [("the proxy without TLS", Some(server)), ("the admin API", admin)];
    let (name, other) = others.into_iter().find_map(|(name, other)| {
        other.filter(|other| is_one_port(tls, *other)).map(|other| (name, other))
    })?;
    Some(
        Invalid::new(format!("the proxy with TLS (`{tls}`) and {name} (`{other}`) would listen on one port"))
            .hint("give one of them another port"),
    )
}

/// An unspecified address takes the port of every other; port 0 is a free one each time.
pub(super) fn is_one_port(one: SocketAddr, other: SocketAddr) -> bool {
    let is_same_ip = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && is_same_ip
}
