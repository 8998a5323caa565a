//! A sentence with `{placeholders}`, filled from the facts of a hit, and `[parts]` that are left out where a placeholder
//! in them has nothing to say.

use std::borrow::Cow;

/// 话术 · literal text and placeholders, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

/// Marks after a slot that leave no place for a full stop before them.
const GOING_ON: [char; 6] = ['”', '，', '；', '、', '。', '）'];

/// A value that is known only later is one character of the private use area, which cannot occur in a rule
/// document's sentence by accident. An optional part with such a value stands between these two until then.
const OPEN: char = '\u{e0fe}';
const CLOSE: char = '\u{e0ff}';
const LATER: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e0fd}';

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(String),
    Open,
    Close,
}

impl Template {
    /// An unclosed brace is text, and so is a bracket that encloses no placeholder.
    pub fn parse(text: &str) -> Self {
        let mut template = Self::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('[') {
            let Some((inside, behind)) = after.split_once(']') else {
                break;
            };
            template.read(before);
            let mut optional = Self::default();
            optional.read(inside);
            if optional.slots().next().is_some() {
                template.parts.push(Part::Open);
                template.parts.append(&mut optional.parts);
                template.parts.push(Part::Close);
            } else {
                template.parts.push(Part::Text(format!("[{inside}]")));
            }
            rest = behind;
        }
        template.read(rest);
        template
    }

    /// Appends text without optional parts.
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                self.parts.push(Part::Text(before.to_owned()));
            }
            self.parts.push(Part::Slot(slot.trim().to_owned()));
            rest = tail;
        }
        if !rest.is_empty() {
            self.parts.push(Part::Text(rest.to_owned()));
        }
    }

    /// The placeholders used.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(name) => Some(name.as_str()),
            Part::Text(_) | Part::Open | Part::Close => None,
        })
    }

    /// A brace that encloses no placeholder, half or full width: the doctor would read it as it stands.
    pub fn stray_brace(&self) -> Option<char> {
        let literal = self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Slot(_) | Part::Open | Part::Close => None,
        });
        literal
            .flat_map(str::chars)
            .find(|letter| ['{', '}', '｛', '｝'].contains(letter))
    }

    /// The number of characters of the literal text.
    pub fn literal_chars(&self) -> usize {
        self.parts
            .iter()
            .map(|part| {
                if let Part::Text(text) = part {
                    text.chars().count()
                } else {
                    0
                }
            })
            .sum()
    }

    /// Fills the slots; a slot that the hit has no fact for is left out, with the optional part around it. The full
    /// stop that a quoted wording ends with is left out where the sentence goes on with a mark of its own.
    pub fn fill<'a>(&self, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
        let mut out = String::with_capacity(96);
        let (mut opened, mut says_nothing) = (0, false);
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Open => (opened, says_nothing) = (out.len(), false),
                Part::Close => {
                    if says_nothing {
                        out.truncate(opened);
                    } else if out[opened..].contains(|ch| LATER.contains(&ch)) {
                        out.insert(opened, OPEN);
                        out.push(CLOSE);
                    }
                }
                Part::Slot(name) => {
                    let value = value(name);
                    let value = value.as_deref().unwrap_or("");
                    says_nothing |= value.is_empty();
                    let goes_on = self.text_after(at).is_some_and(|text| text.starts_with(GOING_ON));
                    out.push_str(value.strip_suffix('。').filter(|_| goes_on).unwrap_or(value));
                }
            }
        }
        out
    }

    /// The text that comes directly behind a part.
    fn text_after(&self, at: usize) -> Option<&str> {
        let behind = self.parts.get(at + 1..)?;
        match behind.iter().find(|part| !matches!(part, Part::Open | Part::Close)) {
            Some(Part::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Puts in a value that was not known when the sentence was filled. Where it is not worth saying, an optional part
/// with it is left out.
pub(crate) fn fill_later(sentence: &mut String, mark: char, value: &str, is_worth_saying: bool) {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((inside, behind)) = after.split_once(CLOSE) else {
            break;
        };
        out.push_str(before);
        let waits = inside.contains(|ch| LATER.contains(&ch) && ch != mark);
        if is_worth_saying || !inside.contains(mark) {
            let (open, close) = if waits { (Some(OPEN), Some(CLOSE)) } else { (None, None) };
            out.extend(open);
            out.push_str(inside);
            out.extend(close);
        }
        rest = behind;
    }
    out.push_str(rest);
    *sentence = out.replace(mark, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_wording_ends_once() {
        let filled = |text: &str| Template::parse(text).fill(|_| Some("限前列腺增生。".into()));
        assert_eq!(filled("规定为“{依据}”，未见相符"), "规定为“限前列腺增生”，未见相符");
        assert_eq!(filled("说明书：{依据}。"), "说明书：限前列腺增生。");
        assert_eq!(filled("说明书：{依据}请核对"), "说明书：限前列腺增生。请核对");
        assert_eq!(filled("支付限定：{依据}"), "支付限定：限前列腺增生。");
    }

    #[test]
    fn an_optional_part_goes_with_what_it_says() {
        let filled = |text: &str, value: Option<&'static str>| Template::parse(text).fill(|_| value.map(Into::into));
        assert_eq!(
            filled("限三级[，本机构为{实为}]。", Some("二级")),
            "限三级，本机构为二级。"
        );
        assert_eq!(filled("限三级[，本机构为{实为}]。", None), "限三级。");
        assert_eq!(filled("说明书：[{依据}]。", Some("限用。")), "说明书：限用。");
        assert_eq!(filled("葡萄糖[注射用]{规格}", None), "葡萄糖[注射用]");
        assert_eq!(filled("限[三级", None), "限[三级");
    }

    #[test]
    fn what_is_known_later_decides_its_part() {
        let sum = '\u{e000}';
        let later = |text: &str, value: &str| {
            let said = |name: &str| {
                if name == "金额" {
                    sum.to_string()
                } else {
                    name.to_owned()
                }
            };
            let mut sentence = Template::parse(text).fill(|name| Some(said(name).into()));
            fill_later(&mut sentence, sum, value, value != "0.00");
            sentence
        };
        for (text, with, without) in [
            ("《{项目}》[，计{金额}元]。", "《项目》，计5.00元。", "《项目》。"),
            (
                "超出部分[{金额}元]请转自费[，共{金额}元]",
                "超出部分5.00元请转自费，共5.00元",
                "超出部分请转自费",
            ),
            ("计{金额}元[，限{应为}]。", "计5.00元，限应为。", "计0.00元，限应为。"),
        ] {
            assert_eq!(later(text, "5.00"), with);
            assert_eq!(later(text, "0.00"), without);
        }
    }

    #[test]
    fn fills_and_keeps_unclosed_braces() {
        let template = Template::parse("《{药品}》限{应为}{性");
        assert_eq!(template.slots().collect::<Vec<_>>(), ["药品", "应为"]);
        assert_eq!(template.stray_brace(), Some('{'));
        assert_eq!(Template::parse("《｛药品｝》").stray_brace(), Some('｛'));
        assert_eq!(Template::parse("《{药品}》[，计{金额}元]").stray_brace(), None);
        assert_eq!(
            template.fill(|name| Some(format!("<{name}>").into())),
            "《<药品>》限<应为>{性"
        );
    }
}
