//! A knowledge point as a sheet states it, and the table row it becomes.

use super::batch::Batch;
use super::charged;
use super::kind::{Family, Table};
use super::limits;
use super::remark;
use super::table::KnowledgeRow;
use super::wording;
use crate::rule::{setting_named, setting_words};
use domain::{CareSetting, Day};

/// One published knowledge point before it is bound to a table. Fields that
/// the sheet does not have are empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    /// running number within its attachment, from 1
    pub number: u32,
    /// sheet, and row as a spreadsheet shows it
    pub sheet: String,
    pub row: u32,
    /// 来源 · attachment and row
    pub source: String,
    pub name: String,
    pub codes: Vec<String>,
    pub text: String,
    pub limit_type: String,
    pub limit: String,
    pub quantity: String,
    pub unit: String,
    pub cycle: String,
    pub window: String,
    pub sub_name: String,
    pub sub_code: String,
    /// the rule or rules to which it belongs, where that is known
    pub family: Option<Family>,
    /// why it must not come in, known before its table is
    pub refused: Option<Refusal>,
    /// whether the sheet has a column of limits and left it blank here
    pub limit_blank: bool,
}

/// Why a point cannot become a row: the field and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub field: &'static str,
    pub reason: String,
}

/// A row together with the contradictions found in it.
pub(super) struct Built {
    pub row: KnowledgeRow,
    pub contradictions: Vec<String>,
}

/// Oldest and youngest legal working age taken for 法定就业年龄: 16 by 劳动法
/// 第十五条; the upper end follows no single statute and is kept wide.
const WORKING_AGE: (&str, &str) = ("16岁", "65岁");
/// A workbook keeps the content of merged cells in the first of them; the others come in blank.
pub(super) const MAY_BE_MERGED: &str = "；单元格可能与上一行合并，请取消合并、逐行填写后再导入";
const VISIT_INTERNET: &str = "互联网诊疗";

/// Binds a point to a table.
pub(super) fn build(point: &Point, table: Table, batch: &Batch, from: Day, loaded: Day) -> Result<Built, Refusal> {
    let mut contradictions = Vec::new();
    let mut mark = String::new();
    let own = values(point, table, &mut contradictions, &mut mark)?;
    if !contradictions.is_empty() {
        mark = format!("原表矛盾：{}", contradictions.join("；"));
    }
    if let Some(said) = taken_back(point, table) {
        if !mark.is_empty() {
            mark.push('；');
        }
        mark.push_str(said);
    }
    let row = KnowledgeRow {
        id: format!("{}-{:04}", batch.tag, point.number),
        name: point.name.clone(),
        codes: point.codes.clone(),
        basis: basis(point),
        source: point.source.clone(),
        batch: batch.label.clone(),
        from,
        until: None,
        loaded,
        mark,
        own: table.columns().iter().copied().zip(own).collect(),
    };
    Ok(Built { row, contradictions })
}

/// What the published wording says against the point itself. Such a row is a suspicion at most.
fn taken_back(point: &Point, table: Table) -> Option<&'static str> {
    let for_children = matches!(table, Table::DrugChildOnly | Table::DrugChildLimited);
    (for_children && point.text.contains("包含成人用法用量")).then_some("存疑：原文注明说明书包含成人用法用量")
}

/// The published wording; sheets without one state it through their columns.
fn basis(point: &Point) -> String {
    if !point.text.is_empty() {
        return point.text.clone();
    }
    let parts = [
        ("限制数量", &point.quantity),
        ("数量单位", &point.unit),
        ("疗程周期", &point.cycle),
        (
            if point.limit_type.is_empty() {
                "限定值"
            } else {
                point.limit_type.as_str()
            },
            &point.limit,
        ),
    ];
    let stated: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}：{value}"))
        .collect();
    stated.join("，")
}

