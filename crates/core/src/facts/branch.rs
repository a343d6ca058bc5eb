use serde::{Deserialize, Serialize};

use super::Value;
use crate::source::{Span, Text};

/// A place where a function goes one of two ways. Kept for functions that may refuse a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// What decides.
    pub test: Test,
    /// The whole statement.
    pub span: Span,
    /// What runs if the test holds.
    pub then: Span,
    /// What runs otherwise; empty if nothing does.
    pub otherwise: Span,
}

/// A condition, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// Something that is not taken apart: whether a loop runs, which case fits.
    #[default]
    Unknown,
    /// All of these hold.
    All(Box<[Test]>),
    /// One of these holds.
    Any(Box<[Test]>),
    /// This does not hold.
    Not(Box<Test>),
    /// A value is true, or is there at all.
    Truth(Tested),
    /// Two values are the same.
    Equal(Box<(Tested, Tested)>),
    /// The second value contains the first.
    In(Box<(Tested, Tested)>),
    /// A loop: the first value is each element of the second in turn.
    Each(Box<(Tested, Tested)>),
}

/// A value in a condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// The name that it is written as; empty for anything but a name.
    pub written: Text,
    /// The value, with local variables followed.
    pub value: Value,
}
