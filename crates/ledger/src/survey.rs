//! Surveys: codes that are printed for visits, and what was answered under them.
//!
//! A code is known by its digest and is good for one answer; the row of an answer has neither. Whoever
//! writes an answer gives the beginning of the day as the moment of the write, so that the trail, too,
//! says no more than the day.

use crate::ledger::Ledger;
use crate::sql::{Statement, day, number, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{LedgerError, Reading};
use casework::{Refusal, Role};
use conduct::Department;
use conduct::survey::{CheckedAnswer, FormKind};
use domain::{Day, Division, InstitutionCode};
use sqlx::any::AnyRow;

/// How many days a code is good for, from the day on which it was made.
pub const SURVEY_DAYS: i32 = 90;

/// 问卷凭证 · what a code is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyCode {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 医保区划
    pub division: Division,
    /// 科室
    pub department: Department,
    /// 问卷类别
    pub form: FormKind,
    /// 问卷版本
    pub version: String,
    /// 发出日期
    pub issued_on: Day,
    /// 已经答过
    pub used: bool,
}

impl SurveyCode {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            institution: InstitutionCode::new(text(row, "institution")?),
            division: Division::new(text(row, "division")?),
            department: Department(text(row, "department")?),
            form: form(row)?,
            version: text(row, "version")?,
            issued_on: day(row, "issued_on")?,
            used: number(row, "used")? != 0,
        })
    }
}

fn form(row: &AnyRow) -> Result<FormKind, LedgerError> {
    let tag = text(row, "form")?;
    FormKind::of_tag(&tag).ok_or_else(|| LedgerError::unreadable("问卷类别", tag))
}

/// 答卷范围 · which answers are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyFilter {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 问卷类别
    pub form: FormKind,
    /// 科室, by any of these names; all where there is none
    pub departments: Option<Vec<String>>,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
}

impl Ledger {
    /// What a code is good for, by its digest; none where there is no such code or where it is too old.
    /// Whoever has the code may know: it is printed for him.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn survey_code(&self, digest: &str, today: Day) -> Result<Option<SurveyCode>, LedgerError> {
        let row = sqlx::query("SELECT * FROM survey_code WHERE digest = $1")
            .bind(digest)
            .fetch_optional(&self.readers)
            .await?;
        let code = row.map(|row| SurveyCode::read(&row)).transpose()?;
        Ok(code.filter(|code| today < code.issued_on.plus_days(SURVEY_DAYS)))
    }
}

impl Reading<'_> {
    /// Answers in the order of time. The caller answers for who may see what of them.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn survey_answers(&self, filter: &SurveyFilter) -> Result<Vec<CheckedAnswer>, LedgerError> {
        let mut query = Statement::new("SELECT * FROM survey_answer WHERE institution = ");
        query.bind(filter.institution.as_str());
        query.add(" AND form = ").bind(filter.form.tag());
        query.add(" AND answered_on >= ").bind(filter.from);
        query.add(" AND answered_on <= ").bind(filter.to);
        if let Some(departments) = &filter.departments {
            let departments = departments.iter().map(|name| name.as_str().into());
            query.add(" AND department IN ").bind_list(departments);
        }
        query.add(" ORDER BY answered_on, id");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        rows.iter().map(answer).collect()
    }
}

fn answer(row: &AnyRow) -> Result<CheckedAnswer, LedgerError> {
    let marks = text(row, "marks")?;
    Ok(CheckedAnswer {
        kind: form(row)?,
        version: text(row, "version")?,
        department: Department(text(row, "department")?),
        on: day(row, "answered_on")?,
        marks: serde_json::from_str(&marks).map_err(|error| LedgerError::unreadable("答卷分数", error))?,
        remark: text(row, "remark")?,
    })
}

impl Writing<'_> {
    /// Takes in the digests of codes that were made for a department. The trail has their number.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the ethics office of the institution.
    pub async fn put_survey_codes(&mut self, of: &SurveyCode, digests: &[String]) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_act_within("发放问卷", &[Role::EthicsOffice], &of.institution)?;
        for digest in digests {
            let mut insert = Statement::new(
                "INSERT INTO survey_code (digest, institution, division, department, form, version, issued_on, used) VALUES ",
            );
            insert.bind_list([
                digest.as_str().into(),
                of.institution.as_str().into(),
                of.division.as_str().into(),
                of.department.0.as_str().into(),
                of.form.tag().into(),
                of.version.as_str().into(),
                of.issued_on.into(),
                0_i64.into(),
            ]);
            insert.query().execute(self.connection()).await?;
        }
        let detail = format!("{}，{}，{}张", of.form.zh(), of.department.0, digests.len());
        let digests: Vec<&str> = digests.iter().map(String::as_str).collect();
        self.log_survey(Deed::Survey, &of.institution, &detail, &trail::digest(&digests))
            .await
    }

    /// Uses up a code and takes in the answer; `id` is a random name that the answer has from now on. The
    /// row of the trail says that there was an answer, not which.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] with `CW-DUPLICATE` where the code has been used.
    pub async fn answer_survey(
        &mut self,
        digest: &str,
        institution: &InstitutionCode,
        id: &str,
        answer: &CheckedAnswer,
    ) -> Result<(), LedgerError> {
        self.viewer().actor.must_be("收取答卷", &[Role::System])?;
        let used = sqlx::query("UPDATE survey_code SET used = 1 WHERE digest = $1 AND institution = $2 AND used = 0")
            .bind(digest)
            .bind(institution.as_str())
            .execute(self.connection())
            .await?;
        if used.rows_affected() != 1 {
            return Err(Refusal::Duplicate {
                what: "本次就诊的答卷"
            }
            .into());
        }
        let marks = serde_json::to_string(&answer.marks)
            .map_err(|error| LedgerError::internal(format!("答卷没有写成：{error}")))?;
        let mut insert = Statement::new(
            "INSERT INTO survey_answer (id, institution, department, form, version, answered_on, marks, remark) VALUES ",
        );
        insert.bind_list([
            id.into(),
            institution.as_str().into(),
            answer.department.0.as_str().into(),
            answer.kind.tag().into(),
            answer.version.as_str().into(),
            answer.on.into(),
            marks.into(),
            answer.remark.as_str().into(),
        ]);
        insert.query().execute(self.connection()).await?;
        self.log_survey(Deed::SurveyAnswer, institution, answer.kind.zh(), "")
            .await
    }

    async fn log_survey(
        &mut self,
        deed: Deed,
        institution: &InstitutionCode,
        detail: &str,
        content: &str,
    ) -> Result<(), LedgerError> {
        self.log(Entry {
            deed,
            subject: &format!("survey/{institution}"),
            detail,
            purpose: "",
            content,
        })
        .await
    }
}
