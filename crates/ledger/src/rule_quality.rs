//! 规则质量 · what people made of what each rule said: how often it was right, how often an appeal against
//! it succeeded, how often a doctor went on against it.

use crate::LedgerError;
use crate::alert::Way;
use crate::reading::Reading;
use crate::sql::{Statement, number, text};
use casework::review_case::{ended_cleared, ended_upheld};
use std::collections::BTreeMap;

/// 规则质量 of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleQuality {
    /// 认定: reviews that ended with something to pay back
    pub upheld: i64,
    /// 排除: reviews that ended with nothing, and findings that were marked as false with their lead
    pub cleared: i64,
    /// 申诉: ended reviews against which an institution had appealed
    pub appealed: i64,
    /// 申诉成立: those of them that ended with nothing
    pub appeals_won: i64,
    /// 提醒: alerts that doctors were shown
    pub shown: i64,
    /// 采纳: those after which the order was changed or stopped
    pub adopted: i64,
    /// 继续执行: those that a doctor answered by going on
    pub overridden: i64,
}

/// How an event is written that says what a person made of one finding of a lead, up to the finding.
const MARKED: &str = r#"{"event":"marked","#;

/// The part of it that says that the finding is false.
const FALSE: &str = r#""mark":"false""#;

/// How an event is written by which an institution appealed, up to what it argued.
const APPEALED: &str = r#"{"event":"appeal_submitted","#;

impl Reading<'_> {
    /// The quality of every rule of which anything is known, within what exists for the viewer. Reads every
    /// review and every alert: to be asked now and then, not with every page.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn rule_quality(&self) -> Result<BTreeMap<String, RuleQuality>, LedgerError> {
        let mut rules: BTreeMap<String, RuleQuality> = BTreeMap::new();
        let reviews = self.reviews_by_rule();
        for row in reviews.query().fetch_all(&mut *self.seat().await?).await? {
            let of = rules.entry(text(&row, "rule")?).or_default();
            of.upheld = number(&row, "upheld")?;
            of.cleared = number(&row, "cleared")?;
            of.appealed = number(&row, "appealed")?;
            of.appeals_won = number(&row, "won")?;
        }
        let marks = self.false_marks_by_rule();
        for row in marks.query().fetch_all(&mut *self.seat().await?).await? {
            rules.entry(text(&row, "rule")?).or_default().cleared += number(&row, "marks")?;
        }
        let alerts = self.alerts_by_rule();
        for row in alerts.query().fetch_all(&mut *self.seat().await?).await? {
            let of = rules.entry(text(&row, "rule")?).or_default();
            of.shown = number(&row, "shown")?;
            of.adopted = number(&row, "adopted")?;
            of.overridden = number(&row, "overridden")?;
        }
        Ok(rules)
    }

    /// Ended reviews, and whether there was an appeal.
    fn reviews_by_rule(&self) -> Statement {
        let [deducted, closed] = ended_upheld();
        let mut query = Statement::new(
            "SELECT rule, CAST(SUM(1 - cleared) AS BIGINT) AS upheld, CAST(SUM(cleared) AS BIGINT) AS cleared, \
             CAST(SUM(appealed) AS BIGINT) AS appealed, CAST(SUM(cleared * appealed) AS BIGINT) AS won \
             FROM (SELECT rule, CASE WHEN stage = ",
        );
        query.bind(ended_cleared());
        query.add(
            " THEN 1 ELSE 0 END AS cleared, CASE WHEN EXISTS (SELECT 1 FROM matter_event \
             WHERE matter_event.matter = matter.id AND ",
        );
        begins_with("event", APPEALED, &mut query);
        query.add(") THEN 1 ELSE 0 END AS appealed FROM matter WHERE kind = 'review' AND stage IN (");
        query
            .bind(ended_cleared())
            .add(", ")
            .bind(deducted)
            .add(", ")
            .bind(closed);
        query.add(")");
        self.viewer.limit_matters(&mut query);
        query.add(") AS ended GROUP BY rule");
        query
    }

    /// Findings that somebody who checked a lead called false; whoever changes his mind counts by his last
    /// word. They become no review.
    fn false_marks_by_rule(&self) -> Statement {
        let mut query = Statement::new(
            "SELECT rule, COUNT(*) AS marks FROM matter JOIN matter_event ON matter_event.matter = matter.id \
             WHERE kind = 'lead' AND ",
        );
        begins_with("event", MARKED, &mut query);
        query.add(" AND event LIKE ").bind(format!("%{FALSE}%"));
        // The finding stands right behind the name of the event, in a text of one length.
        query.add(" AND NOT EXISTS (SELECT 1 FROM matter_event AS later WHERE later.matter = matter.id AND later.seq > matter_event.seq AND ");
        begins_with("later.event", MARKED, &mut query);
        query.add(" AND SUBSTR(later.event, 1, 64) = SUBSTR(matter_event.event, 1, 64))");
        self.viewer.limit_matters(&mut query);
        query.add(" GROUP BY rule");
        query
    }

    fn alerts_by_rule(&self) -> Statement {
        let mut query = Statement::new(
            "SELECT rule, COUNT(*) AS shown, CAST(SUM(followed) AS BIGINT) AS adopted, \
             CAST(SUM(CASE WHEN answer = ",
        );
        query.bind(Way::Continue.column());
        query.add(" THEN 1 ELSE 0 END) AS BIGINT) AS overridden FROM alert WHERE 1 = 1");
        self.viewer.limit_alerts(&mut query);
        query.add(" GROUP BY rule");
        query
    }
}

/// Adds that a column begins with a text.
fn begins_with(column: &'static str, with: &'static str, query: &mut Statement) {
    let length = with.len().to_string();
    query
        .add("SUBSTR(")
        .add(column)
        .add(", 1, ")
        .add(&length)
        .add(") = ")
        .bind(with);
}
