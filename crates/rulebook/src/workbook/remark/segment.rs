//! The alternatives of a remark: numbered items, parts between `；`, what is
//! left out, and what is said of all of them.

use super::super::limits;
use super::residue::strip_glue;

/// One alternative of a remark (a numbered item, or a part between `；`), or a
/// sentence about all of them: one after the first that neither begins with 限
/// nor with a number.
pub(super) struct Segment {
    pub text: String,
    /// whether it states an indication of its own
    pub alternative: bool,
    /// false for the words before the first number and for what a numbered
    /// item goes on with after `；`: they need not name a disease
    pub own: bool,
}

impl Segment {
    /// Whether it says what is not paid for: its diseases and conditions are none of the restriction.
    pub fn prohibits(&self) -> bool {
        limits::prohibits(&self.text)
    }
}

/// From these words on a remark states conditions, not alternatives.
const COMMON_CONDITIONS: [&str; 5] = [
    "应同时符合以下条件",
    "并符合以下条件",
    "并满足以下条件",
    "需经营养风险筛查",
    "并需",
];

/// The alternatives of a remark and its common conditions, in their order.
pub(super) fn segments(text: &str) -> Vec<Segment> {
    let cut = COMMON_CONDITIONS
        .iter()
        .filter_map(|words| text.find(words))
        .min()
        .unwrap_or(text.len());
    let (body, common) = text.split_at_checked(cut).unwrap_or((text, ""));
    let mut out = Vec::new();
    let mut numbers = false;
    for (index, sentence) in body.split('。').enumerate() {
        let goes_on = index == 0
            || sentence
                .trim_start()
                .starts_with(|c: char| c == '限' || c.is_ascii_digit());
        for clause in sentence.split(['；', ';']) {
            let items = numbered_items(clause);
            for (position, (numbered, part)) in items.iter().enumerate() {
                let text = part.trim_matches([' ', ',', '，', '、']).to_owned();
                let lead = position == 0 && items.len() > 1;
                numbers = numbers || *numbered;
                if !strip_glue(&text).is_empty() {
                    let own = *numbered || !(lead || numbers);
                    out.push(Segment {
                        text,
                        alternative: goes_on,
                        own,
                    });
                }
            }
        }
    }
    if !common.is_empty() {
        out.push(Segment {
            text: common.to_owned(),
            alternative: false,
            own: false,
        });
    }
    out
}

/// Splits before `1.` and `2、`, and says which parts are numbered; a decimal
/// number is not split.
pub(super) fn numbered_items(sentence: &str) -> Vec<(bool, &str)> {
    let mut cuts = vec![0];
    let bytes = sentence.as_bytes();
    for (at, c) in sentence.char_indices() {
        if !c.is_ascii_digit() || at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let digits = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
        let tail = sentence.get(at + digits..).unwrap_or_default();
        let numbered = digits <= 2 && (tail.starts_with('.') || tail.starts_with('、'));
        let mut after = tail.chars().skip(1).skip_while(|c| *c == ' ');
        let opens = after
            .next()
            .is_some_and(|next| !next.is_ascii_digit() || after.clone().take(3).any(|c| "岁月年周天至种-".contains(c)));
        let before = sentence.get(..at).unwrap_or_default().trim_end();
        let starts = before.is_empty() || before.ends_with([':', '：', ',', '，', '付', '件', '者', '限']);
        if numbered && opens && starts {
            cuts.push(at);
        }
    }
    cuts.push(sentence.len());
    cuts.windows(2)
        .filter_map(|pair| sentence.get(*pair.first()?..*pair.last()?))
        .map(without_number)
        .collect()
}

fn without_number(item: &str) -> (bool, &str) {
    let item = item.trim_start();
    let rest = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = if rest.len() < item.len() {
        rest.strip_prefix(['.', '、'])
    } else {
        None
    };
    bare.map_or((false, item), |bare| (true, bare))
}

/// `不包括…`, `不含…` and `…除外` name what is left out; their diseases do not count.
pub(super) fn without_exclusions(text: &str) -> (String, Vec<String>) {
    let mut out = text.to_owned();
    let mut excluded = Vec::new();
    while let Some((start, end)) = exclusion(&out) {
        let Some(part) = out.get(start..end).map(str::to_owned) else {
            break;
        };
        out.replace_range(start..end, "");
        excluded.push(part.trim_matches(['(', ')', '，', ',']).to_owned());
    }
    (out, excluded)
}

fn exclusion(text: &str) -> Option<(usize, usize)> {
    let stops = ['，', ',', '。', '；', ')'];
    for words in ["不包括", "不含", "且不包括", "患者不宜接受"] {
        if let Some(start) = text.find(words) {
            let tail = text.get(start..)?;
            let length = tail
                .find(stops)
                .unwrap_or(tail.len())
                .min(tail.find("的实体瘤").unwrap_or(tail.len()));
            return Some((start, start + length));
        }
    }
    let end = text.find("除外")?;
    let head = text.get(..end)?;
    let start = head.rfind(['，', ',', '。', '；', '：', ':']).unwrap_or(0);
    let start = head
        .rfind('(')
        .filter(|open| *open > start && !head.get(*open..).unwrap_or_default().contains(')'))
        .unwrap_or(start);
    let stop = end + "除外".len();
    let stop = if text.get(stop..).is_some_and(|tail| tail.starts_with(')')) {
        stop + 1
    } else {
        stop
    };
    Some((start, stop))
}
