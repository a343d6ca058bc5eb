//! Placeholder page, replaced as the room is built.
