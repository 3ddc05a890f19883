//! What a running server cannot take over from a changed config (proxy.md, "Hot reload").

use super::Config;

impl Config {
    /// The settings that differ in `other` and take effect only after a restart, as they are
    /// written in the file: `server.listen`.
    pub fn restart_needed(&self, other: &Self) -> Vec<String> {
        let (server, admin) = (&self.server, &self.admin);
        let differences = [
            ("server.listen", server.listen != other.server.listen),
            ("server.tls.listen", server.tls_address() != other.server.tls_address()),
            ("server.threads", server.threads != other.server.threads),
            ("server.grace_period", server.grace_period != other.server.grace_period),
            ("server.upgrade_sock", server.upgrade_sock != other.server.upgrade_sock),
            ("admin.enabled", admin.enabled != other.admin.enabled),
            ("admin.listen", admin.listen != other.admin.listen),
            ("admin.token_file", admin.token_file != other.admin.token_file),
            ("admin.hosts", admin.hosts != other.admin.hosts),
            ("admin.redact", admin.redact != other.admin.redact),
            ("calls", !self.calls.is_as(&other.calls)),
            ("state_dir", self.state_dir != other.state_dir),
            ("usage.store", self.usage != other.usage),
        ];
        differences.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::ServerTls;

    #[track_caller]
    fn check(name: &str, change: fn(&mut Config), expected: &[&str]) {
        let mut other = Config::default();
        change(&mut other);
        assert_eq!(Config::default().restart_needed(&other), expected, "{name}");
    }

    #[test]
    fn settings_that_cannot_change_while_running() {
        check("nothing", |_| {}, &[]);
        check("proxy address", |config| config.server.listen.set_port(1), &["server.listen"]);
        let tls = |config: &mut Config| {
            config.server.tls = Some(ServerTls { listen: config.server.listen, certificates: Vec::new() });
        };
        check("TLS", tls, &["server.tls.listen"]);
        check("threads", |config| config.server.threads = 3, &["server.threads"]);
        check("grace period", |config| config.server.grace_period = Duration::ZERO, &["server.grace_period"]);
        let upgrade_sock = |config: &mut Config| config.server.upgrade_sock = Some("up.sock".into());
        check("socket", upgrade_sock, &["server.upgrade_sock"]);
        check("admin", |config| config.admin.enabled = false, &["admin.enabled"]);
        check("admin address", |config| config.admin.listen.set_port(1), &["admin.listen"]);
        check("state folder", |config| config.state_dir = Some("state".into()), &["state_dir"]);
        check("token", |config| config.admin.token_file = Some("token".into()), &["admin.token_file"]);
        check("hosts", |config| config.admin.hosts = vec!["door".to_owned()], &["admin.hosts"]);
        check("secrets", |config| config.admin.redact = vec!["x-secret".to_owned()], &["admin.redact"]);
        check("calls", |config| config.calls.keep = 1, &["calls"]);
        check("calls that a reload applies", |config| config.calls.enabled = false, &[]);
        let store = |config: &mut Config| config.usage.store = "redis://cache".parse().ok();
        check("store", store, &["usage.store"]);
        check("what a reload applies", |config| config.server.headers = false, &[]);
        let both = |config: &mut Config| {
            config.server.threads = 3;
            config.admin.enabled = false;
        };
        check("several", both, &["server.threads", "admin.enabled"]);
    }
}
