//! The row of a matter that lists show: a function of its state, written with its events.

use crate::LedgerError;
use crate::matter::{MatterId, Outline};
use crate::sql::{Statement, Value};
use casework::UserId;
use domain::{Day, Moment};
use sqlx::AnyConnection;

/// The day of a matter without a deadline; it comes behind all others.
pub(crate) const NO_DUE: i64 = 9_999_999;

/// The columns of `matter` that follow from the state.
pub(crate) const COLUMNS: [&str; 16] = [
    "version",
    "institution",
    "division",
    "practitioner",
    "rule",
    "period",
    "stage",
    "assignee",
    "due",
    "department",
    "flagged",
    "upheld",
    "recovered",
    "avoided",
    "changed_at",
    "changed_by",
];

/// What a row says of a state.
#[derive(Debug)]
pub(crate) struct StateRow<'a> {
    pub(crate) version: i64,
    pub(crate) stage: &'a str,
    pub(crate) outline: &'a Outline,
    pub(crate) changed_at: Moment,
    pub(crate) changed_by: &'a UserId,
}

impl StateRow<'_> {
    /// The values of [`COLUMNS`].
    pub(crate) fn values(&self) -> Vec<Value> {
        let (outline, figures) = (self.outline, &self.outline.figures);
        vec![
            self.version.into(),
            outline.institution.as_ref().map_or("", |code| code.as_str()).into(),
            outline.division.as_str().into(),
            outline.practitioner.as_ref().map_or("", |code| code.as_str()).into(),
            outline.rule.as_ref().map_or("", |code| code.as_str()).into(),
            outline.period.as_str().into(),
            self.stage.into(),
            outline.assignee.as_ref().map_or("", |user| user.0.as_str()).into(),
            due_column(outline.due).into(),
            outline.department.as_str().into(),
            figures.flagged.money().into(),
            figures.upheld.money().into(),
            figures.recovered.money().into(),
            figures.avoided.money().into(),
            self.changed_at.into(),
            self.changed_by.0.as_str().into(),
        ]
    }

    /// The row of a matter that begins.
    pub(crate) async fn insert(
        &self,
        connection: &mut AnyConnection,
        id: &MatterId,
        told: bool,
    ) -> Result<(), LedgerError> {
        let mut insert = Statement::new("INSERT INTO matter (id, kind, told, opened_at, ");
        insert.add(&COLUMNS.join(", ")).add(") VALUES ");
        let own = [
            id.as_str().into(),
            id.kind().tag().into(),
            i64::from(told).into(),
            self.changed_at.into(),
        ];
        insert.bind_list(own.into_iter().chain(self.values()));
        insert.query().execute(&mut *connection).await?;
        self.insert_sides(connection, id).await
    }

    /// The row of a matter that goes on from version `before`.
    pub(crate) async fn update(
        &self,
        connection: &mut AnyConnection,
        id: &MatterId,
        before: i64,
        told: bool,
    ) -> Result<(), LedgerError> {
        let mut update = Statement::new("UPDATE matter SET ");
        for (column, value) in COLUMNS.iter().zip(self.values()) {
            update.add(column).add(" = ").bind(value).add(", ");
        }
        // What was told stays told.
        update.add("told = told + (1 - told) * ").bind(i64::from(told));
        update
            .add(" WHERE id = ")
            .bind(id.as_str())
            .add(" AND version = ")
            .bind(before);
        let changed = update.query().execute(&mut *connection).await?.rows_affected();
        if changed != 1 {
            return Err(LedgerError::unreadable(id.as_str(), "事项的版本与事件条数不一致"));
        }
        for sides in [
            "DELETE FROM matter_person WHERE matter = $1",
            "DELETE FROM matter_party WHERE matter = $1",
        ] {
            sqlx::query(sides).bind(id.as_str()).execute(&mut *connection).await?;
        }
        self.insert_sides(connection, id).await
    }

    /// Who takes part, people and institutions.
    async fn insert_sides(&self, connection: &mut AnyConnection, id: &MatterId) -> Result<(), LedgerError> {
        for person in &self.outline.people {
            sqlx::query("INSERT INTO matter_person (matter, user_id) VALUES ($1, $2)")
                .bind(id.as_str())
                .bind(person.0.as_str())
                .execute(&mut *connection)
                .await?;
        }
        for party in &self.outline.parties {
            sqlx::query("INSERT INTO matter_party (matter, institution) VALUES ($1, $2)")
                .bind(id.as_str())
                .bind(party.as_str())
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// The column of a day that may be missing.
pub(crate) fn due_column(due: Option<Day>) -> i64 {
    due.map_or(NO_DUE, |day| i64::from(day.epoch_days()))
}

/// The deadline in a column.
pub(crate) fn due_of(days: i64) -> Result<Option<Day>, LedgerError> {
    if days == NO_DUE {
        return Ok(None);
    }
    let days = i32::try_from(days).map_err(|_| LedgerError::unreadable("字段due", days))?;
    Ok(Some(Day::from_epoch_days(days)))
}
