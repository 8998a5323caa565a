//! Payment restrictions of the drug catalogue (备注 限…) taken apart into
//! conditions a program can check, and what it did not understand.

use super::disease;
use super::limits::{self, AgeRange, CourseLimit};
use super::wording;

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
    let conditions = conditions(&text, &segments);
    let mut icd: Vec<String> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut unread = excluded;
    let mut unmapped = false;
    let mut bare_alternative = false;
    let alternatives = segments.iter().filter(|segment| segment.alternative).count();
    let led = body.split([':', '：']).next().is_some_and(|lead| lead.len() < body.len() && !disease::scan(lead).is_empty());
    for segment in &segments {
        let found = if segment.alternative { disease::scan(&segment.text) } else { Vec::new() };
        for one in &found {
            one.term.icd.iter().for_each(|range| push(&mut icd, range));
            push(&mut words, one.term.name);
            one.term.words.iter().for_each(|word| push(&mut words, word));
        }
        let mut names_one = !found.is_empty();
        for rest in leftovers(&segment.text, &found) {
            if let Some(word) = disease_like(&rest).filter(|_| segment.alternative) {
                push(&mut words, word);
                unmapped = true;
                names_one = true;
            }
            push(&mut unread, &rest);
        }
        let is_condition = !conditions.is_empty() && leftovers(&segment.text, &found).is_empty();
        bare_alternative |= segment.alternative && alternatives > 1 && !led && !names_one && !is_condition;
    }
    let grade = if icd.is_empty() || bare_alternative {
        Grade::Unread
    } else if conditions.is_empty() && unread.is_empty() && !unmapped {
        Grade::Complete
    } else {
        Grade::Partial
    };
    Remark { conditions, icd, words, unread, grade }
}

fn push(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|seen| seen == text) {
        list.push(text.to_owned());
    }
}

/// One alternative of a remark (a numbered item, or a part between `；`), or a
/// sentence about all of them: one after the first that neither begins with 限
/// nor with a number.
struct Segment {
    text: String,
    alternative: bool,
}

/// From these words on a remark states conditions, not alternatives.
const COMMON_CONDITIONS: [&str; 5] = ["应同时符合以下条件", "并符合以下条件", "并满足以下条件", "需经营养风险筛查", "并需"];

fn segments(text: &str) -> Vec<Segment> {
    let cut = COMMON_CONDITIONS.iter().filter_map(|words| text.find(words)).min().unwrap_or(text.len());
    let (body, common) = text.split_at_checked(cut).unwrap_or((text, ""));
    let mut out = Vec::new();
    for (index, sentence) in body.split('。').enumerate() {
        let goes_on = index == 0 || sentence.trim_start().starts_with(|c: char| c == '限' || c.is_ascii_digit());
        for part in sentence.split(['；', ';']).flat_map(numbered_items) {
            let part = part.trim_matches([' ', ',', '，', '、']).to_owned();
            if !strip_glue(&part).is_empty() {
                out.push(Segment { text: part, alternative: goes_on });
            }
        }
    }
    if !common.is_empty() {
        out.push(Segment { text: common.to_owned(), alternative: false });
    }
    out
}

/// Splits before `1.`, `2、`, `(1)`; a decimal number is not split.
fn numbered_items(sentence: &str) -> Vec<&str> {
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
        let opens = after.next().is_some_and(|next| {
            !next.is_ascii_digit() || after.clone().take(3).any(|c| "岁月年周天至种-".contains(c))
        });
        let before = sentence.get(..at).unwrap_or_default().trim_end();
        let starts = before.is_empty() || before.ends_with([':', '：', ',', '，', '付', '件', '者', '限']);
        if numbered && opens && starts {
            cuts.push(at);
        }
    }
    cuts.push(sentence.len());
    cuts.windows(2).filter_map(|pair| sentence.get(*pair.first()?..*pair.last()?)).map(without_number).collect()
}

fn without_number(item: &str) -> &str {
    let rest = item.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < item.len() { rest.strip_prefix(['.', '、']).unwrap_or(item) } else { item }
}

