//! Confirmed events of conduct as scoring asks for them: rows that say what the matters they come from
//! say, written in the same transaction.

use crate::matter::{MatterId, Outline};
use crate::sql::{Statement, Value, day, number, text};
use crate::{LedgerError, Reading};
use conduct::{Department, EventCode, Fact, Points};
use domain::{Day, InstitutionCode, PractitionerCode};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// 行为范围 · which confirmed events are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactFilter {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
    /// 人员编号; all people where there is none
    pub person: Option<PractitionerCode>,
}

impl Reading<'_> {
    /// The confirmed events of a period, by matter and person. The caller answers for who may see them:
    /// scores are made of all of an institution's events, whoever looks at the result.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn facts(&self, filter: &FactFilter) -> Result<Vec<Fact>, LedgerError> {
        let mut query = Statement::new("SELECT * FROM fact WHERE institution = ");
        query.bind(filter.institution.as_str());
        query.add(" AND occurred_on >= ").bind(filter.from);
        query.add(" AND occurred_on <= ").bind(filter.to);
        if let Some(person) = &filter.person {
            query.add(" AND person = ").bind(person.as_str());
        }
        query.add(" ORDER BY matter, person, place");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Fact, LedgerError> {
    let code = text(row, "code")?;
    let points: Option<i64> = sqlx::Row::try_get(row, "points")?;
    let points = points.map(|points| i32::try_from(points).map(Points::hundredths));
    let event = text(row, "matter")?;
    let wrong =
        |what: &str, value: &dyn ToString| LedgerError::unreadable(format!("{event}的{what}"), value.to_string());
    Ok(Fact {
        code: code.parse().map_err(|_| wrong("行为编码", &code))?,
        points: points.transpose().map_err(|_| wrong("分值", &"超出范围"))?,
        count: u16::try_from(number(row, "repeats")?).map_err(|_| wrong("次数", &"超出范围"))?,
        share: u8::try_from(number(row, "share")?).map_err(|_| wrong("分担比例", &"超出范围"))?,
        person: PractitionerCode::new(text(row, "person")?),
        department: Department(text(row, "department")?),
        occurred_on: day(row, "occurred_on")?,
        event,
    })
}

/// The columns of a row behind its key.
type Columns = [Value; 10];

fn columns(id: &MatterId, outline: &Outline, place: usize, fact: &Fact) -> Columns {
    let code: &EventCode = &fact.code;
    [
        id.as_str().into(),
        fact.person.as_str().into(),
        (place as i64).into(),
        outline.institution.as_ref().map_or("", |code| code.as_str()).into(),
        fact.department.0.as_str().into(),
        code.as_str().into(),
        fact.occurred_on.into(),
        fact.points.map(|points| i64::from(points.in_hundredths())).into(),
        i64::from(fact.count).into(),
        i64::from(fact.share).into(),
    ]
}

/// Makes the rows of a matter say what its state says.
pub(crate) async fn write(
    connection: &mut AnyConnection,
    id: &MatterId,
    outline: &Outline,
    facts: &[Fact],
) -> Result<(), LedgerError> {
    if id.kind().realm() == crate::Realm::Fund {
        return Ok(());
    }
    sqlx::query("DELETE FROM fact WHERE matter = $1")
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    for (place, fact) in facts.iter().enumerate() {
        let mut insert = Statement::new(
            "INSERT INTO fact (matter, person, place, institution, department, code, occurred_on, points, repeats, share) VALUES ",
        );
        insert.bind_list(columns(id, outline, place, fact));
        insert.query().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Whether the rows of a matter say what its state says.
pub(crate) async fn agrees(connection: &mut AnyConnection, id: &MatterId, facts: &[Fact]) -> Result<bool, LedgerError> {
    let rows = sqlx::query("SELECT * FROM fact WHERE matter = $1 ORDER BY place")
        .bind(id.as_str())
        .fetch_all(connection)
        .await?;
    let found: Vec<Fact> = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(found == facts)
}
