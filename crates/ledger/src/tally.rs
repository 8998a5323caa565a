//! What a write changes in the sums that are kept beside the rows: gathered while it goes on, written once
//! before it ends. The same hand counts when the sums are verified.

use crate::LedgerError;
use crate::address::Dialect;
use crate::matter::Kind;
use crate::months::month_of;
use crate::sql::{Statement, Value, day, moment, number, text};
use crate::state_row::StateRow;
use domain::Day;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// The facet that has no heading.
pub(crate) const ALL: &str = "all";

/// Cells that one statement writes.
const PER_STATEMENT: usize = 100;

/// A table of sums: what a cell is known by, and what is added up in it, the count first.
pub(crate) struct SumTable {
    pub(crate) name: &'static str,
    pub(crate) key: &'static [&'static str],
    pub(crate) sums: &'static [&'static str],
}

/// The sums of findings.
pub(crate) const FINDING_SUM: SumTable = SumTable {
    name: "finding_sum",
    key: &["facet", "heading", "month", "division", "certainty"],
    sums: &["findings", "amount"],
};

/// The sums of matters.
pub(crate) const MATTER_SUM: SumTable = SumTable {
    name: "matter_sum",
    key: &["facet", "kind", "heading", "month", "division", "stage"],
    sums: &["matters", "flagged", "upheld", "recovered", "avoided"],
};

/// The part of a finding that sums know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CountedFinding {
    pub(crate) institution: String,
    pub(crate) rule: String,
    pub(crate) division: String,
    pub(crate) service_day: Day,
    pub(crate) certainty: i64,
    pub(crate) amount: i64,
}

impl CountedFinding {
    /// The columns that [`Self::read`] reads.
    pub(crate) const COLUMNS: &'static str = "institution, rule, division, service_day, certainty, amount";

    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            institution: text(row, "institution")?,
            rule: text(row, "rule")?,
            division: text(row, "division")?,
            service_day: day(row, "service_day")?,
            certainty: number(row, "certainty")?,
            amount: number(row, "amount")?,
        })
    }
}

/// The part of a matter that sums know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CountedMatter {
    kind: String,
    /// by facet
    headings: [(&'static str, String); 5],
    month: i64,
    division: String,
    stage: String,
    figures: [i64; 4],
}

impl CountedMatter {
    /// Of a row that is about to be written.
    pub(crate) fn of(kind: Kind, row: &StateRow<'_>) -> Self {
        let (outline, figures) = (row.outline, &row.outline.figures);
        let code = |code: Option<&str>| code.unwrap_or_default().to_owned();
        Self {
            kind: kind.tag().to_owned(),
            headings: [
                (ALL, String::new()),
                (
                    "institution",
                    code(outline.institution.as_ref().map(|code| code.as_str())),
                ),
                ("rule", code(outline.rule.as_ref().map(|code| code.as_str()))),
                ("period", outline.period.clone()),
                ("assignee", code(outline.assignee.as_ref().map(|user| user.0.as_str()))),
            ],
            month: month_of(row.changed_at.day()),
            division: outline.division.as_str().to_owned(),
            stage: row.stage.to_owned(),
            figures: [
                figures.flagged.money().scaled(),
                figures.upheld.money().scaled(),
                figures.recovered.money().scaled(),
                figures.avoided.money().scaled(),
            ],
        }
    }

    /// Of a row of `matter`.
    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let heading = |facet: &'static str| Ok::<_, LedgerError>((facet, text(row, facet)?));
        Ok(Self {
            kind: text(row, "kind")?,
            headings: [
                (ALL, String::new()),
                heading("institution")?,
                heading("rule")?,
                heading("period")?,
                heading("assignee")?,
            ],
            month: month_of(moment(row, "changed_at")?.day()),
            division: text(row, "division")?,
            stage: text(row, "stage")?,
            figures: [
                number(row, "flagged")?,
                number(row, "upheld")?,
                number(row, "recovered")?,
                number(row, "avoided")?,
            ],
        })
    }
}

/// Cells of one table by their key, with what is added to each.
pub(crate) type Cells<const N: usize> = BTreeMap<Vec<Value>, [i64; N]>;

/// 汇总变动 · what is added to the sums.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) findings: Cells<2>,
    pub(crate) matters: Cells<5>,
}

