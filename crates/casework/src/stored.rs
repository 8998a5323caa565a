//! How the nouns of `domain`, which do not serialise themselves, are written in events.
//!
//! Fields say `#[serde(with = "crate::stored")]`. Days, moments and amounts are written as people
//! read them (`2026-11-24`, `2026-11-24 09:30:00`, `1200.00` yuan), so that a stored event explains
//! itself and no amount passes through a floating-point number.

use domain::{
    Certainty, Day, Division, EncounterId, FindingKey, InstitutionCode, ItemCode, Moment, Money, PersonId,
    PractitionerCode, Quantity, RuleCode,
};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// A type that has a written form.
pub trait Stored: Sized {
    /// what is written
    type Form: Serialize + DeserializeOwned;

    /// The written form.
    fn form(&self) -> Self::Form;

    /// Reads the written form; the error names what cannot be read.
    fn from_form(form: Self::Form) -> Result<Self, String>;
}

/// Writes a value in its form.
pub fn serialize<T: Stored, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.form().serialize(serializer)
}

/// Reads a value from its form.
pub fn deserialize<'de, T: Stored, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::from_form(T::Form::deserialize(deserializer)?).map_err(D::Error::custom)
}

macro_rules! stored_as_text {
    ($($name:ident: $read:expr;)*) => {$(
        impl Stored for $name {
            type Form = String;

            fn form(&self) -> String {
                self.to_string()
            }

            fn from_form(form: String) -> Result<Self, String> {
                let read: fn(&str) -> Result<Self, String> = $read;
                read(&form)
            }
        }
    )*};
}

stored_as_text! {
    Day: |text| Day::parse(text).map_err(|problem| problem.to_string());
    Moment: |text| Moment::parse(text).map_err(|problem| problem.to_string());
    Money: |text| text.parse().map_err(|problem: domain::MoneyError| problem.to_string());
    InstitutionCode: |text| Ok(Self::new(text));
    PractitionerCode: |text| Ok(Self::new(text));
    PersonId: |text| Ok(Self::new(text));
    EncounterId: |text| Ok(Self::new(text));
    ItemCode: |text| Ok(Self::new(text));
    Quantity: |text| text.parse().map_err(|problem: domain::MoneyError| problem.to_string());
    RuleCode: |text| Ok(Self::new(text));
    Division: |text| Ok(Self::new(text));
    FindingKey: read_key;
}

fn read_key(text: &str) -> Result<FindingKey, String> {
    let fail = || format!("不是疑点标识（应为32位十六进制数）：{text}");
    if text.len() != 32 || !text.is_ascii() {
        return Err(fail());
    }
    let mut key = [0; 16];
    for (position, byte) in key.iter_mut().enumerate() {
        let digits = text.get(position * 2..position * 2 + 2).ok_or_else(fail)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| fail())?;
    }
    Ok(FindingKey(key))
}

impl Stored for Certainty {
    type Form = String;

    fn form(&self) -> String {
        self.zh().to_owned()
    }

    fn from_form(form: String) -> Result<Self, String> {
        [Certainty::SlightlySuspect, Certainty::Suspect, Certainty::Definite]
            .into_iter()
            .find(|certainty| certainty.zh() == form)
            .ok_or_else(|| format!("不是判定：{form}"))
    }
}

impl<T: Stored> Stored for Option<T> {
    type Form = Option<T::Form>;

    fn form(&self) -> Self::Form {
        self.as_ref().map(T::form)
    }

    fn from_form(form: Self::Form) -> Result<Self, String> {
        form.map(T::from_form).transpose()
    }
}

impl<T: Stored, const N: usize> Stored for [T; N] {
    type Form = Vec<T::Form>;

    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }

    fn from_form(form: Self::Form) -> Result<Self, String> {
        let values = form.into_iter().map(T::from_form).collect::<Result<Vec<T>, String>>()?;
        let count = values.len();
        Self::try_from(values).map_err(|_| format!("应有{N}项，现有{count}项"))
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Form = Vec<T::Form>;

    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }

    fn from_form(form: Self::Form) -> Result<Self, String> {
        form.into_iter().map(T::from_form).collect()
    }
}

impl<T: Stored + Ord> Stored for BTreeSet<T> {
    type Form = Vec<T::Form>;

    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }

    fn from_form(form: Self::Form) -> Result<Self, String> {
        form.into_iter().map(T::from_form).collect()
    }
}

impl<K: Stored<Form = String> + Ord, V: Clone + Serialize + DeserializeOwned> Stored for BTreeMap<K, V> {
    type Form = BTreeMap<String, V>;

    fn form(&self) -> Self::Form {
        self.iter().map(|(key, value)| (key.form(), value.clone())).collect()
    }

    fn from_form(form: Self::Form) -> Result<Self, String> {
        form.into_iter()
            .map(|(key, value)| Ok((K::from_form(key)?, value)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_nothing_else_is_a_key() {
        let key = FindingKey([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        assert_eq!(FindingKey::from_form(key.form()), Ok(key));
        for text in ["", "00", "zz0102030405060708090a0b0c0d0eff", "疑疑疑疑疑疑疑疑疑疑ab"] {
            assert!(FindingKey::from_form(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_in_yuan_and_read_back_to_the_fen() {
        let amount = Money::from_fen(123_456_789);
        assert_eq!(amount.form(), "1234567.89");
        assert_eq!(Money::from_form(amount.form()), Ok(amount));
    }
}
