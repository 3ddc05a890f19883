//! How the store of usage does.

/// Where calls are counted beyond this process's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StoreKind {
    /// Nowhere.
    #[default]
    Memory,
    /// In a file of this process's own.
    Embedded,
    /// In a Redis that other processes share.
    Redis,
}

impl StoreKind {
    /// The word used in metrics and on the admin API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Embedded => "embedded",
            Self::Redis => "redis",
        }
    }
}

/// The store, and what keeps it from doing its work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoreStatus {
    /// Which it is.
    pub kind: StoreKind,
    /// Why calls are counted in memory alone for now; none while all is well.
    pub trouble: Option<String>,
}
