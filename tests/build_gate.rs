//! The gate for build scripts, on the bundled samples.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::build_gate::require_ready;

fn sample(name: &str) -> String {
    format!("{}/examples/services/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_service_that_is_not_ready_fails_the_build_and_says_why() {
    let error = require_ready(sample("storefront")).unwrap_err();
    let text = format!("{error:?}");
    assert!(text.contains("is not ready to ship"), "{text}");
    assert!(text.contains(".py:"), "the places are named: {text}");
}

#[test]
fn a_mended_service_passes() {
    assert_eq!(require_ready(sample("storefront_ready")), Ok(()));
}

#[test]
fn what_is_not_there_does_not_pass() {
    assert!(require_ready(sample("no-such-service")).is_err());
}
