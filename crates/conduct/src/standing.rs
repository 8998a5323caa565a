//! What a year's conduct means for a person: title, honour, pay and the periodic assessment, each with
//! the reasons for it; and the rows that the personnel office and the registering bureau receive.

use crate::EventCode;
use crate::scheme::{Grade, Ratio, Scheme};
use crate::score::{Assessed, Entry};
use crate::{Points, Staff, StaffCategory};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// 年度结果运用 · one person, one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// 人员
    pub staff: Staff,
    /// 年度
    pub year: i16,
    /// 等级
    pub grade: Grade,
    /// 得分
    pub score: Points,
    /// 职称晋升: may be proposed
    pub title: bool,
    /// 评先评优: may be proposed
    pub award: bool,
    /// 绩效系数
    pub pay: Ratio,
    /// 定期考核的职业道德评定
    pub periodic: Periodic,
    /// 原因
    pub reasons: Vec<Reason>,
}

/// 定期考核 · the conduct part of the periodic assessment of physicians.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Periodic {
    /// 合格: every year of the cycle has a grade, none of them 较差
    Pass,
    /// 不合格: one 较差 in the cycle is enough, whatever is still to come
    Fail,
    /// 待评定: years without grade
    Open {
        /// 尚无等级的年度
        years: Vec<i16>,
    },
    /// 不参加医师定期考核
    NotApplicable,
}

impl Periodic {
    /// The Chinese word.
    pub const fn zh(&self) -> &'static str {
        match self {
            Periodic::Pass => "合格",
            Periodic::Fail => "不合格",
            Periodic::Open { .. } => "待评定",
            Periodic::NotApplicable => "不适用",
        }
    }
}

/// 考核周期 · the years of a periodic assessment, both included; how many is local.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// 首年
    pub first: i16,
    /// 末年
    pub last: i16,
}

impl Cycle {
    /// The result for a physician with these grades.
    fn result(self, grades: &BTreeMap<i16, Grade>) -> Periodic {
        if self.poor(grades).next().is_some() {
            return Periodic::Fail;
        }
        let years: Vec<i16> = (self.first..=self.last)
            .filter(|year| !grades.contains_key(year))
            .collect();
        match years.is_empty() {
            true => Periodic::Pass,
            false => Periodic::Open { years },
        }
    }

    fn poor(self, grades: &BTreeMap<i16, Grade>) -> impl Iterator<Item = i16> {
        let within = grades
            .iter()
            .filter(move |(year, _)| (self.first..=self.last).contains(*year));
        within
            .filter(|(_, grade)| **grade == Grade::Poor)
            .map(|(year, _)| *year)
    }
}

/// 原因 · why something is as it is, with a code that does not change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// the grade alone
    Grade {
        /// 等级
        grade: Grade,
    },
    /// a veto
    Veto {
        /// 情形
        code: EventCode,
        /// 文号
        document: String,
    },
    /// moved by a quota
    Quota {
        /// 说明
        say: String,
    },
    /// decided by the committee, or changed on appeal
    Decided {
        /// 说明
        say: String,
    },
    /// a year of the cycle with the worst grade
    PoorInCycle {
        /// 年度
        year: i16,
    },
}

impl Reason {
    /// The stable code, as exports have it.
    pub const fn code(&self) -> &'static str {
        match self {
            Reason::Grade { .. } => "YD01",
            Reason::Veto { .. } => "YD02",
            Reason::Quota { .. } => "YD03",
            Reason::PoorInCycle { .. } => "YD04",
            Reason::Decided { .. } => "YD05",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Grade { grade } => write!(f, "年度医德考评为{grade}"),
            Reason::Veto { code, document } => write!(f, "一票否决{code}（{document}）"),
            Reason::Quota { say } | Reason::Decided { say } => f.write_str(say),
            Reason::PoorInCycle { year } => write!(f, "考核周期内{year}年为较差"),
        }
    }
}

/// 运用板块 · one block of the page of a person: 帽子, 面子, 票子.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// 名称
    pub title: &'static str,
    /// 结果
    pub effect: String,
    /// 原因
    pub reasons: Vec<String>,
}

