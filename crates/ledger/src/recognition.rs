//! Mutual recognition of examinations: the index of reports, who takes part, which items are recognised
//! for how long, and every reminder once with its answer. What follows from them is `conduct`'s to say.

use crate::sql::{Statement, day, number, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Ledger, LedgerError, Reading, Scope};
use casework::{Refusal, Role};
use conduct::Ownership;
use conduct::recognition::{Answer, Grade, Kept, Kind, Participant, Reminder, Report};
use domain::{Day, Division, InstitutionCode, ItemCode, PersonId};
use futures::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Who keeps the lists of a district.
const DISTRICT: &[Role] = &[Role::HealthSection];
/// Who answers for an institution's own reports and reminders; its programs have keys of this role.
const OFFICE: &[Role] = &[Role::InsuranceOffice];
/// Who speaks for real time, in which an institution's program has proved who it is.
const REAL_TIME: &[Role] = &[Role::System];

/// 互认项目 · an item that is recognised in a division and below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecognisedItem {
    /// 区划
    pub division: Division,
    /// 项目编码
    pub item: ItemCode,
    /// 项目名称
    pub name: String,
    /// 项目类别
    pub kind: Kind,
    /// 互认时限 in days
    pub days: u16,
}

impl RecognisedItem {
    /// What the nearest list says of an item in a division: its own, or that of a division above it.
    pub fn nearest<'a>(of_item: impl IntoIterator<Item = &'a Self>, division: &Division) -> Option<&'a Self> {
        let holding = of_item.into_iter().filter(|row| row.division.governs(division));
        holding.max_by_key(|row| row.division.ancestry().len())
    }
}

/// 互认机构 with the names of the divisions that it lies in, from the province down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRow {
    /// 互认机构
    pub participant: Participant,
    /// 所在地: `湖北省/武汉市/江岸区`
    pub place: String,
}

/// 提醒 as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReminder {
    /// 提醒和答复
    pub kept: Kept,
    /// 项目名称
    pub item_name: String,
}

/// A value as its serde form writes it: the tags of kinds and grades are those of their tables.
fn tag(value: &impl Serialize) -> Result<String, LedgerError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(tag)) => Ok(tag),
        _ => Err(LedgerError::internal("没有文字写法的类别")),
    }
}

fn of_tag<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, LedgerError> {
    let tag = text(row, column)?;
    serde_json::from_value(serde_json::Value::String(tag.clone())).map_err(|_| LedgerError::unreadable(column, tag))
}

fn written(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::internal(format!("互认提醒没有写成：{error}")))
}

fn stored<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, LedgerError> {
    let content = text(row, column)?;
    serde_json::from_str(&content).map_err(|error| LedgerError::unreadable(format!("互认提醒的{column}"), error))
}

impl Ledger {
    /// Tells of each report of that day or later that came into the index behind a row of the trail: whose it
    /// is, on which item (its national code), and its day. Gives the number of the row behind which to go on. Many
    /// rows may be walked through; whoever only asks of one order asks [`Reading::reports_of`].
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]; what was told before stays true.
    pub async fn reports_since(
        &self,
        row: i64,
        from: Day,
        mut tell: impl FnMut(&str, &str, Day),
    ) -> Result<i64, LedgerError> {
        let mut connection = self.walkers.acquire().await?;
        let mut rows = sqlx::query(
            "SELECT person, item, reported_on, taken FROM report_index WHERE taken > $1 AND reported_on >= $2",
        )
        .bind(row)
        .bind(i64::from(from.epoch_days()))
        .fetch(&mut *connection);
        let mut last = row;
        while let Some(row) = rows.try_next().await? {
            last = last.max(number(&row, "taken")?);
            tell(row.try_get("person")?, row.try_get("item")?, day(&row, "reported_on")?);
        }
        Ok(last)
    }
}

