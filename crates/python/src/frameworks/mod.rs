//! Web frameworks of Python, a file each.
//!
//! A recogniser says what a file says about routes; [`link`] joins the files.

mod django;
mod fastapi;
mod flask;
mod library;
mod link;
mod permissions;
mod source;
mod view;
mod views;

pub(crate) use library::{guard as library_guard, status as library_status};
pub(crate) use link::routes;