/// Values of the table's own columns, in their order.
fn values(
    point: &Point,
    table: Table,
    contradictions: &mut Vec<String>,
    mark: &mut String,
) -> Result<Vec<String>, Refusal> {
    Ok(match table {
        Table::HerbNeverPayable | Table::HerbNotAlone => Vec::new(),
        Table::DrugWorkInjury => vec![insurance(point, "工伤")?],
        Table::DrugMaternity => vec![insurance(point, "生育")?],
        Table::DrugInternet => vec![VISIT_INTERNET.to_owned()],
        Table::DrugSecondLine => vec![String::new(), String::new()],
        Table::DrugChildLimited | Table::DrugChildOnly | Table::ItemChildOnly => {
            child_ages(point, table, contradictions)?
        }
        Table::ItemAge => item_ages(point, mark)?,
        Table::DrugIndication => {
            let parsed = remark::parse(&point.text);
            vec![
                parsed.icd.join("|"),
                parsed.words.join("|"),
                parsed.grade.zh().to_owned(),
            ]
        }
        Table::DrugCourse | Table::ItemCourse => course(point, contradictions)?,
        Table::DrugLevel => vec![level(point, contradictions)?],
        Table::DrugVisitType => vec![visits(point, contradictions)?],
        Table::DrugSex | Table::ItemSex => vec![sex(point, contradictions)?],
        Table::OperationDiscount => vec![required(&point.limit, "限定值域", "没有写明手术组")?],
        Table::ItemDuplicate => vec![
            sub_code(point)?,
            required(&point.sub_name, "从项名称", "没有从项名称")?,
            window(&point.window)?,
        ],
        Table::ItemFrequency => {
            affirmed_quantity(point)?;
            let (cap, unit) = (count(&point.quantity, "限制数量")?, daily_unit(&point.unit)?);
            let charged = charged_unit(point, &unit, contradictions);
            vec![cap, unit, charged.to_owned()]
        }
        Table::ItemRolling => {
            affirmed_quantity(point)?;
            vec![count(&point.cycle, "疗程周期")?, count(&point.quantity, "频次上限")?]
        }
    })
}

/// Words for ages and for groups of them.
const AGES: [&str; 12] = [
    "岁",
    "个月",
    "月龄",
    "月以",
    "日龄",
    "天龄",
    "年龄",
    "儿",
    "未成年",
    "成人",
    "成年",
    "老年",
];
const LEVELS: [&str; 6] = ["一级", "二级", "三级", "基层", "医疗机构", "医院"];

/// A limit says who is paid for; what forbids or leaves out says the opposite and is refused.
fn affirmed_limit(point: &Point, field: &'static str) -> Result<(), Refusal> {
    if limits::negates_limit(&point.limit) {
        return Err(negative(field, &point.limit));
    }
    Ok(())
}

/// As [`affirmed_limit`], for the sentences of the text that speak of one of these words.
fn affirmed_text(point: &Point, words: &[&str]) -> Result<(), Refusal> {
    limits::negated(&point.text, words).map_or(Ok(()), |sentence| Err(negative("说明", sentence)))
}

/// As [`affirmed_limit`], for a text beside a quantity: one with exceptions is no limit for all.
fn affirmed_quantity(point: &Point) -> Result<(), Refusal> {
    limits::negated_within(&point.text).map_or(Ok(()), |sentence| Err(negative("说明", sentence)))
}

fn negative(field: &'static str, text: &str) -> Refusal {
    let text = text.trim();
    let reason = format!("“{text}”写的是不予支付、除外或者违规的情形，当作限定会把意思读反，由人工核对写入");
    refusal(field, &reason)
}

fn insurance(point: &Point, word: &str) -> Result<String, Refusal> {
    affirmed_limit(point, "限定值域")?;
    affirmed_text(point, &[word])?;
    Ok(word.to_owned())
}

