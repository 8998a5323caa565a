//! What remains of a remark once its diseases and conditions are taken out.

use super::super::disease;

/// Words that join, not restrict. The longer ones come first.
const GLUE: [&str; 34] = [
    "限以下情况方可支付",
    "以下情况方予支付",
    "方予支付",
    "限以下",
    "有明确的",
    "明确诊断的",
    "临床确诊的",
    "诊断明确的",
    "明确诊断",
    "诊断证据",
    "临床证据",
    "的明确",
    "适用于",
    "联合用于",
    "患者的治疗",
    "的治疗",
    "诊断患者",
    "诊断的",
    "患者",
    "病人",
    "治疗",
    "用于",
    "诊断",
    "以及",
    "引起的",
    "所致的",
    "限有",
    "如下",
    "限",
    "的",
    "或",
    "和",
    "及",
    "、",
];

/// A text without joining words and punctuation.
pub(super) fn strip_glue(text: &str) -> String {
    let mut out = text.to_owned();
    for words in GLUE {
        out = out.replace(words, "");
    }
    out.chars()
        .filter(|c| !" ，,：:/()[]有者等。；;-◇★".contains(*c))
        .collect()
}

/// Fragments of a segment besides its diseases, conditions and joining words.
pub(super) fn leftovers(segment: &str, found: &[disease::Found]) -> Vec<String> {
    let mut rest = String::with_capacity(segment.len());
    let mut at = 0;
    for one in found {
        rest.push_str(segment.get(at..one.start).unwrap_or_default());
        rest.push('|');
        at = one.end;
    }
    rest.push_str(segment.get(at..).unwrap_or_default());
    let rest = without_abbreviations(&without_conditions(&rest));
    rest.split(['|', '，', ','])
        .filter(|part| !strip_glue(part).is_empty())
        .map(|part| trim_glue(part).to_owned())
        .collect()
}

fn trim_glue(part: &str) -> &str {
    let mut part = part.trim();
    loop {
        let before = part.len();
        for words in GLUE {
            part = part.strip_prefix(words).unwrap_or(part);
            part = part.strip_suffix(words).unwrap_or(part);
        }
        part = part.trim_matches([' ', '：', ':', '(', ')', '者']);
        if part.len() == before {
            return part;
        }
    }
}

/// Condition phrases that [`conditions`] expresses completely.
const EXPRESSED: [&str; 15] = [
    "成人",
    "成年",
    "儿童",
    "二线用药",
    "二线治疗",
    "住院方可支付",
    "急诊或住院",
    "住院患者",
    "二级及以上医疗机构",
    "单次住院最多支付",
    "单次住院支付不超过",
    "单次支付不超过",
    "单次最多支付",
    "支付不超过",
    "最多支付",
];

fn without_conditions(text: &str) -> String {
    let mut out = text.to_owned();
    for words in EXPRESSED {
        while let Some(at) = out.find(words) {
            let tail = out.get(at + words.len()..).unwrap_or_default();
            let counted = words.ends_with("支付") || words.ends_with("不超过");
            let digits = if counted {
                tail.bytes().take_while(u8::is_ascii_digit).count()
            } else {
                0
            };
            let unit = tail.get(digits..).unwrap_or_default();
            let unit = if digits == 0 {
                0
            } else {
                ["天", "个月"]
                    .iter()
                    .find(|u| unit.starts_with(**u))
                    .map_or(0, |u| u.len())
            };
            out.replace_range(at..at + words.len() + digits + unit, "");
        }
    }
    out
}

/// Removes `(NSCLC)` and the like: brackets with nothing but Latin letters and digits.
fn without_abbreviations(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, tail) = rest.split_at_checked(open).unwrap_or((rest, ""));
        out.push_str(before);
        match tail.find(')').and_then(|close| tail.split_at_checked(close + 1)) {
            Some((bracket, after)) => {
                if !bracket.is_ascii() {
                    out.push_str(bracket);
                }
                rest = after;
            }
            None => {
                out.push_str(tail);
                rest = "";
            }
        }
    }
    out.push_str(rest);
    out
}

const DISEASE_ENDINGS: [&str; 22] = [
    "病",
    "症",
    "炎",
    "癌",
    "瘤",
    "综合征",
    "感染",
    "贫血",
    "溃疡",
    "出血",
    "疼痛",
    "损伤",
    "障碍",
    "中毒",
    "增生",
    "休克",
    "梗阻",
    "痛",
    "水肿",
    "硬化",
    "痉挛",
    "血管闭塞",
];
/// Words that show that a fragment is more than the name of a disease.
const NOT_A_NAME: [&str; 25] = [
    "治疗", "不良", "药", "反应", "手术", "既往", "使用", "接受", "检查", "失败", "控制", "抑制", "阳性", "阴性",
    "突变", "基因", "联合", "伴", "不", "无", "后", "预防", "患者", "下列", "产生",
];

/// The fragment as a disease word, if it can only be one.
pub(super) fn disease_like(fragment: &str) -> Option<&str> {
    let mut name = trim_glue(fragment).trim_start_matches("对").trim();
    for lead in [
        "且有",
        "且为",
        "引起",
        "所致",
        "相关的",
        "相关",
        "合并",
        "导致",
        "并有",
        "/或",
        "致",
        "含",
    ] {
        name = name.strip_prefix(lead).unwrap_or(name);
    }
    let length = name.chars().count();
    let ends = DISEASE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    let plain = !NOT_A_NAME.iter().any(|word| name.contains(word)) && !name.contains(['(', ')', '：', ':']);
    let bare = DISEASE_ENDINGS.contains(&name)
        || ["疾病", "重症", "肝病", "病毒感染"].contains(&name)
        || name.starts_with("重度")
        || name.starts_with("严重");
    (ends && plain && !bare && (2..=16).contains(&length)).then_some(name)
}
