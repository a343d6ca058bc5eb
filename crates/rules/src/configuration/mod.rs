//! Environment, hosts, debug switches.
