//! A message and the same message in another client's dialect mean the same.
//!
//! A seeded mutator rewrites the samples: objects for lists of one, numbers for
//! texts, null and `""` and absence, other order, extra fields, camel case,
//! repeated fields, `input` as text, other encodings.

use serde_json::Value;
use server::wire::{Body, CallerProfile, Envelope, Sm4Key, Sm4Mode, decode};

const SAMPLES: [&str; 3] = [
    include_str!("wire_samples/02_openhis_py_3101_outpatient.request.json"),
    include_str!("wire_samples/05_cis_csharp_3101_outpatient_objects.request.json"),
    include_str!("wire_samples/09_newtouch_csharp_3101_inpatient.request.json"),
];

/// Ways to write the same thing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Dialect {
    ObjectsAndLists,
    NumbersAndTexts,
    NothingInOtherWords,
    OtherOrder,
    ExtraFields,
    CamelCase,
    RepeatedFields,
    Padding,
}

const DIALECTS: [Dialect; 8] = [
    Dialect::ObjectsAndLists,
    Dialect::NumbersAndTexts,
    Dialect::NothingInOtherWords,
    Dialect::OtherOrder,
    Dialect::ExtraFields,
    Dialect::CamelCase,
    Dialect::RepeatedFields,
    Dialect::Padding,
];

/// A splitmix64 sequence.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn happens(&mut self) -> bool {
        self.roll(3) == 0
    }
}

struct Mutator<'d> {
    dialects: &'d [Dialect],
    dice: Dice,
}

impl Mutator<'_> {
    fn does(&mut self, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect) && self.dice.happens()
    }

    fn write(&mut self, value: &Value, out: &mut String) {
        match value {
            Value::Object(map) => {
                let mut members: Vec<(String, String)> = Vec::new();
                for (name, member) in map {
                    self.member(name, member, &mut members);
                }
                if self.does(Dialect::OtherOrder) {
                    for at in (1..members.len()).rev() {
                        // Members of one name keep their order: the last of them counts.
                        let other = self.dice.roll(at + 1);
                        if members[at].0 != members[other].0 && !self.dialects.contains(&Dialect::RepeatedFields) {
                            members.swap(at, other);
                        }
                    }
                }
                let text: Vec<String> = members.iter().map(|(name, text)| format!("{name:?}:{text}")).collect();
                out.push_str(&format!("{{{}}}", text.join(",")));
            }
            Value::Array(list) => {
                if let [Value::Object(_)] = list.as_slice()
                    && self.does(Dialect::ObjectsAndLists)
                {
                    return self.write(&list[0], out);
                }
                let mut texts = Vec::new();
                for member in list {
                    let mut text = String::new();
                    self.write(member, &mut text);
                    texts.push(text);
                }
                out.push_str(&format!("[{}]", texts.join(",")));
            }
            Value::String(text) => self.text(text, out),
            Value::Number(number) => {
                let quoted = self.does(Dialect::NumbersAndTexts);
                out.push_str(&if quoted {
                    format!("\"{number}\"")
                } else {
                    number.to_string()
                });
            }
            Value::Bool(_) | Value::Null => out.push_str(&value.to_string()),
        }
    }

    fn member(&mut self, name: &str, value: &Value, members: &mut Vec<(String, String)>) {
        let shown = if self.does(Dialect::CamelCase) {
            camel_case(name)
        } else {
            name.to_owned()
        };
        let says_nothing = value.is_null() || value.as_str() == Some("");
        if says_nothing && self.does(Dialect::NothingInOtherWords) {
            match self.dice.roll(3) {
                0 => members.push((shown, "null".to_owned())),
                1 => members.push((shown, "\"\"".to_owned())),
                _ => {}
            }
            return;
        }
        if self.does(Dialect::ExtraFields) {
            let extra = ["{\"a\":[1,{\"b\":null}]}", "\"x\"", "[]", "1.5", "true"][self.dice.roll(5)];
            members.push((format!("ext_{name}"), extra.to_owned()));
        }
        if !value.is_object() && !value.is_array() && self.does(Dialect::RepeatedFields) {
            members.push((name.to_owned(), "\"先前的值\"".to_owned()));
        }
        let mut text = String::new();
        let wrap = value.is_object() && ["patient_dtos", "fsi_encounter_dtos"].contains(&name);
        if wrap && self.does(Dialect::ObjectsAndLists) {
            self.write(&Value::Array(vec![value.clone()]), &mut text);
        } else {
            self.write(value, &mut text);
        }
        members.push((shown, text));
    }

    fn text(&mut self, text: &str, out: &mut String) {
        let number = text.parse::<serde_json::Number>().is_ok_and(|number| {
            // Only texts whose number prints the same are the same value everywhere.
            number.to_string() == text || (text.contains('.') && text.len() < 12)
        });
        if number && self.does(Dialect::NumbersAndTexts) {
            out.push_str(text);
        } else if !text.is_empty() && self.does(Dialect::Padding) {
            out.push_str(&Value::String(format!(" {text}\u{3000}")).to_string());
        } else {
            out.push_str(&Value::String(text.to_owned()).to_string());
        }
    }
}

fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (first, rest) = part.split_at(part.len().min(1));
        camel.push_str(&first.to_ascii_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// What a message means, whatever blanks are around the ids that it wants replied.
fn meaning(json: &[u8], profile: &CallerProfile, told: &str) -> Envelope {
    let mut envelope = decode(json, profile).unwrap_or_else(|error| panic!("{error}\n{told}"));
    envelope.notes.clear();
    if let Body::Review(request) = &mut envelope.body {
        request
            .renamed
            .retain(|renamed| renamed.sent.trim() != renamed.given.as_str());
    }
    envelope
}

fn mutated(sample: &str, dialects: &[Dialect], seed: u64) -> String {
    let value: Value = serde_json::from_str(sample).expect("a sample");
    let mut out = String::new();
    Mutator {
        dialects,
        dice: Dice(seed),
    }
    .write(&value, &mut out);
    out
}

#[test]
fn every_dialect_means_the_same() {
    let profile = CallerProfile::default();
    for sample in SAMPLES {
        let plain = meaning(sample.as_bytes(), &profile, sample);
        for dialect in DIALECTS {
            for seed in 0..40 {
                let json = mutated(sample, &[dialect], seed);
                assert_eq!(
                    meaning(json.as_bytes(), &profile, &json),
                    plain,
                    "{dialect:?} {seed}\n{json}"
                );
            }
        }
    }
}

#[test]
fn dialects_mix() {
    let profile = CallerProfile::default();
    for sample in SAMPLES {
        let plain = meaning(sample.as_bytes(), &profile, sample);
        for seed in 0..300 {
            let json = mutated(sample, &DIALECTS, seed);
            assert_eq!(meaning(json.as_bytes(), &profile, &json), plain, "{seed}\n{json}");
        }
    }
}

#[test]
fn the_mutator_does_mutate() {
    for dialect in DIALECTS {
        let changed = (0..40).filter(|seed| mutated(SAMPLES[1], &[dialect], *seed) != mutated(SAMPLES[1], &[], 0));
        assert!(changed.count() > 5, "{dialect:?}");
    }
}

#[test]
fn encodings_and_wrappings_mean_the_same() {
    let key = Sm4Key::parse("0123456789ABCDEFFEDCBA9876543210", Sm4Mode::Ecb).expect("a key");
    let cbc = Sm4Key::parse("0123456789ABCDEFFEDCBA9876543210", Sm4Mode::CbcZeroIv).expect("a key");
    for sample in SAMPLES {
        let plain = meaning(sample.as_bytes(), &CallerProfile::default(), sample);
        let mut value: Value = serde_json::from_str(sample).expect("a sample");
        let input = value["input"].to_string();

        let gbk = encoding_rs::GB18030.encode(sample).0;
        assert_eq!(meaning(&gbk, &CallerProfile::default(), sample), plain);
        let marked = [b"\xEF\xBB\xBF".as_slice(), sample.as_bytes(), b"\0\0\r\n"].concat();
        assert_eq!(meaning(&marked, &CallerProfile::default(), sample), plain);

        value["input"] = Value::String(input.clone());
        let json = value.to_string();
        assert_eq!(meaning(json.as_bytes(), &CallerProfile::default(), &json), plain);

        for key in [&key, &cbc] {
            value["input"] = Value::String(key.seal(input.as_bytes()));
            let json = value.to_string();
            let profile = CallerProfile {
                sm4_key: Some(key.clone()),
                ..CallerProfile::default()
            };
            assert_eq!(
                meaning(json.as_bytes(), &profile, &json),
                Envelope {
                    sealed: true,
                    ..plain.clone()
                }
            );
            // A program on a Chinese Windows ciphers GBK.
            value["input"] = Value::String(key.seal(&encoding_rs::GB18030.encode(&input).0));
            let wide = value.to_string();
            assert_eq!(
                meaning(wide.as_bytes(), &profile, &wide),
                Envelope {
                    sealed: true,
                    ..plain.clone()
                }
            );
            let unknown = decode(json.as_bytes(), &CallerProfile::default()).expect_err("no key");
            assert_eq!(unknown.field, "input");
            assert!(unknown.reason.contains("SM4"), "{unknown}");
        }
    }
}

#[test]
fn repeated_fields_are_noted_and_the_last_counts() {
    let json = SAMPLES[0].replace("\"cnt\": \"1\"", "\"cnt\": \"9\", \"cnt\": \"1\"");
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("readable");
    let Body::Review(request) = &envelope.body else {
        panic!("not a review")
    };
    assert_eq!(request.patients[0].record.lines[1].quantity.to_string(), "1");
    assert!(
        envelope
            .notes
            .iter()
            .any(|note| note.field.ends_with("fsi_order_dtos[1].cnt")),
        "{:?}",
        envelope.notes
    );
}