/// A limit in its own column is taken where it is nothing but ages or a group of persons with fixed
/// ages; ages in the text are those of the restriction and make it exact. Ages that the text forbids
/// (1岁以下婴儿禁用) are none of the limit; a text that forbids all children contradicts it.
fn child_ages(point: &Point, table: Table, contradictions: &mut Vec<String>) -> Result<Vec<String>, Refusal> {
    if point.limit_blank {
        return Err(refusal("限定对象", "没有写明限定对象"));
    }
    affirmed_limit(point, "限定对象")?;
    if point.limit.is_empty() {
        affirmed_text(point, &AGES)?;
    }
    if let Some(sentence) = limits::negated(&point.text, &["儿童", "小儿"]).filter(|one| limits::ages(one).is_none())
    {
        return Err(negative("说明", sentence));
    }
    if said_of_person(&point.text, "参保人") {
        return Err(negative("说明", &point.text));
    }
    let stated = match point.limit.as_str() {
        "" => limits::AgeRange::default(),
        limit => limits::age_limit(limit).ok_or_else(|| {
            refusal(
                "限定对象",
                &format!("“{limit}”不是写明的年龄，也不是新生儿、婴幼儿、儿童"),
            )
        })?,
    };
    if !stated.is_of_children() {
        let reason = format!("“{}”不是儿童，与“{}”不符", point.limit, table.rule_name());
        return Err(refusal("限定对象", &reason));
    }
    let in_numbers = point.limit.contains(|c: char| c.is_ascii_digit());
    let range = match limits::ages(&limits::without_doses(&point.text)) {
        Some(written) if in_numbers && written != stated => {
            contradictions.push(format!("限定对象为{}，说明另写年龄", point.limit));
            stated
        }
        Some(written) => written,
        None => stated,
    };
    Ok(vec![range.min.unwrap_or_default(), range.max.unwrap_or_default()])
}

/// The published sheet describes in its 备注 what breaks the limit (参保人年龄超出法定就业年龄限制), so an age
/// there that is said of the insured person, or exceeded, may be either and is refused.
fn item_ages(point: &Point, mark: &mut String) -> Result<Vec<String>, Refusal> {
    affirmed_limit(point, "限定对象")?;
    affirmed_text(point, &AGES)?;
    if point.text.contains("法定就业年龄") {
        *mark = format!("法定就业年龄按{}至{}掌握", WORKING_AGE.0, WORKING_AGE.1);
        return Ok(vec![WORKING_AGE.0.to_owned(), WORKING_AGE.1.to_owned()]);
    }
    let written = if point.limit.is_empty() {
        &point.text
    } else {
        &point.limit
    };
    let may_break = said_of_person(&point.text, "年龄") || point.text.contains('超');
    if point.limit.is_empty() && may_break {
        return Err(negative("备注", &point.text));
    }
    let range = limits::age_limit(written)
        .or_else(|| limits::single_age(&point.text).filter(|_| point.limit.is_empty()))
        .filter(|range| range.min.is_some() || range.max.is_some())
        .ok_or_else(|| refusal("备注", &format!("“{written}”没有写明年龄范围，或写法不止一种读法")))?;
    Ok(vec![range.min.unwrap_or_default(), range.max.unwrap_or_default()])
}

/// Whether a text speaks of the person without any 限: what it says may be what breaks the limit.
fn said_of_person(text: &str, word: &str) -> bool {
    text.contains(word) && !text.replace("限制", "").contains('限')
}

fn sub_code(point: &Point) -> Result<String, Refusal> {
    let codes = required(&point.sub_code, "从项编码", "没有从项编码")?;
    match codes
        .split('|')
        .find(|code| point.codes.iter().any(|main| main == code))
    {
        Some(code) => Err(refusal("从项编码", &format!("从项 {code} 与主项是同一编码"))),
        None => Ok(codes),
    }
}

