//! The ethics archive of one person (医德档案) as plain data for documents, and what follows from it.
//!
//! The sheet of a year has the fields of the printed form in their order: basic data, self text,
//! department, counts of other platforms, unit, veto, grade, signatures. The tables behind it list what
//! is kept of the year; a table without rows is printed as such, so that nothing looks forgotten.

mod effects;

pub use effects::{Block, Consequences, Cycle, PeriodicResult, PersonPage, effects, periodic_assessment};

use crate::assessment::{Grade, YearAssessment};
use crate::training::Training;
use crate::veto::{VetoDecision, VetoHit};
use crate::{Fact, Staff};
use casework::UserId;
use domain::{Day, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 材料 · what an archive is made of. Only what concerns the person is taken from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Records<'a> {
    /// 已确认的行为
    pub facts: &'a [Fact],
    /// 一票否决认定
    pub vetoes: &'a [VetoDecision],
    /// 年度考评
    pub assessments: &'a [YearAssessment],
    /// 培训
    pub trainings: &'a [Training],
    /// 荣誉
    pub honours: &'a [Honour],
    /// 申报事项
    pub declarations: &'a [Declaration],
    /// 其他渠道评价
    pub voices: &'a [Voices],
}

/// 荣誉 · commendations, pennants, letters, titles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Honour {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 名称
    pub title: String,
    /// 授予单位、来源
    pub from: String,
}

/// 申报事项 · lectures, outside posts, gifts and the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 种类
    pub kind: String,
    /// 内容
    pub content: String,
    /// 是否批准; none where no approval is due
    pub approved: Option<bool>,
}

/// 其他渠道评价 of a person in a year: counts only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voices {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 年度
    pub year: i16,
    /// 随访表扬
    pub follow_up_praise: u32,
    /// 随访批评
    pub follow_up_criticism: u32,
    /// 触摸屏表扬
    pub screen_praise: u32,
    /// 触摸屏批评
    pub screen_criticism: u32,
}

/// 医德档案 · one person's, by years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// 人员
    pub staff: Staff,
    /// 各年度, the earliest first
    pub years: Vec<ArchiveYear>,
}

/// 一个年度
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveYear {
    /// 年度
    pub year: i16,
    /// 考评登记表 in the order of the printed form
    pub form: Vec<FormField>,
    /// 附表
    pub tables: Vec<Table>,
    /// 等次; none while it is not final, and where it no longer stands: a veto came or was lifted since
    pub grade: Option<Grade>,
    /// 一票否决
    pub vetoed: bool,
}

/// 一栏 of the printed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// 栏目
    pub label: &'static str,
    /// 内容; empty where nothing was written
    pub text: String,
}

/// 附表
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// 表名
    pub title: &'static str,
    /// 表头
    pub head: &'static [&'static str],
    /// 各行, each as long as the head
    pub rows: Vec<Vec<String>>,
}

impl Archive {
    /// The archive of a person: of one year, or of every year of which anything is kept.
    pub fn of(staff: &Staff, records: Records<'_>, year: Option<i16>) -> Self {
        let mut years: Vec<i16> = match year {
            Some(year) => vec![year],
            None => years_of(&staff.code, records),
        };
        years.sort_unstable();
        years.dedup();
        Self {
            staff: staff.clone(),
            years: years
                .into_iter()
                .map(|year| ArchiveYear::of(staff, records, year))
                .collect(),
        }
    }

    /// The grades of the years that have one.
    pub fn grades(&self) -> Vec<(i16, Grade)> {
        self.years
            .iter()
            .filter_map(|year| Some((year.year, year.grade?)))
            .collect()
    }
}

