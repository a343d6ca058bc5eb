//! The command `shipworthy`.
fn main() {}