/// The unit of a number per day. A week or a month is another window than this rule has, and a bare 次
/// names none: neither is read as a day.
fn daily_unit(text: &str) -> Result<String, Refusal> {
    let unit = match wording::key(text).replace('／', "/").as_str() {
        "" => return Err(refusal("数量单位", "没有写明数量单位")),
        unit @ ("日" | "天" | "小时") => unit.to_owned(),
        "床日" | "每日" | "每天" => "日".to_owned(),
        "次/日" | "次/天" | "次每日" | "次每天" | "次日" => "次".to_owned(),
        "小时/日" | "小时/天" => "小时".to_owned(),
        _ => {
            let reason = format!(
                "“{text}”不是按日的单位；按周、按月的频次属于“医疗服务项目周期超频次”，由人工写入 item-rolling"
            );
            return Err(refusal("数量单位", &reason));
        }
    };
    Ok(unit)
}

/// The unit in which the service catalogue charges an item, where a cap of this unit can be counted in it; that it is
/// another than the one of the cap is noted. How many 次 there may be in a 日 the catalogue does not tell.
fn charged_unit(point: &Point, unit: &str, contradictions: &mut Vec<String>) -> &'static str {
    let counted = if unit == "天" { "日" } else { unit };
    let charged = point.codes.iter().find_map(|code| charged::unit_of(code));
    let Some(charged) = charged.filter(|charged| *charged != counted) else {
        return "";
    };
    contradictions.push(format!("数量单位为{unit}，目录按{charged}计价"));
    if charged == "次" || unit == "次" { "" } else { charged }
}

fn course(point: &Point, contradictions: &mut Vec<String>) -> Result<Vec<String>, Refusal> {
    affirmed_limit(point, "限定值域")?;
    affirmed_quantity(point)?;
    let written = limits::course(&point.text);
    let column = (!point.limit.is_empty()).then(|| limits::days(&point.limit));
    let (days, elapsed) = match (column, written) {
        (Some(None), _) => return Err(refusal("限定值域", &format!("“{}”不是天数", point.limit))),
        (Some(Some(days)), Some(text)) => {
            if days != text.days {
                contradictions.push(format!("限定值域为{days}天，说明写{}天", text.days));
            }
            (days, text.elapsed)
        }
        (Some(Some(days)), None) => (days, false),
        (None, Some(text)) => (text.days, text.elapsed),
        (None, None) => return Err(refusal("说明", "没有写明支付天数")),
    };
    let limit = limits::CourseLimit { days, elapsed };
    let scope = limits::course_scope(&point.text);
    Ok(vec![days.to_string(), limit.counting().to_owned(), scope.to_owned()])
}

fn level(point: &Point, contradictions: &mut Vec<String>) -> Result<String, Refusal> {
    affirmed_limit(point, "限定值域")?;
    affirmed_text(point, &LEVELS)?;
    for (field, text) in [("限定值域", &point.limit), ("说明", &point.text)] {
        if limits::bounds_level_above(text) {
            let reason = format!("“{text}”限的是最高到哪一级，本表的级别表示该级及以上");
            return Err(refusal(field, &reason));
        }
    }
    let written = limits::level(&point.text);
    let mut named = ["一级", "二级", "三级"]
        .into_iter()
        .filter(|level| point.limit.contains(level));
    let column = named.next();
    if named.next().is_some() {
        let reason = format!("“{}”写了不止一级，本表的级别表示该级及以上", point.limit);
        return Err(refusal("限定值域", &reason));
    }
    match (column, written) {
        (Some(column), written) => {
            if written.is_some_and(|level| level != column) {
                contradictions.push(format!(
                    "限定值域为{column}，说明准许{}及以上",
                    written.unwrap_or_default()
                ));
            }
            Ok(column.to_owned())
        }
        (None, Some(level)) => Ok(level.to_owned()),
        (None, None) => Err(refusal("说明", "没有写明医疗机构级别")),
    }
}

