//! The admin listener as one of Pingora's services, so that it starts and stops with the others.

use std::net::TcpListener;

use async_trait::async_trait;
use pingora::server::ShutdownWatch;
use pingora::services::background::BackgroundService;

use crate::admin::{self, Admin};

/// The admin listener.
pub(super) struct AdminService {
    pub(super) admin: Admin,
    pub(super) listener: TcpListener,
    /// It ends as soon as the server leaves: what is toggled then would be lost on who takes over.
    pub(super) leaving: ShutdownWatch,
}

#[async_trait]
impl BackgroundService for AdminService {
    async fn start(&self, mut shutdown: ShutdownWatch) {
        let listener = self.listener.try_clone().and_then(tokio::net::TcpListener::from_std);
        let mut leaving = self.leaving.clone();
        let stopped = async move {
            tokio::select! {
                _ = shutdown.changed() => {}
                _ = leaving.wait_for(|is_leaving| *is_leaving) => {}
            }
        };
        match listener {
            Ok(listener) => admin::serve(self.admin.clone(), listener, stopped).await,
            Err(error) => tracing::error!(%error, "The admin listener cannot be used"),
        }
    }
}
