//! Fails the build while the service is not ready to ship.
//!
//! `cargo check --manifest-path examples/build_gate/Cargo.toml` audits the mended sample and passes; with
//! `GATED_SERVICE=../services/storefront` it fails with the blockers.

use shipworthy::build_gate::{GateError, require_ready};

fn main() -> Result<(), GateError> {
    println!("cargo::rerun-if-env-changed=GATED_SERVICE");
    let service = std::env::var("GATED_SERVICE");
    require_ready(service.as_deref().unwrap_or("../services/storefront_ready"))
}
