//! Findings as lists and pages show them: without the person.

use crate::finding::{certainty_column, not_found};
use crate::reading::Reading;
use crate::sql::{Statement, day, given, moment, money, number, text};
use crate::{Argument, LedgerError};
use domain::{Certainty, Day, FindingKey, InstitutionCode, Moment, Money, PersonId, RuleCode};
use sqlx::any::AnyRow;

/// 疑点 · one row of a list, without the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// 疑点标识, in hexadecimal
    pub key: String,
    /// 规则编码
    pub rule: String,
    /// 机构编号
    pub institution: String,
    /// 医保区划
    pub division: String,
    /// 医师标识
    pub practitioner: Option<String>,
    /// 疑点金额
    pub amount: Money,
    /// 服务日期
    pub service_day: Day,
    /// 判定
    pub certainty: Certainty,
    /// 最近发现它的运行
    pub run: String,
    /// 论证
    pub argument: Argument,
    /// 参保人标识, its middle hidden
    pub person_masked: String,
    /// 所属线索
    pub lead: Option<String>,
    /// 首次入账时间
    pub first_seen: Moment,
    /// 最近入账时间
    pub last_seen: Moment,
}

impl FindingRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let certainty = number(row, "certainty")?;
        Ok(Self {
            key: text(row, "id")?,
            rule: text(row, "rule")?,
            institution: text(row, "institution")?,
            division: text(row, "division")?,
            practitioner: given(row, "practitioner")?,
            amount: money(row, "amount")?,
            service_day: day(row, "service_day")?,
            certainty: certainty_of(certainty).ok_or_else(|| LedgerError::unreadable("字段certainty", certainty))?,
            run: text(row, "run")?,
            argument: Argument::read(&text(row, "argument")?)?,
            person_masked: PersonId::new(text(row, "person")?).masked(),
            lead: given(row, "lead")?,
            first_seen: moment(row, "first_seen")?,
            last_seen: moment(row, "last_seen")?,
        })
    }
}

/// 疑点筛选 · every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingFilter {
    /// 机构编号
    pub institution: Option<InstitutionCode>,
    /// 规则编码
    pub rule: Option<RuleCode>,
    /// 所属线索
    pub lead: Option<String>,
    /// 服务日期 from
    pub from: Option<Day>,
    /// 服务日期 before
    pub before: Option<Day>,
    /// 判定 at least
    pub at_least: Option<Certainty>,
}

impl FindingFilter {
    /// Adds ` AND …` for a query of `finding`.
    pub(crate) fn limit(&self, statement: &mut Statement) {
        if let Some(code) = &self.institution {
            statement.add(" AND institution = ").bind(code.as_str());
        }
        if let Some(code) = &self.rule {
            statement.add(" AND rule = ").bind(code.as_str());
        }
        if let Some(lead) = &self.lead {
            // The second condition is for the index, which has no findings without a lead.
            statement.add(" AND lead = ").bind(lead.as_str()).add(" AND lead <> ''");
        }
        if let Some(day) = self.from {
            statement.add(" AND service_day >= ").bind(day);
        }
        if let Some(day) = self.before {
            statement.add(" AND service_day < ").bind(day);
        }
        self.limit_certainty(statement);
    }

    /// What cells of the sums have as rows have it.
    pub(crate) fn limit_certainty(&self, statement: &mut Statement) {
        if let Some(certainty) = self.at_least {
            statement.add(" AND certainty >= ").bind(certainty_column(certainty));
        }
    }
}

impl Reading<'_> {
    /// Findings, the latest service first; `after` is the last row of the page before.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn findings(
        &self,
        filter: &FindingFilter,
        size: u16,
        after: Option<&FindingRow>,
    ) -> Result<Vec<FindingRow>, LedgerError> {
        let mut query = Statement::new(
            "SELECT id, rule, institution, division, practitioner, amount, service_day, certainty, run, argument, \
             person, lead, first_seen, last_seen FROM finding WHERE 1 = 1",
        );
        self.viewer.limit_findings(&mut query);
        filter.limit(&mut query);
        if let Some(last) = after {
            query
                .add(" AND (service_day, id) < ")
                .bind_list([last.service_day.into(), last.key.as_str().into()]);
        }
        let order = format!(" ORDER BY service_day DESC, id DESC LIMIT {}", size.clamp(1, 500));
        query.add(&order);
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        rows.iter().map(FindingRow::read).collect()
    }

    /// One finding, without the person.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a finding that does not exist for the viewer.
    pub async fn finding(&self, key: FindingKey) -> Result<FindingRow, LedgerError> {
        let mut query = Statement::new("SELECT * FROM finding WHERE id = ");
        query.bind(key.to_string());
        self.viewer.limit_findings(&mut query);
        let row = query.query().fetch_optional(&mut *self.seat().await?).await?;
        FindingRow::read(&row.ok_or_else(|| not_found(key))?)
    }
}

pub(crate) fn certainty_of(column: i64) -> Option<Certainty> {
    match column {
        1 => Some(Certainty::SlightlySuspect),
        2 => Some(Certainty::Suspect),
        3 => Some(Certainty::Definite),
        _ => None,
    }
}