fn visits(point: &Point, contradictions: &mut Vec<String>) -> Result<String, Refusal> {
    affirmed_limit(point, "限定值域")?;
    affirmed_text(point, &CareSetting::ALL.map(CareSetting::zh))?;
    let written = limits::visits(&point.text);
    if point.limit.is_empty() {
        return written
            .map(str::to_owned)
            .ok_or_else(|| refusal("说明", "没有写明就医方式"));
    }
    let key = wording::key(&point.limit);
    let words = key.split(['、', '/', '／', '|', '，', ',', '；', ';', '或', '和', '及', '与']);
    let mut settings: Vec<&str> = Vec::new();
    for word in words.map(|word| word.trim_start_matches('限').trim_end_matches("患者")) {
        if setting_named(word).is_none() {
            let reason = format!("“{}”不是就医方式（{}）", point.limit, setting_words());
            return Err(refusal("限定值域", &reason));
        }
        if !settings.contains(&word) {
            settings.push(word);
        }
    }
    let differs = |visits: &str| {
        let permitted: Vec<&str> = visits.split('|').collect();
        permitted.len() != settings.len() || permitted.iter().any(|word| !settings.contains(word))
    };
    if let Some(visits) = written.filter(|visits| differs(visits)) {
        let (column, text) = (settings.join("、"), visits.replace('|', "、"));
        contradictions.push(format!("限定值域为{column}，说明准许{text}"));
    }
    Ok(settings.join("|"))
}

/// A sex of which the text says nothing but that it must not use the drug is not the one it is limited to.
fn sex(point: &Point, contradictions: &mut Vec<String>) -> Result<String, Refusal> {
    affirmed_limit(point, "限定性别")?;
    let permitted = limits::without_prohibitions(&point.text);
    let written = limits::sex(&format!("{}{permitted}", point.name));
    let column = point.limit.trim_end_matches('性');
    if written.is_none() && limits::sex(&point.text).is_some_and(|forbidden| forbidden == column) {
        return Err(negative("说明", &point.text));
    }
    match (column, written) {
        ("男" | "女", written) => {
            if let Some(sex) = written.filter(|sex| *sex != column) {
                contradictions.push(format!("限定性别为{column}，名称与说明指向{sex}"));
            }
            Ok(column.to_owned())
        }
        ("", Some(sex)) => Ok(sex.to_owned()),
        ("", None) => Err(refusal("说明", "从名称与说明不能判断限定性别")),
        (other, _) => Err(refusal("限定性别", &format!("“{other}”不是男或女"))),
    }
}

fn window(text: &str) -> Result<String, Refusal> {
    let word = match wording::key(text).as_str() {
        "单次就诊" | "单次" | "当次就诊" | "本次就诊" => "单次就诊",
        "单日" | "当日" | "同日" | "每日" | "自然日" => "单日",
        "6小时" | "六小时" => "6小时",
        "同一小时" | "1小时" | "每小时" => "同一小时",
        "同一处方" | "处方" => "处方",
        "同一手术日" | "手术日" => "同一手术日",
        "" => return Err(refusal("频度", &format!("没有写明{MAY_BE_MERGED}"))),
        _ => return Err(refusal("频度", &format!("不认识的时间窗口“{text}”"))),
    };
    Ok(word.to_owned())
}

fn count(text: &str, field: &'static str) -> Result<String, Refusal> {
    let digits = text.trim().trim_end_matches(['天', '日', '次']);
    match digits.parse::<u32>() {
        Ok(value) if value > 0 => Ok(value.to_string()),
        _ if text.is_empty() => Err(refusal(field, "没有写明")),
        _ => Err(refusal(field, &format!("“{text}”不是正整数"))),
    }
}

fn required(text: &str, field: &'static str, reason: &str) -> Result<String, Refusal> {
    if text.is_empty() {
        Err(refusal(field, reason))
    } else {
        Ok(text.to_owned())
    }
}

fn refusal(field: &'static str, reason: &str) -> Refusal {
    Refusal {
        field,
        reason: reason.to_owned(),
    }
}
