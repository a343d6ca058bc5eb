//! What documents promise.

mod broken_promise;

pub(crate) use broken_promise::BrokenPromise;
