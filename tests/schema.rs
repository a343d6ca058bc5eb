//! The committed JSON Schema is the one of the types.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]
#![allow(clippy::tests_outside_test_module, reason = "an integration test")]

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the committed file")]
fn the_committed_schema_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/audit.schema.json");
    let committed = std::fs::read_to_string(path).expect("the schema is committed");
    assert!(
        committed == shipworthy::Audit::json_schema(),
        "the types changed: cargo run -p shipworthy-cli -- schema > schema/audit.schema.json"
    );
}
