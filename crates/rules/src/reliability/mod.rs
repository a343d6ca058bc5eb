//! Errors, time limits, health.