/// `不包括…`, `不含…` and `…除外` name what is left out; their diseases do not count.
fn without_exclusions(text: &str) -> (String, Vec<String>) {
    let mut out = text.to_owned();
    let mut excluded = Vec::new();
    while let Some((start, end)) = exclusion(&out) {
        let Some(part) = out.get(start..end).map(str::to_owned) else { break };
        out.replace_range(start..end, "");
        push(&mut excluded, part.trim_matches(['(', ')', '，', ',']));
    }
    (out, excluded)
}

fn exclusion(text: &str) -> Option<(usize, usize)> {
    let stops = ['，', ',', '。', '；', ')'];
    for words in ["不包括", "不含", "且不包括", "患者不宜接受"] {
        if let Some(start) = text.find(words) {
            let tail = text.get(start..)?;
            let length = tail.find(stops).unwrap_or(tail.len());
            return Some((start, start + length));
        }
    }
    let end = text.find("除外")?;
    let head = text.get(..end)?;
    let start = head.rfind(['，', ',', '。', '；', '：', ':']).map_or(0, |at| at);
    let start = head.rfind('(').filter(|open| *open > start && !head.get(*open..).unwrap_or_default().contains(')')).unwrap_or(start);
    let stop = end + "除外".len();
    let stop = if text.get(stop..).is_some_and(|tail| tail.starts_with(')')) { stop + 1 } else { stop };
    Some((start, stop))
}

fn conditions(text: &str, segments: &[Segment]) -> Vec<Condition> {
    let mut out = Vec::new();
    let alternatives: Vec<&str> = segments.iter().filter(|s| s.alternative).map(|s| s.text.as_str()).collect();
    let all = |test: &dyn Fn(&str) -> bool| !alternatives.is_empty() && alternatives.iter().all(|one| test(one));
    let adults = text.contains("成人") || text.contains("成年");
    let children = |one: &str| ["儿童", "新生儿", "婴幼儿", "小儿"].iter().any(|word| one.contains(word)) || {
        limits::ages(one).is_some_and(|range| range.max.is_some())
    };
    let or_else = ["或吞咽", "及吞咽", "或经口"].iter().any(|words| text.contains(words));
    let ages = limits::ages(text);
    if all(&children) && !adults && !or_else {
        let range = ages.clone().unwrap_or_else(|| limits::age_of_group(text));
        out.push(Condition::ChildrenOnly(range));
    } else if let Some(range) = ages {
        out.push(Condition::Age(range));
    } else if adults {
        out.push(Condition::Age(AgeRange { min: Some("18岁".to_owned()), max: None }));
    }
    out.extend(sex(text).map(Condition::Sex));
    let common: Vec<&str> = segments.iter().filter(|s| !s.alternative).map(|s| s.text.as_str()).collect();
    let binding = |test: &dyn Fn(&str) -> bool| common.iter().any(|one| test(one)) || all(test);
    out.extend(limits::visits(text).filter(|_| binding(&|one| limits::visits(one).is_some())).map(Condition::Visit));
    if !text.contains("首次处方") || !text.contains("专科医师开具") {
        out.extend(limits::level(text).filter(|_| binding(&|one| limits::level(one).is_some())).map(Condition::Level));
    }
    out.extend(common_course(text).map(Condition::Course));
    if all(&|one| one.contains("二线用药") || one.contains("二线治疗")) {
        out.push(Condition::SecondLine);
    }
    out
}

/// The sex of a whole remark: every disease in it is of that sex, or it names
/// no disease and no second group of patients.
fn sex(text: &str) -> Option<&'static str> {
    let sex = limits::sex(text)?;
    let found = disease::scan(text);
    let other_groups = ["或", "及", "和", "、", "；"].iter().any(|word| text.contains(word));
    let binds = if found.is_empty() {
        !other_groups
    } else {
        found.iter().all(|one| limits::sex(one.term.name) == Some(sex))
    };
    (binds && !text.contains("生育保险")).then_some(sex)
}

/// The paid course, where it holds for the whole remark: it stands before the
/// alternatives, alone in its sentence, or there is only one alternative.
fn common_course(text: &str) -> Option<CourseLimit> {
    let sentences: Vec<&str> = text.split(['；', ';', '。']).filter(|s| !strip_glue(s).is_empty()).collect();
    let stated: Vec<&&str> = sentences.iter().filter(|sentence| limits::course(sentence).is_some()).collect();
    let [one] = stated.as_slice() else { return None };
    let heads = one.split(["：", ":"].as_slice().first()?).next().is_some_and(|head| limits::course(head).is_some());
    let alone = disease::scan(one).is_empty() && one.starts_with(['支', '单', '最', '使']);
    let conditional = one.contains("急性期使用");
    let holds = sentences.len() == 1 && numbered_items(one).len() <= 1 || alone || heads && numbered_items(one).len() > 1;
    if holds && !conditional { limits::course(one) } else { None }
}

