//! TypeScript and JavaScript source to Shipworthy facts.

mod link;
mod lower;