impl Reading<'_> {
    /// The reports on an item of a person, wherever he was examined. The caller answers for who asks: a
    /// doctor who is about to order it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn reports_of(&self, person: &PersonId, item: &ItemCode) -> Result<Vec<Report>, LedgerError> {
        let rows =
            sqlx::query("SELECT * FROM report_index WHERE person = $1 AND item = $2 ORDER BY institution, number")
                .bind(person.as_str().to_owned())
                .bind(item.national().to_owned())
                .fetch_all(&mut *self.seat().await?)
                .await?;
        let report = |row: &AnyRow| {
            Ok(Report {
                number: text(row, "number")?,
                institution: InstitutionCode::new(text(row, "institution")?),
                person: PersonId::new(text(row, "person")?),
                item: ItemCode::new(text(row, "item")?),
                reported_on: day(row, "reported_on")?,
                mark: text(row, "mark")?,
                quality_assessed: number(row, "assessed")? != 0,
                images: number(row, "images")? != 0,
            })
        };
        rows.iter().map(report).collect()
    }

    /// Everybody who takes part.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn participants(&self) -> Result<Vec<ParticipantRow>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM recognition_participant ORDER BY institution")
            .fetch_all(&mut *self.seat().await?)
            .await?;
        let participant = |row: &AnyRow| {
            Ok(ParticipantRow {
                participant: Participant {
                    institution: InstitutionCode::new(text(row, "institution")?),
                    name: text(row, "name")?,
                    division: Division::new(text(row, "division")?),
                    grade: of_tag::<Grade>(row, "grade")?,
                    ownership: of_tag::<Ownership>(row, "ownership")?,
                    primary_care: number(row, "primary_care")? != 0,
                    group: Some(text(row, "union_name")?).filter(|group| !group.is_empty()),
                },
                place: text(row, "place")?,
            })
        };
        rows.iter().map(participant).collect()
    }

    /// Every item that is recognised anywhere.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn recognised_items(&self) -> Result<Vec<RecognisedItem>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM recognition_item ORDER BY item, division")
            .fetch_all(&mut *self.seat().await?)
            .await?;
        let listed = |row: &AnyRow| {
            let days = number(row, "days")?;
            Ok(RecognisedItem {
                division: Division::new(text(row, "division")?),
                item: ItemCode::new(text(row, "item")?),
                name: text(row, "name")?,
                kind: of_tag(row, "kind")?,
                days: u16::try_from(days).map_err(|_| LedgerError::unreadable("互认时限", days))?,
            })
        };
        rows.iter().map(listed).collect()
    }

    /// Reminders of a period within the viewer's scope: of his institution, or of all in his division.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn reminders(&self, from: Day, to: Day) -> Result<Vec<KeptReminder>, LedgerError> {
        let mut query = Statement::new("SELECT * FROM recognition_reminder WHERE reminded_on >= ");
        query.bind(from);
        query.add(" AND reminded_on <= ").bind(to);
        match &self.viewer.scope {
            Scope::Institution(institution) => {
                query.add(" AND institution = ").bind(institution.as_str());
            }
            Scope::Division(_) => {}
            _ => return Ok(Vec::new()),
        }
        query.add(" ORDER BY reminded_on, id");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let mut kept = Vec::new();
        for row in &rows {
            let answer = text(row, "answer")?;
            let reminder: Reminder = stored(row, "reminder")?;
            if let Scope::Division(division) = &self.viewer.scope
                && !division.governs(&reminder.division)
            {
                continue;
            }
            kept.push(KeptReminder {
                kept: Kept {
                    reminder,
                    answer: match answer.is_empty() {
                        true => None,
                        false => Some(stored::<Answer>(row, "answer")?),
                    },
                },
                item_name: text(row, "item_name")?,
            });
        }
        Ok(kept)
    }
}

