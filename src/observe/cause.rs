//! Why a backend could not be reached or did not answer, in words a person can act on (proxy.md, "Why it is down").

use std::fmt;

/// The cause of a failure. A [`Reason`](super::Reason) says what it counts as; this says what to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// No address is known for its host name.
    NameNotFound,
    /// It takes no connection at this address and port.
    Refused,
    /// No network leads to it.
    NoRoute,
    /// The connection was not made in time.
    ConnectTimeout,
    /// The connection failed in another way.
    ConnectFailed,
    /// Nobody who is trusted vouches for its certificate: it is self-signed, or its authority is unknown.
    TlsUntrusted,
    /// Its certificate is out of date.
    TlsExpired,
    /// Its certificate is for other names.
    TlsWrongName,
    /// Its certificate bears no name at all that counts.
    TlsNoName,
    /// It asks for a certificate, and accepts none or not the one that it got.
    TlsCertificateWanted,
    /// It took the connection and did not finish the handshake in time.
    TlsTimeout,
    /// What answers there does not speak TLS.
    TlsNotSpoken,
    /// The handshake failed in another way.
    TlsFailed,
    /// A certificate file of the config could not be loaded, so that nobody is asked.
    CertificateFile,
    /// It was spoken to in the clear and speaks TLS.
    SpeaksTls,
    /// It took the request and said nothing in time.
    NoAnswer,
    /// It did not take the request in time.
    NotTaken,
    /// It closed the connection before it answered.
    ClosedBefore,
    /// It closed the connection within the header of its answer.
    ClosedWithin,
    /// What it sent is not the HTTP that was expected.
    NotHttp,
    /// It did not say clearly where its answer ends.
    BadFraming,
    /// Its health check fails.
    Unhealthy,
}

impl Cause {
    /// The token of the header `x-understudy-cause` and of the admin API.
    pub fn token(self) -> &'static str {
        match self {
            Self::NameNotFound => "name-not-found",
            Self::Refused => "refused",
            Self::NoRoute => "no-route",
            Self::ConnectTimeout => "connect-timeout",
            Self::ConnectFailed => "connect-failed",
            Self::TlsUntrusted => "tls-untrusted",
            Self::TlsExpired => "tls-expired",
            Self::TlsWrongName => "tls-wrong-name",
            Self::TlsNoName => "tls-no-name",
            Self::TlsCertificateWanted => "tls-certificate-wanted",
            Self::TlsTimeout => "tls-timeout",
            Self::TlsNotSpoken => "tls-not-spoken",
            Self::TlsFailed => "tls-failed",
            Self::CertificateFile => "certificate-file",
            Self::SpeaksTls => "speaks-tls",
            Self::NoAnswer => "no-answer",
            Self::NotTaken => "not-taken",
            Self::ClosedBefore => "closed-before-answer",
            Self::ClosedWithin => "closed-within-header",
            Self::NotHttp => "not-http",
            Self::BadFraming => "bad-framing",
            Self::Unhealthy => "unhealthy",
        }
    }

    /// What to do about it, with the setting that does it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NameNotFound => "check the host name in the upstream's `url`",
            Self::Refused => "start the backend, or correct the port in the upstream's `url`",
            Self::NoRoute => "check the address in the upstream's `url`, and the network",
            Self::ConnectTimeout => {
                "check the address in the upstream's `url`; its `connect_timeout` sets how long is waited"
            }
            Self::ConnectFailed => "the log has the system's own words",
            Self::TlsUntrusted => {
                "name its authority, or that very certificate, as `ca` under the upstream's `tls` (`--ca FILE`), or \
                 set `verify = false` there (`--insecure`)"
            }
            Self::TlsExpired => {
                "renew its certificate and check this machine's clock, or set `verify = false` under the upstream's \
                 `tls` (`--insecure`)"
            }
            Self::TlsWrongName => {
                "use the certificate's name in the upstream's `url`, or set it as `server_name` under its `tls`"
            }
            Self::TlsNoName => {
                "make it anew with a name: `-addext subjectAltName=DNS:localhost` of `openssl req -x509`, or \
                 `IP:127.0.0.1`; or set `verify = false` under the upstream's `tls` (`--insecure`)"
            }
            Self::TlsCertificateWanted => {
                "name a certificate that it accepts, and its key, as `client_certificate` and `client_key` under the \
                 upstream's `tls`"
            }
            Self::TlsTimeout => {
                "`connect_timeout` of the upstream sets how long is waited, TLS included; a backend that speaks no TLS \
                 needs `http://` in the `url`"
            }
            Self::TlsNotSpoken => "write `http://` in the upstream's `url`, or correct its port",
            Self::TlsFailed => {
                "the log has the words of the TLS library; a backend that asks for a certificate gets the one named as \
                 `client_certificate` under the upstream's `tls`; one that speaks no TLS needs `http://` in the `url`"
            }
            Self::CertificateFile => "mend the file; `/api/status` has its problem under `problems`",
            Self::SpeaksTls => "write `https://` in the upstream's `url`",
            Self::NoAnswer => "`header_timeout` and `read_timeout` of the upstream set how long is waited",
            Self::NotTaken => "`write_timeout` of the upstream sets how long is waited",
            Self::ClosedBefore => {
                "the backend's own log may tell why it closed; one that speaks TLS needs `https://` in the upstream's `url`"
            }
            Self::ClosedWithin => "the backend's own log may tell why it closed",
            Self::NotHttp => {
                "correct the port in the upstream's `url`; a backend that speaks HTTP/2 alone needs \
                 `protocol = \"http2\"`"
            }
            Self::BadFraming => {
                "the backend has to send one Content-Length that is a number, or a Transfer-Encoding that is chunked \
                 and nothing else"
            }
            Self::Unhealthy => "`health` of the upstream says what is checked",
        }
    }
}