impl Standing {
    /// What an assessment means under its scheme. `earlier` are the final grades of other years, as far
    /// as they are known.
    pub fn of(person: &Assessed, scheme: &Scheme, earlier: &BTreeMap<i16, Grade>, cycle: Cycle) -> Self {
        let sheet = &person.sheet;
        let vetoed = !sheet.vetoes.is_empty();
        // A grade of which the scheme says nothing gives nothing; a published one says something of each.
        let row = scheme.consequence(person.grade).filter(|_| !vetoed);
        let mut grades = earlier.clone();
        grades.insert(sheet.year, person.grade);
        let physician = sheet.staff.category == StaffCategory::Clinical;
        let mut reasons = vec![Reason::Grade { grade: person.grade }];
        reasons.extend(sheet.vetoes.iter().map(|hit| Reason::Veto {
            code: hit.code.clone(),
            document: hit.document.clone(),
        }));
        let quota = person.by_quota().into_iter();
        reasons.extend(quota.map(|moved| Reason::Quota { say: moved.to_string() }));
        reasons.extend(person.settled.iter().map(|settled| Reason::Decided {
            say: settled.to_string(),
        }));
        if physician {
            reasons.extend(cycle.poor(&grades).map(|year| Reason::PoorInCycle { year }));
        }
        Self {
            staff: sheet.staff.clone(),
            year: sheet.year,
            grade: person.grade,
            score: sheet.score,
            title: row.is_some_and(|row| row.title),
            award: row.is_some_and(|row| row.award),
            pay: row.map_or(Ratio::ZERO, |row| row.pay),
            periodic: match physician {
                true => cycle.result(&grades),
                false => Periodic::NotApplicable,
            },
            reasons,
        }
    }

    /// 帽子、面子、票子 · the three blocks of the page of the person.
    pub fn blocks(&self) -> [Block; 3] {
        let said = |among: fn(&Reason) -> bool| {
            let reasons = self.reasons.iter().filter(|reason| among(reason));
            reasons.map(Reason::to_string).collect()
        };
        let of_the_year = |reason: &Reason| !matches!(reason, Reason::PoorInCycle { .. });
        let may = |allowed| match allowed {
            true => "可以申报",
            false => "不得申报",
        };
        [
            Block {
                title: "职称晋升和定期考核",
                effect: format!("{}；定期考核{}", may(self.title), self.periodic.zh()),
                reasons: said(|_| true),
            },
            Block {
                title: "评先评优",
                effect: may(self.award).to_owned(),
                reasons: said(of_the_year),
            },
            Block {
                title: "绩效工资",
                effect: format!("绩效系数{}", self.pay),
                reasons: said(of_the_year),
            },
        ]
    }

    /// Heads of the columns of [`Standing::cells`].
    pub const HEADER: [&'static str; 12] = [
        "人员编号",
        "姓名",
        "科室",
        "年度",
        "得分",
        "等级",
        "职称晋升",
        "评先评优",
        "绩效系数",
        "定期考核",
        "原因代码",
        "原因",
    ];

    /// The row for the personnel office: one person, one row.
    pub fn cells(&self) -> [String; 12] {
        let may = |allowed| match allowed {
            true => "可以",
            false => "不得",
        };
        let joined = |parts: Vec<String>| parts.join("；");
        [
            self.staff.code.to_string(),
            self.staff.name.clone(),
            self.staff.department.to_string(),
            self.year.to_string(),
            self.score.to_string(),
            self.grade.to_string(),
            may(self.title).to_owned(),
            may(self.award).to_owned(),
            self.pay.to_string(),
            self.periodic.zh().to_owned(),
            joined(self.reasons.iter().map(|reason| reason.code().to_owned()).collect()),
            joined(self.reasons.iter().map(Reason::to_string).collect()),
        ]
    }
}

/// Heads of the columns of [`verification_rows`].
pub const VERIFICATION_HEADER: [&str; 9] = [
    "人员编号",
    "姓名",
    "年度",
    "等级",
    "类别",
    "编码",
    "情形",
    "日期",
    "分值或者文号",
];

/// 校验用的医德记录 of a person: his vetoes and deductions, each in a row; a person without any has one
/// row that says so. Additions are not part of a verification, and so no sealed entry is.
pub fn verification_rows(person: &Assessed, scheme: &Scheme) -> Vec<[String; 9]> {
    let sheet = &person.sheet;
    let row = |[kind, code, name, day, last]: [String; 5]| {
        [
            sheet.staff.code.to_string(),
            sheet.staff.name.clone(),
            sheet.year.to_string(),
            person.grade.to_string(),
            kind,
            code,
            name,
            day,
            last,
        ]
    };
    let veto = |code: &EventCode| scheme.veto(code).map(|veto| veto.name.clone()).unwrap_or_default();
    let vetoes = sheet.vetoes.iter().map(|hit| {
        let (code, day) = (hit.code.to_string(), hit.from.to_string());
        ["一票否决".to_owned(), code, veto(&hit.code), day, hit.document.clone()]
    });
    let deducting = |entry: &&Entry| entry.points.is_negative();
    let deductions = sheet.entries.iter().filter(deducting).map(|entry| {
        let (code, day) = (entry.code.to_string(), entry.occurred_on.to_string());
        [
            "扣分".to_owned(),
            code,
            entry.name.clone(),
            day,
            entry.points.to_string(),
        ]
    });
    let mut rows: Vec<[String; 9]> = vetoes.chain(deductions).map(row).collect();
    if rows.is_empty() {
        let [code, name, day, last] = std::array::from_fn(|_| String::new());
        rows.push(row(["没有记录".to_owned(), code, name, day, last]));
    }
    rows
}
