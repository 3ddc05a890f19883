//! The log of reloads.

use super::handle::Summary;
use super::problems::news;
use crate::diagnostic::{Diagnostic, Level};
use crate::observe::ReloadResult;

/// Logs what a reload came to: one line, and one for each problem that nobody was told of `before`.
pub(super) fn tell(before: &[Diagnostic], summary: &Summary) {
    for problem in news(before, &summary.problems) {
        match problem.level {
            Level::Error => tracing::error!("{problem}"),
            Level::Warning => tracing::warn!("{problem}"),
            Level::Hint => tracing::info!("{problem}"),
        }
    }
    let Summary { generation, examples, took, .. } = summary;
    match summary.result {
        ReloadResult::Ok => tracing::info!(generation, examples, ?took, "Reloaded"),
        ReloadResult::Failed => {
            tracing::warn!(generation, examples, ?took, "Reloaded in part; what is broken stays as it was");
        }
    }
}
