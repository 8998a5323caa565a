//! Alerts in the books: what a doctor was shown before ordering or settling, and what he answered. They
//! are no findings: nothing was charged yet. What was charged all the same comes in as a finding with the
//! same key, and then the alert has avoided nothing.

use crate::LedgerError;
use crate::finding::certainty_column;
use crate::ledger::Ledger;
use crate::sql::{Statement, Value, moment, text};
use crate::trail::{Deed, Entry, digest};
use crate::writing::Writing;
use domain::{
    Action, Certainty, DepartmentCode, Division, FindingKey, InstitutionCode, Moment, Money, PractitionerCode,
    RuleCode, Stage,
};

/// Alerts in one statement; see the findings.
const PER_STATEMENT: usize = 20;

/// 提醒 · one finding of one call, as it was shown. It names neither person nor encounter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertEntry {
    /// 违规标识, by which the institution answers
    pub id: String,
    /// 调用标识; ids of later calls sort behind
    pub call: String,
    /// 疑点标识
    pub finding: FindingKey,
    /// 提醒时间
    pub at: Moment,
    /// 环节
    pub stage: Stage,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 医保区划 of the institution
    pub division: Division,
    /// 科室
    pub department: DepartmentCode,
    /// 医师标识
    pub practitioner: PractitionerCode,
    /// 规则编码
    pub rule: RuleCode,
    /// 规则名称
    pub rule_name: String,
    /// 判定
    pub certainty: Certainty,
    /// 处置
    pub action: Action,
    /// 违规金额
    pub amount: Money,
    /// 一句话说明
    pub sentence: String,
}

/// 待答复的提醒
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingAlert {
    /// 违规标识
    pub id: String,
    /// 提醒时间
    pub at: Moment,
}

/// 处理方式 · what the doctor did with an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// 继续执行医嘱
    Continue,
    /// 返回修改医嘱
    Amend,
}

impl Way {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Way::Continue => "继续执行",
            Way::Amend => "已修改",
        }
    }

    pub(crate) fn column(self) -> &'static str {
        match self {
            Way::Continue => "continue",
            Way::Amend => "amend",
        }
    }
}

/// 答复
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 处理方式
    pub way: Way,
    /// 理由; may be empty
    pub reason: String,
    /// 答复时间
    pub at: Moment,
}

/// What the answer column says of an alert that was not answered in time.
pub(crate) const SILENT: &str = "none";

/// True where the order was stopped at the till or turned into the patient's own expense, unless
/// somebody answers that he goes on against that. Anything else is followed by an answer alone.
fn followed_without_answer(stage: Stage, action: Action) -> bool {
    stage == Stage::Settlement && matches!(action, Action::SelfPay | Action::Block)
}

pub(crate) fn stage_column(stage: Stage) -> &'static str {
    match stage {
        Stage::Prescribing => "prescribing",
        Stage::Settlement => "settlement",
        Stage::Audit => "audit",
    }
}

pub(crate) fn action_column(action: Action) -> &'static str {
    match action {
        Action::Pass => "pass",
        Action::Record => "record",
        Action::Remind => "remind",
        Action::ReasonRequired => "reason_required",
        Action::SelfPay => "self_pay",
        Action::Block => "block",
    }
}

impl Writing<'_> {
    /// Takes alerts in, as a part of this write. One that is known stays as it is. Gives the number of
    /// those that were given.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn take_alerts(&mut self, source: &str, alerts: &[AlertEntry]) -> Result<usize, LedgerError> {
        if alerts.is_empty() {
            return Ok(0);
        }
        for part in alerts.chunks(PER_STATEMENT) {
            insert(part).query().execute(self.connection()).await?;
        }
        let ids: Vec<&str> = alerts.iter().map(|alert| alert.id.as_str()).collect();
        self.log(Entry {
            deed: Deed::Intake,
            subject: source,
            detail: &format!("提醒{}条", ids.len()),
            purpose: "",
            content: &digest(&ids),
        })
        .await?;
        Ok(ids.len())
    }

    /// Notes what became of waiting alerts: the answer, or that none came in time. The first answer stands,
    /// and whoever was silent stays so. Gives how many were noted.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn answer_alerts(
        &mut self,
        source: &str,
        answers: &[(String, Option<Answer>)],
    ) -> Result<usize, LedgerError> {
        let mut noted = Vec::new();
        for (id, answer) in answers {
            let mut update = Statement::new("UPDATE alert SET answer = ");
            match answer {
                None => {
                    update.bind(SILENT);
                }
                Some(answer) => {
                    update.bind(answer.way.column());
                    update.add(", reason = ").bind(answer.reason.as_str());
                    update.add(", answered_at = ").bind(answer.at);
                    update.add(", followed = ").bind(i64::from(answer.way == Way::Amend));
                }
            }
            update.add(" WHERE answer = '' AND id = ").bind(id.as_str());
            if update.query().execute(self.connection()).await?.rows_affected() > 0 {
                noted.push(id.as_str());
            }
        }
        if !noted.is_empty() {
            self.log(Entry {
                deed: Deed::Intake,
                subject: source,
                detail: &format!("提醒答复{}条", noted.len()),
                purpose: "",
                content: &digest(&noted),
            })
            .await?;
        }
        Ok(noted.len())
    }
}

fn insert(alerts: &[AlertEntry]) -> Statement {
    let mut insert = Statement::new(
        "INSERT INTO alert (id, call_id, finding, at, stage, institution, division, department, practitioner, rule, \
         rule_name, certainty, action, amount, sentence, answer, reason, answered_at, followed) VALUES ",
    );
    for (number, alert) in alerts.iter().enumerate() {
        if number > 0 {
            insert.add(",");
        }
        insert.bind_list([
            alert.id.as_str().into(),
            alert.call.as_str().into(),
            alert.finding.to_string().into(),
            alert.at.into(),
            stage_column(alert.stage).into(),
            alert.institution.as_str().into(),
            alert.division.as_str().into(),
            alert.department.as_str().into(),
            alert.practitioner.as_str().into(),
            alert.rule.as_str().into(),
            alert.rule_name.as_str().into(),
            certainty_column(alert.certainty).into(),
            action_column(alert.action).into(),
            alert.amount.into(),
            alert.sentence.as_str().into(),
            "".into(),
            "".into(),
            Value::Nothing,
            i64::from(followed_without_answer(alert.stage, alert.action)).into(),
        ]);
    }
    insert.add(" ON CONFLICT (id) DO NOTHING");
    insert
}

impl Ledger {
    /// Alerts that wait for an answer, in order of their ids, those after `after` if it is given.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn waiting_alerts(&self, after: Option<&str>, limit: u16) -> Result<Vec<WaitingAlert>, LedgerError> {
        let mut query = Statement::new("SELECT id, at FROM alert WHERE answer = '' AND id > ");
        query.bind(after.unwrap_or_default());
        query.add(&format!(" ORDER BY id LIMIT {limit}"));
        let rows = query.query().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(WaitingAlert {
                    id: text(row, "id")?,
                    at: moment(row, "at")?,
                })
            })
            .collect()
    }
}
