//! One value of a field, whatever JSON type the client chose for it.
//!
//! Reading never fails on a type: text, number, flag and null are all kept and
//! interpreted later, where the field's name is known and can be named.

use domain::national::given;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A value as received.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Scalar<'de> {
    /// the key was not there
    #[default]
    Missing,
    /// null, or an empty list or object
    Null,
    Text(Cow<'de, str>),
    Integer(i64),
    Natural(u64),
    Decimal(f64),
    Flag(bool),
    /// a list or an object with something in it
    Structure,
}

/// From here on not every whole number is a floating-point number.
const EXACT_BELOW: f64 = (1_u64 << 53) as f64;

impl Scalar<'_> {
    /// True of a number whose figures are not all known any more: what does not fit into 64 bits is read as a
    /// floating-point number.
    pub fn is_rounded(&self) -> bool {
        matches!(self, Scalar::Decimal(number) if number.abs() >= EXACT_BELOW)
    }

    /// The value as text, without blanks around it and with the fillers for "nothing" removed: `""`, `-`, `--`,
    /// `null`. A number is written as briefly as can be: `1.0` becomes `1`.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Scalar::Missing | Scalar::Null | Scalar::Structure => None,
            Scalar::Text(text) => given(text).map(Cow::Borrowed),
            Scalar::Integer(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Natural(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Decimal(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Flag(true) => Some(Cow::Borrowed("1")),
            Scalar::Flag(false) => Some(Cow::Borrowed("0")),
        }
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Natural(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Decimal(number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar<'de>, A::Error> {
        let mut scalar = Scalar::Null;
        while list.next_element::<Skip>()?.is_some() {
            scalar = Scalar::Structure;
        }
        Ok(scalar)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        let mut scalar = Scalar::Null;
        while map.next_key::<Skip>()?.is_some() {
            map.next_value::<Skip>()?;
            scalar = Scalar::Structure;
        }
        Ok(scalar)
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// A value that is passed over. Unlike serde's own it descends into structures, so that the
/// parser's depth limit holds for fields that nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Skip;

impl<'de> Visitor<'de> for Skip {
    type Value = Skip;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, _: &'de str) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_str<E>(self, _: &str) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_unit<E>(self) -> Result<Skip, E> {
        Ok(Skip)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Skip, A::Error> {
        while list.next_element::<Skip>()?.is_some() {}
        Ok(Skip)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Skip, A::Error> {
        while map.next_key::<Skip>()?.is_some() {
            map.next_value::<Skip>()?;
        }
        Ok(Skip)
    }
}

impl<'de> Deserialize<'de> for Skip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let scalar: Scalar<'_> = serde_json::from_str(json).unwrap();
        scalar.text().map(Cow::into_owned)
    }

    #[test]
    fn every_spelling_of_a_value_is_the_same_text() {
        for json in ["\"310\"", "310", "310.0", "\" 310 \"", "\"\\u0033\\u0031\\u0030\""] {
            assert_eq!(text(json).as_deref(), Some("310"), "{json}");
        }
        assert_eq!(text("true").as_deref(), Some("1"));
        assert_eq!(text("16.8").as_deref(), Some("16.8"));
        assert_eq!(text("-0.05").as_deref(), Some("-0.05"));
    }

    #[test]
    fn only_a_number_beyond_64_bits_is_rounded() {
        let rounded = |json: &str| serde_json::from_str::<Scalar<'_>>(json).unwrap().is_rounded();
        for json in ["440300190001010000000001", "-9223372036854775809", "1e16"] {
            assert!(rounded(json), "{json}");
        }
        for json in [
            "18446744073709551615",
            "110105194912310021",
            "16.8",
            "310.0",
            "\"440300190001010000000001\"",
        ] {
            assert!(!rounded(json), "{json}");
        }
    }

    #[test]
    fn fillers_say_nothing() {
        for json in [
            "\"\"",
            "\"-\"",
            "\"--\"",
            "\"  \"",
            "null",
            "[]",
            "{}",
            "\"null\"",
            "[1]",
            "{\"a\":1}",
        ] {
            assert_eq!(text(json), None, "{json}");
        }
    }

    #[test]
    fn depth_is_bounded_in_skipped_values_too() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(serde_json::from_str::<Skip>(&deep).is_err());
        assert!(serde_json::from_str::<Scalar<'_>>(&deep).is_err());
    }
}
