//! TypeScript and JavaScript source to Shipworthy facts.

mod frameworks;
mod link;
mod lower;
mod shapes;
