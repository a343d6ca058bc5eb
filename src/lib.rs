//! Shipworthy.