/// Words that join, not restrict. The longer ones come first.
const GLUE: [&str; 34] = [
    "限以下情况方可支付", "以下情况方予支付", "方予支付", "限以下", "有明确的", "明确诊断的", "临床确诊的", "诊断明确的",
    "明确诊断", "诊断证据", "临床证据", "的明确", "适用于", "联合用于", "患者的治疗", "的治疗", "诊断患者", "诊断的",
    "患者", "病人", "治疗", "用于", "诊断", "以及", "引起的", "所致的", "限有", "如下", "限", "的", "或", "和", "及",
    "、",
];

fn strip_glue(text: &str) -> String {
    let mut out = text.to_owned();
    for words in GLUE {
        out = out.replace(words, "");
    }
    out.chars().filter(|c| !" ，,：:/()[]有者等。；;-◇★".contains(*c)).collect()
}

/// Fragments of a segment besides its diseases, conditions and joining words.
fn leftovers(segment: &str, found: &[disease::Found]) -> Vec<String> {
    let mut rest = String::with_capacity(segment.len());
    let mut at = 0;
    for one in found {
        rest.push_str(segment.get(at..one.start).unwrap_or_default());
        rest.push('|');
        at = one.end;
    }
    rest.push_str(segment.get(at..).unwrap_or_default());
    let rest = without_abbreviations(&without_conditions(&rest));
    rest.split(['|', '，', ',']).filter(|part| !strip_glue(part).is_empty()).map(|part| trim_glue(part).to_owned()).collect()
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
    "成人", "成年", "儿童", "二线用药", "二线治疗", "住院方可支付", "急诊或住院", "住院患者", "二级及以上医疗机构",
    "单次住院最多支付", "单次住院支付不超过", "单次支付不超过", "单次最多支付", "支付不超过", "最多支付",
];

