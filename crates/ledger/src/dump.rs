//! The books as a text: every table, in a fixed order, at one moment, the same from either database.
//!
//! The text is the backup. Its first line names the schema, each table has a line with its columns and
//! one line per row (a JSON array of texts, numbers and null), and the last line counts the rows and
//! has the SM3 of all lines before, so that a text that was cut short or changed is refused. Being
//! independent of the database, it also carries books from SQLite to PostgreSQL.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::sql::number;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sm3::{Digest, Sm3};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row, ValueRef};
use std::io::Write;

/// A table: its name, its columns, and by which of them its rows are ordered.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static str,
    order: &'static str,
}

/// All tables but the one that holds the version of the schema.
pub(crate) const TABLES: [Table; 34] = [
    Table {
        name: "matter",
        columns: "id, kind, version, institution, division, practitioner, rule, period, stage, assignee, due, flagged, \
                  upheld, recovered, avoided, told, opened_at, changed_at, changed_by, department",
        order: "id",
    },
    Table {
        name: "matter_person",
        columns: "matter, user_id",
        order: "matter, user_id",
    },
    Table {
        name: "matter_party",
        columns: "matter, institution",
        order: "matter, institution",
    },
    Table {
        name: "matter_event",
        columns: "matter, seq, trail, user_id, role, at, event",
        order: "matter, seq",
    },
    Table {
        name: "trail",
        columns: "number, at, user_id, role, place, deed, subject, detail, purpose, content, hash",
        order: "number",
    },
    Table {
        name: "trail_head",
        columns: "id, number, hash",
        order: "id",
    },
    Table {
        name: "command_key",
        columns: "user_id, name, content, answer, at",
        order: "user_id, name",
    },
    Table {
        name: "finding",
        columns: "id, rule, institution, division, practitioner, person, encounter, amount, service_day, certainty, \
                  run, argument, lead, first_seen, last_seen",
        order: "id",
    },
    Table {
        name: "finding_sum",
        columns: "facet, heading, month, division, certainty, findings, amount",
        order: "facet, heading, month, division, certainty",
    },
    Table {
        name: "matter_sum",
        columns: "facet, kind, heading, month, division, stage, matters, flagged, upheld, recovered, avoided",
        order: "facet, kind, heading, month, division, stage",
    },
    Table {
        name: "alert",
        columns: "id, call_id, finding, at, stage, institution, division, department, practitioner, rule, rule_name, \
                  certainty, action, amount, sentence, answer, reason, answered_at, followed",
        order: "id",
    },
    Table {
        name: "intake",
        columns: "source, position, at",
        order: "source",
    },
    Table {
        name: "job",
        columns: "id, kind, payload, state, run_at, attempts, attempts_max, worker, lease_until, problem, queued_at, \
                  ended_at",
        order: "id",
    },
    Table {
        name: "attachment",
        columns: "digest, matter, name, kind, bytes, stored_at, stored_by",
        order: "matter, digest, name",
    },
    Table {
        name: "organisation",
        columns: "code, name, kind, parent, division, level, prescribing, settlement, feedback",
        order: "code",
    },
    Table {
        name: "account",
        columns: "id, login, login_key, name, password, must_change, state, failures, locked_until, otp_secret, \
                  otp_last_step, last_login, changed_at, changed_by, identity_issuer, identity_subject",
        order: "id",
    },
    Table {
        name: "account_grant",
        columns: "id, account, role, place_kind, place, department, practitioner, until, granted_at, granted_by, \
                  revoked_at, revoked_by",
        order: "id",
    },
    Table {
        name: "grant_proposal",
        columns: "number, account, role, place_kind, place, department, practitioner, until, proposed_at, proposed_by, \
                  decision, decided_at, decided_by, reason, granted, key_name, key_digest",
        order: "number",
    },
    Table {
        name: "upkeep",
        columns: "name, at, detail",
        order: "name",
    },
    Table {
        name: "session",
        columns: "digest, account, trail, created_at, last_seen, idle, until, ended_at, proof",
        order: "digest",
    },
    Table {
        name: "api_key",
        columns: "id, digest, name, role, place_kind, place, until, created_at, created_by, revoked_at, revoked_by, \
                  last_used",
        order: "id",
    },
    Table {
        name: "setting",
        columns: "name, value, changed_at, changed_by",
        order: "name",
    },
    Table {
        name: "house_setting",
        columns: "institution, name, version, value, changed_at, changed_by",
        order: "institution, name",
    },
    Table {
        name: "staff",
        columns: "institution, code, name, department, category, ended",
        order: "institution, code",
    },
    Table {
        name: "fact",
        columns: "matter, person, place, institution, department, code, occurred_on, points, repeats, share",
        order: "matter, person, place",
    },
    Table {
        name: "vault",
        columns: "seal, place_kind, place, content, stored_at, stored_by",
        order: "seal",
    },
    Table {
        name: "vault_request",
        columns: "number, seal, purpose, asked_at, asked_by, agreed_at, agreed_by, opened_at",
        order: "number",
    },
    Table {
        name: "survey_code",
        columns: "digest, institution, division, department, form, version, issued_on, used",
        order: "digest",
    },
    Table {
        name: "survey_answer",
        columns: "id, institution, department, form, version, answered_on, marks, remark",
        order: "id",
    },
    Table {
        name: "report_index",
        columns: "institution, number, person, item, reported_on, mark, assessed, images, taken",
        order: "institution, number",
    },
    Table {
        name: "clinical_row",
        columns: "institution, division, list, name, month, content",
        order: "institution, list, name",
    },
    Table {
        name: "recognition_participant",
        columns: "institution, name, division, place, grade, ownership, primary_care, union_name",
        order: "institution",
    },
    Table {
        name: "recognition_item",
        columns: "division, item, name, kind, days",
        order: "division, item",
    },
    Table {
        name: "recognition_reminder",
        columns: "id, institution, division, item, item_name, reminded_on, reminder, answer",
        order: "id",
    },
];

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Title {
    pub(crate) books: String,
    pub(crate) schema: i64,
}

