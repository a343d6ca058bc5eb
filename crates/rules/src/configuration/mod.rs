//! Environment, hosts, debug switches.

mod bind_all_interfaces;
mod debug_enabled;
mod hardcoded_url;

pub(crate) use bind_all_interfaces::BindAllInterfaces;
pub(crate) use debug_enabled::DebugEnabled;
pub(crate) use hardcoded_url::HardcodedUrl;
