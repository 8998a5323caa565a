//! A list of nodes, whatever the client put in its place: a list, one object,
//! `""`, null, or nothing.

use super::ORDERS_MAX;
use super::scalar::Skip;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// What stood in the place of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shape {
    #[default]
    Missing,
    /// null, `""`, `[]` or `{}`
    Empty,
    /// a list, or a single object
    Nodes,
    /// a list of more nodes than one call may have orders: the rest is read over
    TooLong,
    /// a text, a number, or a list of something else than objects
    Wrong,
}

/// A list of nodes.
#[derive(Debug)]
pub(super) struct Many<T> {
    pub items: Vec<T>,
    pub shape: Shape,
}

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            shape: Shape::Missing,
        }
    }
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of nodes")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Many<T>, A::Error> {
        let node = T::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Many {
            items: vec![node],
            shape: Shape::Nodes,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Many<T>, A::Error> {
        let mut many = Many {
            items: Vec::new(),
            shape: Shape::Empty,
        };
        while many.items.len() < ORDERS_MAX {
            match list.next_element::<Element<T>>()? {
                Some(Element::Node(node)) => {
                    many.items.push(node);
                    if many.shape == Shape::Empty {
                        many.shape = Shape::Nodes;
                    }
                }
                Some(Element::Nothing) => {}
                Some(Element::Wrong) => many.shape = Shape::Wrong,
                None => return Ok(many),
            }
        }
        while list.next_element::<Skip>()?.is_some() {
            many.shape = Shape::TooLong;
        }
        Ok(many)
    }

    fn visit_str<E>(self, text: &str) -> Result<Many<T>, E> {
        let shape = if matches!(text.trim(), "" | "-" | "null" | "[]" | "{}") {
            Shape::Empty
        } else {
            Shape::Wrong
        };
        Ok(Many {
            items: Vec::new(),
            shape,
        })
    }

    fn visit_unit<E>(self) -> Result<Many<T>, E> {
        Ok(Many {
            items: Vec::new(),
            shape: Shape::Empty,
        })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Many<T>, E> {
        Ok(Many {
            items: Vec::new(),
            shape: Shape::Wrong,
        })
    }

    fn visit_u64<E>(self, _: u64) -> Result<Many<T>, E> {
        Ok(Many {
            items: Vec::new(),
            shape: Shape::Wrong,
        })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Many<T>, E> {
        Ok(Many {
            items: Vec::new(),
            shape: Shape::Wrong,
        })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Many<T>, E> {
        Ok(Many {
            items: Vec::new(),
            shape: Shape::Wrong,
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

/// One member of a list.
enum Element<T> {
    Node(T),
    Nothing,
    Wrong,
}

struct ElementVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ElementVisitor<T> {
    type Value = Element<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a node")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Element::Node)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Element<T>, A::Error> {
        let mut element = Element::Nothing;
        while list.next_element::<Skip>()?.is_some() {
            element = Element::Wrong;
        }
        Ok(element)
    }

    fn visit_str<E>(self, text: &str) -> Result<Element<T>, E> {
        Ok(if text.trim().is_empty() {
            Element::Nothing
        } else {
            Element::Wrong
        })
    }

    fn visit_unit<E>(self) -> Result<Element<T>, E> {
        Ok(Element::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Element<T>, E> {
        Ok(Element::Wrong)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Element<T>, E> {
        Ok(Element::Wrong)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Element<T>, E> {
        Ok(Element::Wrong)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element<T>, E> {
        Ok(Element::Wrong)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::scalar::Scalar;
    use std::collections::BTreeMap;

    fn shape(json: &str) -> (usize, Shape) {
        let many: Many<BTreeMap<String, Scalar<'_>>> = serde_json::from_str(json).unwrap();
        (many.items.len(), many.shape)
    }

    #[test]
    fn lists_objects_and_fillers_are_told_apart() {
        for (json, expected) in [
            ("[{\"a\":1},{\"a\":2}]", (2, Shape::Nodes)),
            ("{\"a\":1}", (1, Shape::Nodes)),
            ("[]", (0, Shape::Empty)),
            ("\"\"", (0, Shape::Empty)),
            ("null", (0, Shape::Empty)),
            ("[null,{\"a\":1},\"\"]", (1, Shape::Nodes)),
            ("\"abc\"", (0, Shape::Wrong)),
            ("7", (0, Shape::Wrong)),
            ("[[{\"a\":1}]]", (0, Shape::Wrong)),
        ] {
            assert_eq!(shape(json), expected, "{json}");
        }
    }
}
