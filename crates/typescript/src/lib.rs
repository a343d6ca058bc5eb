//! TypeScript and JavaScript source to Shipworthy facts.

mod lower;