/// What happened, as a sentence about the backend that begins with `it`.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NameNotFound => "its host name was not found",
            Self::Refused => "it refused the connection",
            Self::NoRoute => "no network leads to it",
            Self::ConnectTimeout => "it took no connection in time",
            Self::ConnectFailed => "the connection to it failed",
            Self::TlsUntrusted => {
                "its certificate is not trusted: it is self-signed, or its authority is unknown here"
            }
            Self::TlsExpired => "its certificate has expired, or is not valid yet",
            Self::TlsWrongName => "its certificate is for another name",
            Self::TlsNoName => {
                "its certificate bears no name: it has no subjectAltName, and no other name counts"
            }
            Self::TlsCertificateWanted => "it wants a certificate, and got none that it accepts",
            Self::TlsTimeout => "it took the connection and did not finish the TLS handshake in time",
            Self::TlsNotSpoken => "it does not speak TLS",
            Self::TlsFailed => "the TLS handshake with it failed",
            Self::CertificateFile => "a certificate file of its config cannot be used",
            Self::SpeaksTls => "it speaks TLS, and was asked in the clear",
            Self::NoAnswer => "it took the request and did not answer in time",
            Self::NotTaken => "it did not take the request in time",
            Self::ClosedBefore => "it closed the connection before it answered",
            Self::ClosedWithin => "it closed the connection within the header of its answer",
            Self::NotHttp => "it did not answer in the version of HTTP that was expected",
            Self::BadFraming => "it did not say clearly where its answer ends",
            Self::Unhealthy => "its health check fails",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAUSES: [Cause; 22] = [
        Cause::NameNotFound,
        Cause::Refused,
        Cause::NoRoute,
        Cause::ConnectTimeout,
        Cause::ConnectFailed,
        Cause::TlsUntrusted,
        Cause::TlsExpired,
        Cause::TlsWrongName,
        Cause::TlsNoName,
        Cause::TlsCertificateWanted,
        Cause::TlsTimeout,
        Cause::TlsNotSpoken,
        Cause::TlsFailed,
        Cause::CertificateFile,
        Cause::SpeaksTls,
        Cause::NoAnswer,
        Cause::NotTaken,
        Cause::ClosedBefore,
        Cause::ClosedWithin,
        Cause::NotHttp,
        Cause::BadFraming,
        Cause::Unhealthy,
    ];

    /// The settings that the advice names, among other things to write.
    fn named(advice: &str) -> impl Iterator<Item = &str> {
        let quoted = advice.split('`').skip(1).step_by(2);
        let is_setting = |text: &&str| !text.starts_with(['-', '/']) && !text.contains(':');
        quoted.filter(is_setting).filter(|text| !text.starts_with("openssl "))
    }

    #[test]
    fn each_setting_that_is_named_exists() {
        let config = include_str!("../../conf/understudy.toml");
        for cause in CAUSES {
            for text in named(cause.advice()) {
                let setting = text.split(' ').next().unwrap_or_default();
                let is_there = config.lines().any(|line| {
                    let line = line.trim_start_matches('#');
                    line.starts_with(&format!("{setting} =")) || line.ends_with(&format!(".{setting}]"))
                });
                assert!(is_there || setting == "problems", "{}: `{setting}`", cause.token());
            }
        }
    }
}
