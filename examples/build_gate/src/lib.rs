//! Compiles only while the service beside it is ready to ship.
