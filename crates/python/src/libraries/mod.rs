//! What is known about libraries, as tables.

pub(crate) mod standard;