/// What [`Title::books`] says.
pub(crate) const BOOKS: &str = "mingjing-ledger";

/// The line before the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Heading {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closing {
    pub(crate) rows: u64,
    pub(crate) digest: String,
}

impl Ledger {
    /// Writes the books as they are at this moment, while others go on writing. Gives the number of
    /// rows. The text holds personal data and what accounts are checked against, and belongs where the
    /// database belongs.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn dump(&self, out: &mut (dyn Write + Send)) -> Result<u64, LedgerError> {
        let mut snapshot = self.walkers.begin_with(self.dialect.snapshot()).await?;
        let schema = sqlx::query("SELECT CAST(MAX(version) AS BIGINT) AS version FROM schema_version")
            .fetch_one(&mut *snapshot)
            .await?;
        let mut lines = Lines {
            out,
            digest: Sm3::new(),
            rows: 0,
        };
        lines.put(&Title {
            books: BOOKS.to_owned(),
            schema: number(&schema, "version")?,
        })?;
        for table in &TABLES {
            lines.table(table, &mut snapshot).await?;
        }
        let closing = Closing {
            rows: lines.rows,
            digest: hex::encode(lines.digest.clone().finalize()),
        };
        lines.put(&closing)?;
        lines.out.flush()?;
        Ok(closing.rows)
    }
}

struct Lines<'a> {
    out: &'a mut (dyn Write + Send),
    digest: Sm3,
    rows: u64,
}

impl Lines<'_> {
    fn put(&mut self, line: &impl Serialize) -> Result<(), LedgerError> {
        let mut text = serde_json::to_vec(line).map_err(LedgerError::internal)?;
        text.push(b'\n');
        self.digest.update(&text);
        Ok(self.out.write_all(&text)?)
    }

    async fn table(&mut self, table: &Table, connection: &mut AnyConnection) -> Result<(), LedgerError> {
        let Table { name, columns, order } = table;
        self.put(&Heading {
            table: (*name).to_owned(),
            columns: columns.split(", ").map(str::to_owned).collect(),
        })?;
        let query = format!("SELECT {columns} FROM {name} ORDER BY {order}");
        let mut rows = sqlx::query(AssertSqlSafe(query)).fetch(connection);
        while let Some(row) = rows.try_next().await? {
            self.put(&values(&row)?)?;
            self.rows += 1;
        }
        Ok(())
    }
}

/// The values of a row, in the order of its columns.
fn values(row: &AnyRow) -> Result<Vec<Value>, LedgerError> {
    (0..row.len())
        .map(|column| {
            if row.try_get_raw(column)?.is_null() {
                return Ok(Value::Null);
            }
            match row.try_get::<i64, _>(column) {
                Ok(number) => Ok(Value::from(number)),
                Err(_) => Ok(Value::from(row.try_get::<String, _>(column)?)),
            }
        })
        .collect()
}