impl Tally {
    /// So many findings alike with so much money together; negative for those that go.
    pub(crate) fn findings(&mut self, alike: &CountedFinding, count: i64, amount: i64) {
        let month = month_of(alike.service_day);
        for (facet, heading) in [
            (ALL, ""),
            ("institution", alike.institution.as_str()),
            ("rule", alike.rule.as_str()),
        ] {
            let key = vec![
                facet.into(),
                heading.into(),
                month.into(),
                alike.division.as_str().into(),
                alike.certainty.into(),
            ];
            add(&mut self.findings, key, [count, amount]);
        }
    }

    /// One finding that comes.
    pub(crate) fn finding_comes(&mut self, finding: &CountedFinding) {
        self.findings(finding, 1, finding.amount);
    }

    /// One finding that goes.
    pub(crate) fn finding_goes(&mut self, finding: &CountedFinding) {
        self.findings(finding, -1, -finding.amount);
    }

    /// A matter as it is now.
    pub(crate) fn matter_comes(&mut self, matter: &CountedMatter) {
        self.matter(matter, 1);
    }

    /// A matter as it is no longer.
    pub(crate) fn matter_goes(&mut self, matter: &CountedMatter) {
        self.matter(matter, -1);
    }

    fn matter(&mut self, matter: &CountedMatter, times: i64) {
        let [flagged, upheld, recovered, avoided] = matter.figures.map(|figure| figure * times);
        for (facet, heading) in &matter.headings {
            let key = vec![
                (*facet).into(),
                matter.kind.as_str().into(),
                heading.as_str().into(),
                matter.month.into(),
                matter.division.as_str().into(),
                matter.stage.as_str().into(),
            ];
            add(&mut self.matters, key, [times, flagged, upheld, recovered, avoided]);
        }
    }

    /// Writes what was gathered, in the transaction that changed the rows.
    pub(crate) async fn write(self, connection: &mut AnyConnection, dialect: Dialect) -> Result<(), LedgerError> {
        write(&FINDING_SUM, self.findings, connection, dialect).await?;
        write(&MATTER_SUM, self.matters, connection, dialect).await
    }
}

fn add<const N: usize>(cells: &mut Cells<N>, key: Vec<Value>, sums: [i64; N]) {
    let cell = cells.entry(key).or_insert([0; N]);
    for (sum, more) in cell.iter_mut().zip(sums) {
        *sum += more;
    }
}

async fn write<const N: usize>(
    table: &SumTable,
    mut cells: Cells<N>,
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<(), LedgerError> {
    cells.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
    let (keys, name) = (table.key.join(", "), table.name);
    let added: Vec<String> = table
        .sums
        .iter()
        .map(|sum| format!("{sum} = {name}.{sum} + excluded.{sum}"))
        .collect();
    let all: Vec<(&Vec<Value>, &[i64; N])> = cells.iter().collect();
    for part in all.chunks(PER_STATEMENT) {
        let mut insert = Statement::of_many("INSERT INTO ", dialect);
        insert.add(&format!("{name} ({keys}, {}) VALUES ", table.sums.join(", ")));
        for (number, (key, sums)) in part.iter().enumerate() {
            if number > 0 {
                insert.add(",");
            }
            insert.bind_list(key.iter().cloned().chain(sums.iter().map(|sum| (*sum).into())));
        }
        insert.add(&format!(" ON CONFLICT ({keys}) DO UPDATE SET {}", added.join(", ")));
        insert.query().execute(&mut *connection).await?;
    }
    // A cell that has nothing left is as if it had never been.
    let less: Vec<&Vec<Value>> = cells
        .iter()
        .filter(|(_, sums)| sums[0] < 0)
        .map(|(key, _)| key)
        .collect();
    for part in less.chunks(PER_STATEMENT) {
        let mut delete = Statement::of_many("DELETE FROM ", dialect);
        delete.add(&format!("{name} WHERE {} = 0 AND ({keys}) IN (VALUES ", table.sums[0]));
        for (number, key) in part.iter().enumerate() {
            if number > 0 {
                delete.add(",");
            }
            delete.bind_list(key.iter().cloned());
        }
        delete.add(")");
        delete.query_planned_anew().execute(&mut *connection).await?;
    }
    Ok(())
}