fn without_conditions(text: &str) -> String {
    let mut out = text.to_owned();
    for words in EXPRESSED {
        while let Some(at) = out.find(words) {
            let tail = out.get(at + words.len()..).unwrap_or_default();
            let counted = words.ends_with("支付") || words.ends_with("不超过");
            let digits = if counted { tail.bytes().take_while(u8::is_ascii_digit).count() } else { 0 };
            let unit = tail.get(digits..).unwrap_or_default();
            let unit = if digits == 0 { 0 } else { ["天", "个月"].iter().find(|u| unit.starts_with(**u)).map_or(0, |u| u.len()) };
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
    "病", "症", "炎", "癌", "瘤", "综合征", "感染", "贫血", "溃疡", "出血", "疼痛", "损伤", "障碍", "中毒", "增生", "休克",
    "梗阻", "痛", "水肿", "硬化", "痉挛", "血管闭塞",
];
/// Words that show that a fragment is more than the name of a disease.
const NOT_A_NAME: [&str; 25] = [
    "治疗", "不良", "药", "反应", "手术", "既往", "使用", "接受", "检查", "失败", "控制", "抑制", "阳性", "阴性", "突变",
    "基因", "联合", "伴", "不", "无", "后", "预防",
    "患者", "下列", "产生",
];

/// The fragment as a disease word, if it can only be one.
fn disease_like(fragment: &str) -> Option<&str> {
    let mut name = trim_glue(fragment).trim_start_matches("对").trim();
    for lead in ["且有", "引起", "所致", "相关的", "合并", "导致", "并有"] {
        name = name.strip_prefix(lead).unwrap_or(name);
    }
    let length = name.chars().count();
    let ends = DISEASE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    let plain = !NOT_A_NAME.iter().any(|word| name.contains(word)) && !name.contains(['(', ')', '：', ':']);
    let bare = DISEASE_ENDINGS.contains(&name) || name.starts_with("重度") || name.starts_with("严重");
    (ends && plain && !bare && (2..=16).contains(&length)).then_some(name)
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
        assert_eq!(parse("限：1.反流性食管炎；2.十二指肠溃疡。").grade, Grade::Complete);
        assert_eq!(parse("限活动性十二指肠溃疡或胃食管反流病。").grade, Grade::Partial);
    }

    #[test]
    fn further_conditions_make_it_partial() {
        let parsed = parse("限新发的急性血栓性脑梗死，支付不超过14天。");
        assert_eq!(parsed.grade, Grade::Partial);
        assert_eq!(parsed.conditions, [Condition::Course(CourseLimit { days: 14, elapsed: false })]);
        assert_eq!(parsed.unread, ["新发的急性"]);
        let adults = parse("限成人2型糖尿病患者。");
        assert_eq!(adults.grade, Grade::Partial);
        assert!(adults.unread.is_empty());
    }

    #[test]
    fn what_is_excluded_is_no_indication() {
        assert_eq!(icd("限成人单纯型甲型流感患者的治疗，不包括存在流感相关并发症高风险的患者。"), "J09-J11");
        let parsed = parse("限肝功能不全(严重肝功能不全者除外)患者的二线用药。");
        assert_eq!(parsed.conditions, [Condition::SecondLine]);
        assert_eq!(parsed.unread, ["严重肝功能不全者除外"]);
    }

    #[test]
    fn an_alternative_without_a_disease_leaves_the_list_open() {
        assert_eq!(parse("限：1.高磷血症；2.接受特殊检查的患者。").grade, Grade::Unread);
        assert_eq!(parse("限二线用药。").grade, Grade::Unread);
        assert_eq!(parse("限因慢性肾脏病引起的贫血，包括：1.成人非透析患者；2.成人透析患者。").grade, Grade::Partial);
        assert_eq!(parse("限法布雷病患者的长期治疗。尚未确定本品在0-6岁儿童中的安全性。").grade, Grade::Partial);
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
        assert!(!course("限：1.HER2阳性的早期乳腺癌患者的辅助治疗，支付不超过12个月；2.HER2阳性的转移性乳腺癌。"));
        assert!(course("限以下情况方可支付，且支付不超过12个月：1.HER2阳性乳腺癌；2.复发乳腺癌。"));
        assert!(course("限缺血性心脑血管疾病急性期住院患者；限耳部血流及神经障碍患者。支付不超过14天。"));
        assert!(!course("急性期使用不超过12个月；非急性期使用需有阿司匹林不能耐受的证据"));
    }

    #[test]
    fn children_sexes_and_second_line_need_every_alternative() {
        let has = |text: &str, condition: &dyn Fn(&Condition) -> bool| parse(text).conditions.iter().any(condition);
        let child = |c: &Condition| matches!(c, Condition::ChildrenOnly(_));
        assert!(has("限6-17岁儿童和青少年的注意缺陷多动障碍(ADHD)。", &child));
        assert!(!has("限儿童或吞咽困难患者", &child));
        assert!(!has("限儿童甲(A)型血友病；成人甲(A)型血友病限出血时使用。", &child));
        assert!(has("限转移性去势抵抗性前列腺癌", &|c| *c == Condition::Sex("男")));
        for both in ["限子宫肌瘤患者或生育保险。", "限手术患者或产后出血患者。", "限肝硬化及妊娠期内的肝内胆汁淤积"] {
            assert!(!has(both, &|c| matches!(c, Condition::Sex(_))), "{both}");
        }
        assert!(has("限妊娠期妇女", &|c| *c == Condition::Sex("女")));
        let inpatient = |c: &Condition| *c == Condition::Visit("住院");
        assert!(has("限缺血性心脑血管疾病急性期住院患者，支付不超过14天。", &inpatient));
        assert!(!has("限缺血性心脑血管疾病急性期住院患者；限耳部血流及神经障碍患者。", &inpatient));
        assert!(!has("限：1.肝细胞癌二线治疗；2.转移性结直肠癌三线治疗。", &|c| *c == Condition::SecondLine));
    }

    #[test]
    fn decimals_are_no_item_numbers() {
        let parsed = parse("限脑梗死发病4.5小时内的溶栓治疗。");
        assert_eq!(parsed.icd, ["I63"]);
        assert_eq!(parsed.unread, ["发病4.5小时内的溶栓"]);
    }
}
