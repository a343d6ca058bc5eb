//! Code that invents instead of doing the work.

mod answers;
mod demo_code;
mod evidence;
mod fallback_data;
mod mock_function;
mod mock_value;
mod names;
mod phrases;
mod records;
mod stub_function;
mod unchecked_health;
mod unimplemented_endpoint;

pub(crate) use demo_code::DemoCode;
pub(crate) use fallback_data::FallbackData;
pub(crate) use mock_function::MockFunction;
pub(crate) use mock_value::MockValue;
pub(crate) use stub_function::StubFunction;
pub(crate) use unchecked_health::UncheckedHealth;
pub(crate) use unimplemented_endpoint::UnimplementedEndpoint;
