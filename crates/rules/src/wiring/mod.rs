//! What is declared against what is used.

mod unused_service;

pub(crate) use unused_service::UnusedService;