impl Writing<'_> {
    /// Takes an institution's reports into the index; a report with the number of an earlier one replaces it.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the insurance office of the institution.
    pub async fn put_reports(&mut self, institution: &InstitutionCode, reports: &[Report]) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_act_within("登记报告索引", OFFICE, institution)?;
        let (mut numbers, taken) = (Vec::new(), self.next_number());
        for report in reports {
            let mut insert = Statement::new(
                "INSERT INTO report_index (institution, number, person, item, reported_on, mark, assessed, images, \
                 taken) VALUES ",
            );
            insert.bind_list([
                institution.as_str().into(),
                report.number.as_str().into(),
                report.person.as_str().into(),
                report.item.national().into(),
                report.reported_on.into(),
                report.mark.as_str().into(),
                i64::from(report.quality_assessed).into(),
                i64::from(report.images).into(),
                taken.into(),
            ]);
            insert.add(
                " ON CONFLICT (institution, number) DO UPDATE SET person = EXCLUDED.person, item = EXCLUDED.item, \
                 reported_on = EXCLUDED.reported_on, mark = EXCLUDED.mark, assessed = EXCLUDED.assessed, \
                 images = EXCLUDED.images, taken = EXCLUDED.taken",
            );
            insert.query().execute(self.connection()).await?;
            numbers.push(report.number.as_str());
        }
        let (detail, content) = (format!("{}份报告", reports.len()), trail::digest(&numbers));
        self.log_recognition(&format!("reports/{institution}"), &detail, &content)
            .await
    }

    /// Takes institutions into the register of those that take part.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the health section that governs each of them.
    pub async fn put_participants(&mut self, rows: &[ParticipantRow]) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_be("登记互认机构", DISTRICT)?;
        for row in rows {
            self.viewer().actor.must_govern(&row.participant.division)?;
            let participant = &row.participant;
            let mut insert = Statement::new(
                "INSERT INTO recognition_participant (institution, name, division, place, grade, ownership, primary_care, \
                 union_name) VALUES ",
            );
            insert.bind_list([
                participant.institution.as_str().into(),
                participant.name.as_str().into(),
                participant.division.as_str().into(),
                row.place.as_str().into(),
                tag(&participant.grade)?.into(),
                tag(&participant.ownership)?.into(),
                i64::from(participant.primary_care).into(),
                participant.group.as_deref().unwrap_or_default().into(),
            ]);
            insert.add(
                " ON CONFLICT (institution) DO UPDATE SET name = EXCLUDED.name, division = EXCLUDED.division, \
                 place = EXCLUDED.place, grade = EXCLUDED.grade, ownership = EXCLUDED.ownership, \
                 primary_care = EXCLUDED.primary_care, union_name = EXCLUDED.union_name",
            );
            insert.query().execute(self.connection()).await?;
        }
        let codes: Vec<&str> = rows.iter().map(|row| row.participant.institution.as_str()).collect();
        let (detail, content) = (format!("{}家互认机构", rows.len()), trail::digest(&codes));
        self.log_recognition("recognition/participants", &detail, &content)
            .await
    }

    /// Says which items are recognised for how long in a division.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the health section of the division.
    pub async fn put_recognised_items(&mut self, rows: &[RecognisedItem]) -> Result<(), LedgerError> {
        self.viewer().actor.must_be("登记互认项目", DISTRICT)?;
        for row in rows {
            self.viewer().actor.must_govern(&row.division)?;
            let mut insert = Statement::new("INSERT INTO recognition_item (division, item, name, kind, days) VALUES ");
            insert.bind_list([
                row.division.as_str().into(),
                row.item.national().into(),
                row.name.as_str().into(),
                tag(&row.kind)?.into(),
                i64::from(row.days).into(),
            ]);
            insert.add(
                " ON CONFLICT (division, item) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, days = EXCLUDED.days",
            );
            insert.query().execute(self.connection()).await?;
        }
        let items: Vec<String> = rows
            .iter()
            .map(|row| format!("{}={}", row.item.national(), row.days))
            .collect();
        let content = trail::digest(&items.iter().map(String::as_str).collect::<Vec<_>>());
        let detail = format!("{}个互认项目", rows.len());
        self.log_recognition("recognition/items", &detail, &content).await
    }

    /// Keeps a reminder; false where the same order has been reminded of before, which changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the insurance office of the institution that orders, and
    /// real time.
    pub async fn keep_reminder(
        &mut self,
        reminder: &Reminder,
        item: &ItemCode,
        item_name: &str,
    ) -> Result<bool, LedgerError> {
        self.must_speak_for("查询互认", &reminder.institution)?;
        let content = written(reminder)?;
        let mut insert = Statement::new(
            "INSERT INTO recognition_reminder (id, institution, division, item, item_name, reminded_on, reminder, answer) VALUES ",
        );
        insert.bind_list([
            reminder.key.as_str().into(),
            reminder.institution.as_str().into(),
            reminder.division.as_str().into(),
            item.national().into(),
            item_name.into(),
            reminder.reminded_on.into(),
            content.as_str().into(),
            "".into(),
        ]);
        insert.add(" ON CONFLICT (id) DO NOTHING");
        let kept = insert.query().execute(self.connection()).await?.rows_affected() == 1;
        if kept {
            let subject = format!("reminder/{}", reminder.key);
            self.log_recognition(&subject, "互认提醒", &trail::digest(&[&content]))
                .await?;
        }
        Ok(kept)
    }

    /// Keeps the answer to a reminder of the own institution.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a reminder of another institution; [`LedgerError::Refused`] for a
    /// second answer that differs. The same answer again changes nothing.
    pub async fn answer_reminder(
        &mut self,
        institution: &InstitutionCode,
        key: &str,
        answer: &Answer,
    ) -> Result<(), LedgerError> {
        self.must_speak_for("答复互认提醒", institution)?;
        let row = sqlx::query("SELECT answer FROM recognition_reminder WHERE id = $1 AND institution = $2")
            .bind(key.to_owned())
            .bind(institution.as_str().to_owned())
            .fetch_optional(self.connection())
            .await?;
        let before = row.ok_or_else(|| LedgerError::NotFound {
            what: "互认提醒",
            id: key.to_owned(),
        })?;
        let (before, content) = (text(&before, "answer")?, written(answer)?);
        if before == content {
            return Ok(());
        }
        if !before.is_empty() {
            return Err(Refusal::Duplicate {
                what: "对互认提醒的答复",
            }
            .into());
        }
        sqlx::query("UPDATE recognition_reminder SET answer = $1 WHERE id = $2")
            .bind(content.clone())
            .bind(key.to_owned())
            .execute(self.connection())
            .await?;
        let detail = match answer {
            Answer::Recognised => "互认",
            Answer::Declined { .. } => "不予互认",
        };
        self.log_recognition(&format!("reminder/{key}"), detail, &trail::digest(&[&content]))
            .await
    }

    /// Refuses everybody but the insurance office of the institution, and real time.
    fn must_speak_for(&self, action: &'static str, institution: &InstitutionCode) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        if actor.must_be(action, REAL_TIME).is_err() {
            actor.must_act_within(action, OFFICE, institution)?;
        }
        Ok(())
    }

    async fn log_recognition(&mut self, subject: &str, detail: &str, content: &str) -> Result<(), LedgerError> {
        self.log(Entry {
            deed: Deed::Recognition,
            subject,
            detail,
            purpose: "",
            content,
        })
        .await
    }
}
