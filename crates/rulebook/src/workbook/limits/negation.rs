//! Sentences that say who is not paid for. Read as a limit such a sentence says the opposite of what it
//! means, so every reader of limits asks here first.

use crate::workbook::wording;

/// Words that forbid a use or a payment wherever they stand.
const PROHIBITIONS: [&str; 13] = [
    "不予",
    "不适用",
    "不推荐",
    "不属于",
    "禁止",
    "忌用",
    "忌服",
    "停用",
    "停止支付",
    "暂停支付",
    "拒付",
    "自费",
    "违规",
];
/// What may stand between 不 and what is forbidden: 不得使用, 不能支付.
const MODALS: [&str; 9] = ["允许", "得", "可", "宜", "应", "能", "准", "许", "再"];
/// What the fund does: 不支付 forbids as 不得支付 does.
const PAYMENTS: [&str; 7] = ["支付", "报销", "纳入", "结算", "给付", "列入", "享受"];
/// What a doctor does: it is forbidden by 不得使用 and 禁用, and not by 不使用 or 不能使用, which tell of the patient.
const USES: [&str; 5] = ["使用", "用", "服", "应用", "开具"];
/// Words that leave somebody out.
const EXCEPTIONS: [&str; 3] = ["除外", "以外", "之外"];

/// Whether a sentence forbids: 18岁以下不予支付, 孕妇禁用.
pub(in crate::workbook) fn prohibits(sentence: &str) -> bool {
    let begins = |rest: &str, words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    let after = |word: &'static str| sentence.split(word).skip(1);
    let denied = after("不").any(|rest| {
        match MODALS
            .iter()
            .find_map(|modal| Some((*modal, rest.strip_prefix(modal)?)))
        {
            Some((modal, rest)) => begins(rest, &PAYMENTS) || modal != "能" && begins(rest, &USES),
            None => begins(rest, &PAYMENTS),
        }
    });
    let warned = ["禁", "慎", "勿"]
        .into_iter()
        .any(|word| after(word).any(|rest| begins(rest, &USES)));
    let prohibition = PROHIBITIONS.iter().any(|word| sentence.contains(word));
    prohibition || denied || warned || sentence.trim_end_matches(['）', ')', ' ']).ends_with("不宜")
}

/// Whether a sentence forbids or leaves somebody out: 三级医疗机构除外.
fn negates(sentence: &str) -> bool {
    prohibits(sentence) || EXCEPTIONS.iter().any(|word| sentence.contains(word))
}

/// Whether a cell that holds a limit and nothing else forbids, leaves somebody out or states what breaks
/// the limit. 不 and 未 are words of comparison only in 不超过, 不满, 未满 and their like.
pub(in crate::workbook) fn negates_limit(cell: &str) -> bool {
    let cell = wording::key(cell);
    let followed = |word: char, by: &str| {
        cell.match_indices(word).all(|(at, _)| {
            cell.get(at + word.len_utf8()..)
                .is_some_and(|rest| rest.starts_with(|c| by.contains(c)))
        })
    };
    let compares = followed('不', "满足超大小低高少多长短") && followed('未', "满成");
    negates(&cell)
        || !compares
        || cell.contains(['非', '除', '禁', '忌', '慎', '勿'])
        || cell.contains("超出")
        || cell.ends_with('外')
}

/// The first sentence that speaks of one of these words and forbids it or leaves it out.
pub(in crate::workbook) fn negated<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    sentences(text).find(|sentence| {
        let mut spoken = words.iter().filter(|word| sentence.contains(**word)).peekable();
        spoken.peek().is_some() && (negates(sentence) || spoken.any(|word| sentence.contains(&format!("非{word}"))))
    })
}

/// The first sentence that forbids or leaves somebody out, other than what goes beyond the limit:
/// 超过部分不予支付 is how a limit is stated.
pub(in crate::workbook) fn negated_within(text: &str) -> Option<&str> {
    sentences(text).find(|sentence| negates(sentence) && !goes_beyond(sentence))
}

fn goes_beyond(sentence: &str) -> bool {
    sentence.replace("不超", "").contains('超')
}

/// A text without the sentences that forbid; what a limit goes beyond stays with it.
pub(in crate::workbook) fn without_prohibitions(text: &str) -> String {
    without(text, |sentence| prohibits(sentence) && !goes_beyond(sentence))
}

/// A text without the sentences that forbid, leave somebody out, or say how much is to be taken at which
/// age: 2岁以下每次半袋. A sentence of the catalogue's restriction (限…) is no dosage.
pub(in crate::workbook) fn without_doses(text: &str) -> String {
    let doses = |sentence: &str| !sentence.contains('限') && DOSES.iter().any(|word| sentence.contains(word));
    without(text, |sentence| negates(sentence) || doses(sentence))
}

const DOSES: [&str; 10] = [
    "每次", "一次", "每日", "一日", "每天", "一天", "/次", "/日", "用量", "剂量",
];

const STOPS: [char; 5] = ['。', '；', ';', '！', '\n'];

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(STOPS)
}

fn without(text: &str, left_out: impl Fn(&str) -> bool) -> String {
    text.split_inclusive(STOPS)
        .filter(|sentence| !left_out(sentence.trim_end_matches(STOPS)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_states_a_limit_compares_and_denies_nothing() {
        for cell in [
            "儿童",
            "6岁以下",
            "不满3周岁",
            "未满14周岁",
            "未成年人",
            "不超过18岁",
            "不低于60岁",
            "二级及以上",
            "住院、门诊慢特病",
            "工伤",
            "男",
            "14天",
            "",
        ] {
            assert!(!negates_limit(cell), "{cell}");
        }
        for cell in [
            "三级除外",
            "非三级",
            "三级医疗机构不予支付",
            "非工伤",
            "工伤保险不予支付",
            "门诊不予支付",
            "非 门诊",
            "儿童除外",
            "儿童禁用",
            "1岁以下慎用",
            "除三级医院外",
            "三级以外",
            "未达三级",
            "不限",
            "超出65岁",
            "三级外",
            "孕妇不宜",
        ] {
            assert!(negates_limit(cell), "{cell}");
        }
    }

    #[test]
    fn a_sentence_is_negated_only_in_what_it_speaks_of() {
        let levels = ["二级", "三级"];
        assert_eq!(negated("限二级及以上医疗机构。孕妇禁用。", &levels), None);
        assert_eq!(negated("限肺炎；三级医院不予支付。", &levels), Some("三级医院不予支付"));
        assert_eq!(negated("限非小细胞肺癌，三级医院。", &levels), None);
        assert!(negated("限非三级医院。", &levels).is_some());
        for forbids in [
            "不能支付",
            "不纳入支付范围",
            "不得使用",
            "不允许开具",
            "不宜",
            "慎用",
            "禁服",
        ] {
            assert!(negated(&format!("三级医院{forbids}。"), &levels).is_some(), "{forbids}");
        }
        for tells in [
            "不能使用口服制剂的患者",
            "不使用激素者",
            "对激素禁忌使用的患者",
            "功能不全者",
        ] {
            assert_eq!(negated(&format!("限三级医院{tells}。"), &levels), None, "{tells}");
        }
        assert_eq!(negated_within("支付不超过14天，超过部分不予支付。"), None);
        assert!(negated_within("支付不超过14天不予支付。").is_some());
        assert_eq!(
            without_doses("用于小儿外感。1岁以下婴儿禁用。2岁以下每次半袋。"),
            "用于小儿外感。"
        );
        assert_eq!(without_doses("限12岁以下儿童，每日1次。"), "限12岁以下儿童，每日1次。");
    }
}
