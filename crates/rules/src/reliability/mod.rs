//! Errors, time limits, health.

mod swallowed_error;

pub(crate) use swallowed_error::SwallowedError;
