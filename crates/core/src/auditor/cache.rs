use crate::facts::FileFacts;
use crate::source::{SourceFile, Text};

/// Keeps facts between audits. The facts of a file depend on its bytes, path and role and on the analyzer alone, and
/// the key is made of these; an entry never becomes stale. They hold no credentials.
pub trait FactsCache: Send + Sync {
    /// What was put under the key.
    fn get(&self, key: &str) -> Option<Vec<u8>>;

    /// Keeps bytes under a key of 64 hexadecimal digits. It may forget them at any time.
    fn put(&self, key: &str, bytes: Vec<u8>);
}

/// The key of a file's facts.
pub(super) fn key(analyzer: &str, source: &SourceFile<'_>) -> Text {
    let mut hasher = blake3::Hasher::new();
    for part in [
        env!("CARGO_PKG_VERSION"),
        analyzer,
        source.language.as_str(),
        source.path.as_str(),
        &format!("{:?}", source.role),
        source.text,
    ] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().as_str().into()
}

pub(super) fn read(cache: &dyn FactsCache, key: &str) -> Option<FileFacts> {
    serde_json::from_slice(&cache.get(key)?).ok()
}

pub(super) fn write(cache: &dyn FactsCache, key: &str, facts: &FileFacts) {
    if let Ok(bytes) = serde_json::to_vec(facts) {
        cache.put(key, bytes);
    }
}