fn years_of(person: &PractitionerCode, records: Records<'_>) -> Vec<i16> {
    let facts = records.facts.iter().filter(|fact| fact.person == *person);
    let vetoes = records.vetoes.iter().filter_map(VetoDecision::hit);
    let assessments = records
        .assessments
        .iter()
        .filter(|one| one.practitioner() == Some(person));
    let trainings = records.trainings.iter().filter(|one| one.attended.contains(person));
    let honours = records.honours.iter().filter(|honour| honour.person == *person);
    let declarations = records.declarations.iter().filter(|one| one.person == *person);
    let voices = records.voices.iter().filter(|voices| voices.person == *person);
    facts
        .map(|fact| fact.occurred_on.year())
        .chain(vetoes.filter(|hit| hit.person == *person).map(|hit| hit.year))
        .chain(assessments.filter_map(YearAssessment::year))
        .chain(
            trainings
                .filter_map(|one| one.plan.as_ref())
                .map(|plan| plan.held_on.year()),
        )
        .chain(honours.map(|honour| honour.on.year()))
        .chain(declarations.map(|one| one.on.year()))
        .chain(voices.map(|voices| voices.year))
        .collect()
}

impl ArchiveYear {
    fn of(staff: &Staff, records: Records<'_>, year: i16) -> Self {
        let person = &staff.code;
        let assessment = records
            .assessments
            .iter()
            .find(|one| one.practitioner() == Some(person) && one.year() == Some(year));
        let hits: Vec<VetoHit> = records
            .vetoes
            .iter()
            .filter_map(VetoDecision::hit)
            .filter(|hit| hit.person == *person && hit.year == year)
            .collect();
        let voices = records
            .voices
            .iter()
            .find(|voices| voices.person == *person && voices.year == year);
        let vetoed = !hits.is_empty();
        let decision = assessment.and_then(YearAssessment::decision);
        let grade = decision
            .filter(|decision| decision.stands(vetoed))
            .map(|decision| decision.grade);
        Self {
            year,
            form: form(staff, year, assessment, voices, vetoed, grade),
            tables: tables(person, year, records, assessment, &hits),
            grade,
            vetoed,
        }
    }
}

/// The printed form (§2.5), field by field.
fn form(
    staff: &Staff,
    year: i16,
    assessment: Option<&YearAssessment>,
    voices: Option<&Voices>,
    vetoed: bool,
    grade: Option<Grade>,
) -> Vec<FormField> {
    let field = |label, text: String| FormField { label, text };
    let own = assessment.and_then(|one| one.self_review.as_ref());
    let department = assessment.and_then(|one| one.department.as_ref());
    let unit = assessment.and_then(|one| one.unit.as_ref());
    let opening = assessment.and_then(|one| one.opening.as_ref());
    let counted = |count: fn(&Voices) -> u32| voices.map(|voices| count(voices).to_string()).unwrap_or_default();
    let of = |text: Option<&String>| text.cloned().unwrap_or_default();
    let appraised = |appraisal: Option<&crate::assessment::Appraisal>| of(appraisal.map(|one| &one.opinion));
    vec![
        field("年度", year.to_string()),
        field("人员编号", staff.code.to_string()),
        field("姓名", staff.name.clone()),
        // The department of that year, which a transfer may have changed since.
        field(
            "科室",
            opening
                .map_or(&staff.department, |opening| &opening.subject.department)
                .to_string(),
        ),
        field(
            "人员类别",
            opening
                .map_or(staff.category, |opening| opening.category)
                .zh()
                .to_owned(),
        ),
        field("考评方案", of(opening.map(|opening| &opening.scheme))),
        field("自我评价", of(own.map(|own| &own.text))),
        field("科室意见", of(department.map(|review| &review.opinion))),
        field("支部意见", appraised(assessment.and_then(|one| one.branch.as_ref()))),
        field("群众评议", appraised(assessment.and_then(|one| one.public.as_ref()))),
        field("随访表扬", counted(|voices| voices.follow_up_praise)),
        field("随访批评", counted(|voices| voices.follow_up_criticism)),
        field("触摸屏表扬", counted(|voices| voices.screen_praise)),
        field("触摸屏批评", counted(|voices| voices.screen_criticism)),
        field("单位意见", of(unit.map(|unit| &unit.opinion))),
        field(
            "总分",
            unit.map(|unit| unit.computed.total.to_string()).unwrap_or_default(),
        ),
        field("一票否决", if vetoed { "有" } else { "无" }.to_owned()),
        field("等次", grade.map(Grade::zh).unwrap_or_default().to_owned()),
        field(
            "本人签字",
            signed(
                assessment.and_then(|one| one.subject()?.user.as_ref()),
                own.map(|own| own.signed_on),
            ),
        ),
        field(
            "科室签字",
            signed(
                department.map(|review| &review.by),
                department.map(|review| review.signed_on),
            ),
        ),
        field(
            "单位签字",
            signed(
                unit.and_then(|unit| unit.decided_by.as_ref()),
                unit.and_then(|unit| unit.decided_on),
            ),
        ),
    ]
}

