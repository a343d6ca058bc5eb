//! Code that invents instead of doing the work.
