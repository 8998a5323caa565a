//! Payment restrictions of the drug catalogue (备注 限…) taken apart into
//! conditions a program can check, and what it did not understand.

mod condition;
mod residue;
mod segment;

use super::disease;
use super::limits::{self, AgeRange, CourseLimit};
use super::wording;
use condition::conditions;
use residue::{disease_like, leftovers};
use segment::{segments, without_exclusions};

/// 解析 · how much of a remark the diagnoses alone express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// no disease word, or an alternative without one
    Unread,
    /// diseases and further conditions, or diseases without a code range
    Partial,
    /// nothing but diseases, all of them with code ranges
    Complete,
}

impl Grade {
    /// The word of the 解析 column.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Unread => "未解析",
            Self::Partial => "部分",
            Self::Complete => "完整",
        }
    }
}

/// A condition of a remark that is not a diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// ages stated in numbers
    Age(AgeRange),
    /// 限儿童、限新生儿、限婴幼儿 for the whole remark, with the ages stated or implied
    ChildrenOnly(AgeRange),
    /// 限定性别 for the whole remark, 男 or 女
    Sex(&'static str),
    /// 就医方式, `住院` or `急诊|住院`
    Visit(&'static str),
    /// lowest institution level, `二级` or `三级`
    Level(&'static str),
    /// days paid, for the whole remark
    Course(CourseLimit),
    /// 二线用药 for the whole remark
    SecondLine,
}

/// A remark taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// conditions understood
    pub conditions: Vec<Condition>,
    /// ICD prefixes and ranges of all diseases, each once
    pub icd: Vec<String>,
    /// disease words; those without a code range are here only
    pub words: Vec<String>,
    /// fragments that were not understood
    pub unread: Vec<String>,
    /// how far the diagnoses express the remark
    pub grade: Grade,
}

impl Remark {
    /// Whether any disease was found.
    pub fn names_diseases(&self) -> bool {
        !self.words.is_empty()
    }
}

/// Takes a remark apart. Never fails: what it cannot read is in [`Remark::unread`].
pub fn parse(text: &str) -> Remark {
    let text = wording::joined(text);
    let (body, excluded) = without_exclusions(&text);
    let segments = segments(&body);
    let conditions = conditions(&limits::without_prohibitions(&body), &segments);
    let mut icd: Vec<String> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut unread = excluded;
    let mut unmapped = false;
    let mut bare_alternative = OPEN_GROUPS.iter().any(|words| text.contains(words));
    let alternatives = segments.iter().filter(|segment| segment.alternative).count();
    let led = body
        .split([':', '：'])
        .next()
        .is_some_and(|lead| lead.len() < body.len() && !disease::scan(lead).is_empty());
    for segment in &segments {
        let states = segment.alternative && !segment.prohibits();
        let found = if states {
            disease::scan(&segment.text)
        } else {
            Vec::new()
        };
        for one in &found {
            one.term.icd.iter().for_each(|range| push(&mut icd, range));
            push(&mut words, one.term.name);
            one.term.words.iter().for_each(|word| push(&mut words, word));
        }
        let mut names_one = !found.is_empty();
        for rest in leftovers(&segment.text, &found) {
            if let Some(word) = disease_like(&rest).filter(|_| states) {
                push(&mut words, word);
                unmapped = true;
                names_one = true;
            }
            push(&mut unread, &rest);
        }
        let is_condition = !conditions.is_empty() && leftovers(&segment.text, &found).is_empty();
        bare_alternative |=
            segment.alternative && segment.own && alternatives > 1 && !led && !names_one && !is_condition;
    }
    let grade = if icd.is_empty() || bare_alternative {
        Grade::Unread
    } else if conditions.iter().all(|one| matches!(one, Condition::Sex(_))) && unread.is_empty() && !unmapped {
        Grade::Complete
    } else {
        Grade::Partial
    };
    Remark {
        conditions,
        icd,
        words,
        unread,
        grade,
    }
}

/// Groups of patients named beside diseases without a disease of their own:
/// the diagnoses alone can then never show that a remark is not met.
const OPEN_GROUPS: [&str; 8] = [
    "抢救、重症或",
    "限抢救或",
    "生育保险",
    "工伤保险",
    "或无法口服",
    "不能口服药物或",
    "其他抗菌素无效",
    "或其他方法",
];

fn push(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|seen| seen == text) {
        list.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icd(text: &str) -> String {
        parse(text).icd.join("|")
    }

    #[test]
    fn nothing_but_diseases_is_complete() {
        for (text, first) in [
            ("限原发性高血压。", "I10-I15"),
            ("限2型糖尿病患者。", "E11"),
            ("限活动性十二指肠溃疡或胃食管反流病。", "K26-K27"),
            ("限艾滋病病毒感染。", "B20-B24"),
            ("限肌萎缩侧索硬化(ALS)。", "G12.2"),
        ] {
            let parsed = parse(text);
            assert_eq!(parsed.icd.first().map(String::as_str), Some(first), "{text}");
        }
        assert_eq!(parse("限原发性高血压。").grade, Grade::Complete);
        assert_eq!(parse("限肌萎缩侧索硬化(ALS)。").grade, Grade::Complete);
        assert_eq!(parse("限前列腺增生。").grade, Grade::Complete);
        assert_eq!(parse("限：1.反流性食管炎；2.十二指肠溃疡。").grade, Grade::Complete);
        assert_eq!(parse("限活动性十二指肠溃疡或胃食管反流病。").grade, Grade::Partial);
    }

    #[test]
    fn further_conditions_make_it_partial() {
        let parsed = parse("限新发的急性血栓性脑梗死，支付不超过14天。");
        assert_eq!(parsed.grade, Grade::Partial);
        assert_eq!(
            parsed.conditions,
            [Condition::Course(CourseLimit {
                days: 14,
                elapsed: false
            })]
        );
        assert_eq!(parsed.unread, ["新发的急性"]);
        let adults = parse("限成人2型糖尿病患者。");
        assert_eq!(adults.grade, Grade::Partial);
        assert!(adults.unread.is_empty());
    }

    #[test]
    fn what_is_excluded_is_no_indication() {
        assert_eq!(
            icd("限成人单纯型甲型流感患者的治疗，不包括存在流感相关并发症高风险的患者。"),
            "J09-J11"
        );
        let parsed = parse("限肝功能不全(严重肝功能不全者除外)患者的二线用药。");
        assert_eq!(parsed.conditions, [Condition::SecondLine]);
        assert_eq!(parsed.unread, ["严重肝功能不全者除外"]);
    }

    #[test]
    fn an_alternative_without_a_disease_leaves_the_list_open() {
        assert_eq!(parse("限：1.高磷血症；2.接受特殊检查的患者。").grade, Grade::Unread);
        assert_eq!(parse("限二线用药。").grade, Grade::Unread);
        assert_eq!(parse("限子宫肌瘤患者或生育保险。").grade, Grade::Unread);
        assert_eq!(
            parse("限以下情况方可支付，且支付不超过12个月：1.早期乳腺癌；2.晚期乳腺癌。").grade,
            Grade::Partial
        );
        assert_eq!(
            parse("限：1.晚期乳腺癌：与甲药联合；与乙药联合用于疾病进展的患者；2.胃癌。").grade,
            Grade::Partial
        );
        assert_eq!(
            parse("限因慢性肾脏病引起的贫血，包括：1.成人非透析患者；2.成人透析患者。").grade,
            Grade::Partial
        );
        assert_eq!(
            parse("限法布雷病患者的长期治疗。尚未确定本品在0-6岁儿童中的安全性。").grade,
            Grade::Partial
        );
    }

    #[test]
    fn unmapped_diseases_stay_words() {
        let parsed = parse("限高血压、幻影病患者。");
        assert!(parsed.words.contains(&"幻影病".to_owned()));
        assert_eq!(parsed.grade, Grade::Partial);
        assert_eq!(parse("限幻影病。").grade, Grade::Unread);
    }

    #[test]
    fn courses_of_one_alternative_do_not_bind_the_others() {
        let course = |text: &str| parse(text).conditions.iter().any(|c| matches!(c, Condition::Course(_)));
        assert!(!course(
            "限：1.HER2阳性的早期乳腺癌患者的辅助治疗，支付不超过12个月；2.HER2阳性的转移性乳腺癌。"
        ));
        assert!(course(
            "限以下情况方可支付，且支付不超过12个月：1.HER2阳性乳腺癌；2.复发乳腺癌。"
        ));
        assert!(course(
            "限缺血性心脑血管疾病急性期住院患者；限耳部血流及神经障碍患者。支付不超过14天。"
        ));
        assert!(!course(
            "急性期使用不超过12个月；非急性期使用需有阿司匹林不能耐受的证据"
        ));
    }

    #[test]
    fn children_sexes_and_second_line_need_every_alternative() {
        let has = |text: &str, condition: &dyn Fn(&Condition) -> bool| parse(text).conditions.iter().any(condition);
        let child = |c: &Condition| matches!(c, Condition::ChildrenOnly(_));
        assert!(has("限6-17岁儿童和青少年的注意缺陷多动障碍(ADHD)。", &child));
        assert!(!has("限儿童或吞咽困难患者", &child));
        assert!(!has("限儿童甲(A)型血友病；成人甲(A)型血友病限出血时使用。", &child));
        assert!(has("限转移性去势抵抗性前列腺癌", &|c| *c
            == Condition::Sex("男")));
        for both in [
            "限子宫肌瘤患者或生育保险。",
            "限手术患者或产后出血患者。",
            "限肝硬化及妊娠期内的肝内胆汁淤积",
        ] {
            assert!(!has(both, &|c| matches!(c, Condition::Sex(_))), "{both}");
        }
        assert!(has("限妊娠期妇女", &|c| *c == Condition::Sex("女")));
        let inpatient = |c: &Condition| *c == Condition::Visit("住院");
        assert!(has("限缺血性心脑血管疾病急性期住院患者，支付不超过14天。", &inpatient));
        assert!(!has(
            "限缺血性心脑血管疾病急性期住院患者；限耳部血流及神经障碍患者。",
            &inpatient
        ));
        assert!(!has(
            "限：1.肝细胞癌二线治疗；2.转移性结直肠癌三线治疗。",
            &|c| *c == Condition::SecondLine
        ));
    }

    #[test]
    fn decimals_are_no_item_numbers() {
        let parsed = parse("限脑梗死发病4.5小时内的溶栓治疗。");
        assert_eq!(parsed.icd, ["I63"]);
        assert_eq!(parsed.unread, ["发病4.5小时内的溶栓"]);
    }
}
