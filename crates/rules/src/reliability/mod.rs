//! Errors, time limits, health.

mod swallowed_error;

pub(crate) use swallowed_error::SwallowedError;

mod missing_timeout;

pub(crate) use missing_timeout::MissingTimeout;
