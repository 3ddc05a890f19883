//! Everything that can only be seen of what is put together.

use super::{away, exposure, mocks, prefixes, readers, routes};
use crate::diagnostic::Diagnostic;
use crate::reload::Serving;

/// The faults between the collections of each mock, and between mocks and routes. Of those in the config, the
/// item is told and its place is the loader's to add.
pub fn serving(serving: &Serving) -> Vec<Diagnostic> {
    let mut found: Vec<_> =
        serving.mocks.iter().flat_map(|(name, loaded)| mocks::between(name, loaded)).collect();
    found.extend(serving.mocks.iter().flat_map(|(name, loaded)| routes::unreached(serving, name, loaded)));
    for (name, loaded) in &serving.mocks {
        if let Some(config) = serving.config.mocks.get(name) {
            found.extend(away::leading_away(config, loaded));
            found.extend(readers::unreadable(config, loaded));
        }
    }
    found.extend(routes::idle_modes(serving));
    found.extend(exposure::exposed(serving));
    found.extend(prefixes::astray(serving));
    found
}
