//! The files of certificates and keys. What is broken keeps its last good content, a certificate together with its
//! key: while only one of them is new they do not fit, and both stay.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::kept::Kept;
use super::reading::Reading;
use super::several::{AllSeen, look_at_all_in_time};
use super::tracked::Tracked;
use crate::collection::Read;
use crate::config::{CertificateFiles, Config};
use crate::diagnostic::Diagnostic;
use crate::tls::{Authorities, Credentials, Identity, Part};

/// What the files hold, as they were understood last.
#[derive(Debug, Default)]
pub(super) struct CredentialFiles {
    identities: Kept<CertificateFiles, Tracked<Arc<Identity>, AllSeen>>,
    authorities: Kept<PathBuf, Tracked<Arc<Authorities>>>,
}

impl CredentialFiles {
    /// Reads what changed of the files that the config names, and is not written to any more.
    pub(super) fn load(&mut self, config: &Config, reading: &Reading) -> (Credentials, Vec<Diagnostic>) {
        self.identities.begin();
        self.authorities.begin();
        let mut credentials = Credentials::default();
        let mut problems = Vec::new();
        let backends = config.upstreams.values().map(|upstream| &upstream.tls);
        let own = config.server.tls.iter().flat_map(|tls| &tls.certificates);
        for files in own.chain(backends.clone().filter_map(|tls| tls.client.as_ref())) {
            let tracked = self.identities.get(files.clone(), |tracked| refresh(tracked, files, reading));
            problems.extend_from_slice(tracked.problems());
            let good = tracked.good().map(|read| (files.clone(), Arc::clone(&read.value)));
            credentials.identities.extend(good);
        }
        for file in backends.filter_map(|tls| tls.authority.as_ref()) {
            let refresh =
                |tracked: &mut Tracked<_>| tracked.refresh(file, 0, reading, |bytes| authorities(&bytes));
            let tracked = self.authorities.get(file.clone(), refresh);
            problems.extend_from_slice(tracked.problems());
            let good = tracked.good().map(|read| (file.clone(), Arc::clone(&read.value)));
            credentials.authorities.extend(good);
        }
        self.identities.end();
        self.authorities.end();
        (credentials, problems)
    }

    /// Whether the last load left a file unread because it was written to.
    pub(super) fn is_being_written(&self) -> bool {
        self.identities.values().any(Tracked::is_being_written)
            || self.authorities.values().any(Tracked::is_being_written)
    }

    /// Every file that the last load looked at.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        let identities = self.identities.keys().flat_map(|files| [&files.certificate, &files.key]);
        identities.chain(self.authorities.keys()).map(PathBuf::as_path)
    }
}

fn refresh(tracked: &mut Tracked<Arc<Identity>, AllSeen>, files: &CertificateFiles, reading: &Reading) {
    let paths = vec![files.certificate.clone(), files.key.clone()];
    let look = look_at_all_in_time(&files.certificate, paths, tracked.seen_for(0), reading);
    tracked.renew(0, look, |contents: Vec<Vec<u8>>| identity(files, &contents));
}

fn identity(files: &CertificateFiles, contents: &[Vec<u8>]) -> Result<Read<Arc<Identity>>, Vec<Diagnostic>> {
    let content = |at: usize| contents.get(at).map(Vec::as_slice).unwrap_or_default();
    match Identity::read(content(0), content(1)) {
        Ok(identity) => Ok(Read { value: Arc::new(identity), warnings: Vec::new() }),
        Err((Part::Certificate, problem)) => Err(vec![problem.in_file(&files.certificate)]),
        Err((Part::Key, problem)) => Err(vec![problem.in_file(&files.key)]),
    }
}

fn authorities(bytes: &[u8]) -> Result<Read<Arc<Authorities>>, Vec<Diagnostic>> {
    let value = Authorities::read(bytes).map_err(|problem| vec![problem])?;
    Ok(Read { value: Arc::new(value), warnings: Vec::new() })
}
