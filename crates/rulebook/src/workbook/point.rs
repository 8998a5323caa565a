//! A knowledge point as a sheet states it, and the table row it becomes.

use super::batch::Batch;
use super::kind::Table;
use super::limits;
use super::remark;
use super::table::KnowledgeRow;
use super::wording;
use domain::Day;

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
const VISIT_INTERNET: &str = "互联网诊疗";

/// Binds a point to a table.
pub(super) fn build(point: &Point, table: Table, batch: &Batch, from: Day, loaded: Day) -> Result<Built, Refusal> {
    let mut contradictions = Vec::new();
    let mut mark = String::new();
    let own = values(point, table, &mut contradictions, &mut mark)?;
    if !contradictions.is_empty() {
        mark = format!("原表矛盾：{}", contradictions.join("；"));
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
        Table::DrugWorkInjury => vec!["工伤".to_owned()],
        Table::DrugMaternity => vec!["生育".to_owned()],
        Table::DrugInternet => vec![VISIT_INTERNET.to_owned()],
        Table::DrugSecondLine => vec![String::new(), String::new()],
        Table::DrugChildLimited | Table::DrugChildOnly | Table::ItemChildOnly => child_ages(point),
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
            required(&point.sub_code, "从项编码", "没有从项编码")?,
            required(&point.sub_name, "从项名称", "没有从项名称")?,
            window(&point.window)?,
        ],
        Table::ItemFrequency => vec![
            count(&point.quantity, "限制数量")?,
            required(&point.unit, "数量单位", "没有写明数量单位")?,
        ],
        Table::ItemRolling => vec![count(&point.cycle, "疗程周期")?, count(&point.quantity, "频次上限")?],
    })
}

fn child_ages(point: &Point) -> Vec<String> {
    let range = limits::ages(&point.text).unwrap_or_else(|| limits::age_of_group(&point.limit));
    vec![range.min.unwrap_or_default(), range.max.unwrap_or_default()]
}

fn item_ages(point: &Point, mark: &mut String) -> Result<Vec<String>, Refusal> {
    if point.text.contains("法定就业年龄") {
        *mark = format!("法定就业年龄按{}至{}掌握", WORKING_AGE.0, WORKING_AGE.1);
        return Ok(vec![WORKING_AGE.0.to_owned(), WORKING_AGE.1.to_owned()]);
    }
    let range = limits::ages(&point.text).ok_or_else(|| refusal("备注", "没有写明年龄范围"))?;
    Ok(vec![range.min.unwrap_or_default(), range.max.unwrap_or_default()])
}

fn course(point: &Point, contradictions: &mut Vec<String>) -> Result<Vec<String>, Refusal> {
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
    Ok(vec![days.to_string(), limit.counting().to_owned()])
}

fn level(point: &Point, contradictions: &mut Vec<String>) -> Result<String, Refusal> {
    let written = limits::level(&point.text);
    let column = ["一级", "二级", "三级"]
        .into_iter()
        .find(|level| point.limit.contains(level));
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
    let written = limits::visits(&point.text);
    match (point.limit.as_str(), written) {
        ("", Some(visits)) => Ok(visits.to_owned()),
        ("", None) => Err(refusal("说明", "没有写明就医方式")),
        (column, written) => {
            if let Some(visits) = written.filter(|visits| *visits != column) {
                contradictions.push(format!("限定值域为{column}，说明准许{}", visits.replace('|', "、")));
            }
            Ok(column.to_owned())
        }
    }
}

fn sex(point: &Point, contradictions: &mut Vec<String>) -> Result<String, Refusal> {
    let written = limits::sex(&format!("{}{}", point.name, point.text));
    match (point.limit.trim_end_matches('性'), written) {
        (column @ ("男" | "女"), written) => {
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