/// A signature with its day; empty where nobody signed.
fn signed(by: Option<&UserId>, on: Option<Day>) -> String {
    match (by, on) {
        (Some(by), Some(on)) => format!("{by} {on}"),
        _ => String::new(),
    }
}

fn tables(
    person: &PractitionerCode,
    year: i16,
    records: Records<'_>,
    assessment: Option<&YearAssessment>,
    hits: &[VetoHit],
) -> Vec<Table> {
    let table = |title, head, mut rows: Vec<Vec<String>>| {
        rows.sort();
        Table { title, head, rows }
    };
    let facts = records.facts.iter().filter(|fact| fact.person == *person);
    let facts = facts.filter(|fact| fact.occurred_on.year() == year).map(|fact| {
        vec![
            fact.occurred_on.to_string(),
            fact.event.clone(),
            fact.code.to_string(),
            fact.department.to_string(),
            fact.points.map(|points| points.to_string()).unwrap_or_default(),
            fact.count.to_string(),
        ]
    });
    let honours = records.honours.iter().filter(|honour| honour.person == *person);
    let honours = honours
        .filter(|honour| honour.on.year() == year)
        .map(|honour| vec![honour.on.to_string(), honour.title.clone(), honour.from.clone()]);
    let vetoes = hits.iter().map(|hit| {
        vec![
            hit.condition.to_string(),
            hit.minute_number.clone(),
            hit.from.to_string(),
            hit.until.to_string(),
        ]
    });
    let trainings = records.trainings.iter().filter(|one| one.attended.contains(person));
    let trainings = trainings
        .filter_map(|one| Some((one, one.plan.as_ref().filter(|plan| plan.held_on.year() == year)?)))
        .map(|(training, plan)| {
            let mark = training.marks.iter().find(|mark| mark.person == *person);
            vec![
                plan.held_on.to_string(),
                plan.topic.clone(),
                plan.hours.to_string(),
                mark.map(|mark| mark.mark.to_string()).unwrap_or_default(),
            ]
        });
    let declarations = records.declarations.iter().filter(|one| one.person == *person);
    let declarations = declarations.filter(|one| one.on.year() == year).map(|one| {
        let approved = one.approved.map(|approved| if approved { "同意" } else { "不同意" });
        vec![
            one.on.to_string(),
            one.kind.clone(),
            one.content.clone(),
            approved.unwrap_or_default().to_owned(),
        ]
    });
    let appeals = assessment.iter().flat_map(|one| &one.appeals).map(|appeal| {
        let answer = appeal.answer.as_ref();
        vec![
            appeal.filed_on.to_string(),
            appeal.grounds.clone(),
            answer.map(|answer| answer.result.zh().to_owned()).unwrap_or_default(),
            answer.map(|answer| answer.on.to_string()).unwrap_or_default(),
        ]
    });
    vec![
        table(
            "行为记录",
            &["发生日期", "事件编号", "行为编码", "科室", "分值", "次数"],
            facts.collect(),
        ),
        table("荣誉", &["日期", "名称", "授予单位、来源"], honours.collect()),
        table(
            "一票否决",
            &["否决情形", "会议纪要编号", "起始日", "终止日"],
            vetoes.collect(),
        ),
        table("培训", &["日期", "主题", "学时", "成绩"], trainings.collect()),
        table("申报事项", &["日期", "种类", "内容", "审批"], declarations.collect()),
        table("申诉", &["提出日期", "理由", "结果", "答复日期"], appeals.collect()),
    ]
}
