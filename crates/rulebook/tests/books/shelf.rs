//! A small shelf of sources: a rule with a table, a rule with a local parameter, and the records
//! that they judge.

use domain::{
    CareSetting, Division, Encounter, Fact, FeeLine, Finding, HistoryReach, Institution, InsuredPerson, ItemKind,
    LineId, Moment, Money, PersonId, PrescriptionId, Quantity, Record, Sex, Stage, UnitPrice, Usage,
};
use rulebook::{Library, Problem, ProblemLevel, ReviewOptions, SourceFile, review};

pub fn source(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile {
        path: path.into(),
        text: text.into(),
    }
}

/// A rule document; `more` are lines of the head.
pub fn document(code: &str, primitive: &str, more: &str) -> String {
    format!(
        "---\n编码: {code}\n名称: 试验{code}\n英文: Trial\n类别: 政策类 / 试验\n行为: 超支付范围\n原语: {primitive}\n{more}\n\
         依据:\n  - {{文件: 条例, 条款: 第三十八条}}\n数据: 齐备\n需要: [费用明细]\n话术: 请核对《{{项目}}》。\n合规建议: [改正]\n---\n\n## 检查什么\n试验。\n"
    )
}

/// The heading of the table `limit`.
pub const HEADING: &str = "知识点,名称,编码,限定,来源,批次,施行,失效,载入\n";

const IN_FORCE: &str = "状态: {正式: 2026-01-01}";
const ACTIONS: &str = "处置: {事前: 提醒, 事中: 拦截, 事后: 疑点}";

/// The nation: items limited to a sex (`GZ1`), and at most five kinds of drugs (`GZ2`).
pub fn nation() -> Vec<SourceFile> {
    let sex = format!("知识: limit\n参数: {{事实: 参保人.性别}}\n判定: 明确违规\n{ACTIONS}\n{IN_FORCE}");
    let kinds = format!(
        "参数: {{计量: 种类, 窗口: 处方, 上限: 5, 对象种类: [药品]}}\n地方参数: {{上限: {{最小: 1, 最大: 10, 收紧: 变小, 由: 统筹区}}}}\n\
         判定: 可疑\n处置: {{事前: 提醒, 事中: 需说明理由, 事后: 疑点}}\n{IN_FORCE}"
    );
    vec![
        source("national/policy/001-sex.md", document("GZ1", "attribute_limit", &sex)),
        source(
            "national/management/046-kinds.md",
            document("GZ2", "quantity_cap", &kinds),
        ),
        source(
            "national/knowledge/limit.csv",
            format!("{HEADING}k1,甲,D1,男,公告第1行,一,2026-01-01,,\nk2,乙,D2,女,公告第2行,一,2026-01-01,,\n"),
        ),
    ]
}

/// The nation with more sources.
pub fn nation_and(more: &[(&str, &str)]) -> Vec<SourceFile> {
    nation()
        .into_iter()
        .chain(more.iter().map(|(path, text)| source(path, *text)))
        .collect()
}

/// Compiles and wants no error.
pub fn sound(sources: &[SourceFile]) -> Library {
    let (library, problems) = Library::compile(sources);
    assert!(errors(&problems).is_empty(), "{problems:#?}");
    library
}

pub fn errors(problems: &[Problem]) -> Vec<&Problem> {
    problems
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Error)
        .collect()
}

/// One prescription of one unit of each item, at `at`, for a man or a woman.
pub fn prescription(sex: Sex, at: &str, items: &[&str]) -> Record {
    let at = Moment::parse(at).expect("a moment");
    let visit = Encounter {
        id: "E1".into(),
        institution: Institution {
            code: "H1".into(),
            division: Division::new("440305"),
            ..Institution::default()
        },
        setting: Fact::Known(CareSetting::Outpatient),
        insurance: Fact::Absent,
        begin: at,
        end: None,
        department: "".into(),
        department_name: "".into(),
        doctor: "W1".into(),
        diagnoses: Vec::new(),
        operations: Fact::Absent,
        total: Fact::Absent,
        fund_paid: Fact::Absent,
        special: Vec::new(),
        evidence: Vec::new(),
        current: true,
    };
    let lines = items.iter().enumerate().map(|(number, item)| FeeLine {
        id: LineId::new(format!("L{number}")),
        reverses: None,
        encounter: 0,
        item: (*item).into(),
        name: (*item).into(),
        kind: ItemKind::Drug,
        at,
        timing: Default::default(),
        until: None,
        uploaded_at: None,
        quantity: Quantity::from_units(1),
        price: UnitPrice::from_scaled(10_000_000),
        amount: Money::from_fen(1_000),
        covered: Money::from_fen(1_000),
        prescription: Some(PrescriptionId::new("R1")),
        department: "".into(),
        department_name: "".into(),
        doctor: "W1".into(),
        title: Fact::Absent,
        usage: Usage::default(),
        list_price: Fact::Absent,
        purchase_price: Fact::Absent,
        current: true,
    });
    let person = InsuredPerson {
        id: PersonId::new("P1"),
        sex: Fact::Known(sex),
        ..InsuredPerson::default()
    };
    let mut record = Record {
        person,
        encounters: vec![visit],
        lines: lines.collect(),
        history: HistoryReach::Absent,
    };
    record.sort();
    record
}

/// What one rule of the book of a place says.
pub fn says(library: &Library, place: (&str, &str), rule: &str, record: &Record, stage: Stage) -> Vec<Finding> {
    let book = library.book_for(&Division::new(place.0), &place.1.into());
    let options = ReviewOptions {
        only: vec![rule.into()],
        ..ReviewOptions::default()
    };
    review(book, record, stage, &options).findings
}

/// The knowledge rows that one rule cites against the record.
pub fn cited(library: &Library, place: (&str, &str), record: &Record) -> Vec<(String, String)> {
    let findings = says(library, place, "GZ1", record, Stage::Audit);
    findings
        .into_iter()
        .filter_map(|finding| finding.knowledge)
        .map(|row| (row.id, row.layer))
        .collect()
}
