use std::fmt;

use serde::{Serialize, Serializer};

/// Points with two decimals, kept as an integer of hundredths. Written as a number such as `87.25`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

impl Points {
    /// So many hundredths of a point.
    pub const fn new(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// So many points.
    pub const fn whole(points: i64) -> Self {
        Self(points * 100)
    }

    /// The hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / 100, self.0.abs() % 100);
        if rest == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{rest:02}") }
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            // A quotient of an integer and 100 is printed with the same digits everywhere.
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

impl schemars::JsonSchema for Points {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Points".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "description": "Points with at most two decimals."})
    }
}
