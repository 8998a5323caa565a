//! A sentence with `{placeholders}`, filled from the facts of a hit.

/// 话术 · literal text and placeholders, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

/// Marks after a slot that leave no place for a full stop before them.
const GOING_ON: [char; 6] = ['”', '，', '；', '、', '。', '）'];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(String),
}

impl Template {
    /// An unclosed brace is text.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Slot(slot.trim().to_owned()));
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Self { parts }
    }

    /// The placeholders used.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
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

    /// Fills the slots; a slot that the hit has no fact for is left out. The full stop that a quoted wording
    /// ends with is left out where the sentence goes on with a mark of its own.
    pub fn fill<'a>(&self, value: impl Fn(&str) -> Option<std::borrow::Cow<'a, str>>) -> String {
        let mut out = String::with_capacity(96);
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(name) => {
                    let value = value(name);
                    let value = value.as_deref().unwrap_or("");
                    let goes_on =
                        matches!(self.parts.get(at + 1), Some(Part::Text(text)) if text.starts_with(GOING_ON));
                    out.push_str(value.strip_suffix('。').filter(|_| goes_on).unwrap_or(value));
                }
            }
        }
        out
    }
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
    fn fills_and_keeps_unclosed_braces() {
        let template = Template::parse("《{药品}》限{应为}{性");
        assert_eq!(template.slots().collect::<Vec<_>>(), ["药品", "应为"]);
        assert_eq!(
            template.fill(|name| Some(format!("<{name}>").into())),
            "《<药品>》限<应为>{性"
        );
    }
}
