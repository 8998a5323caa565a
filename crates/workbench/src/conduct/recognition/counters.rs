//! What reminders came to in a month: by item and by district, with the parts of every share.

use crate::access::may;
use crate::caller::By;
use crate::conduct::sees::{Sees, asking};
use crate::written::{Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::Month;
use conduct::recognition::{Answer, Reasons, Tally};
use ledger::{KeptReminder, LedgerError, ParticipantRow, Reading};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// 统计月份
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfMonth {
    /// `2026-10`; this month where it is not given
    month: Option<String>,
}

/// 比率, with its parts
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rate {
    numerator: u64,
    denominator: u64,
    text: String,
}

/// 分项计数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountOf {
    name: String,
    reminders: u64,
    recognised: u64,
    /// yuan
    saved: String,
}

/// 不予互认理由计数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Declines {
    reason_zh: String,
    count: u64,
}

/// 互认计数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counters {
    month: String,
    reminders: u64,
    recognised: u64,
    declined: u64,
    rate: Rate,
    /// yuan
    saved: String,
    by_item: Vec<CountOf>,
    by_district: Vec<CountOf>,
    declines: Vec<Declines>,
}

/// 互认计数
#[utoipa::path(get, path = "/conduct/recognition", tag = "recognition", params(OfMonth),
    responses((status = 200, body = Counters), (status = "default", body = Problem)))]
pub(crate) async fn counters(
    State(workbench): State<Workbench>,
    caller: By<may::Recognition>,
    Query(of): Query<OfMonth>,
) -> Result<Json<Counters>, Problem> {
    let month = match crate::written::given(of.month.as_deref()) {
        None => Month::of(workbench.now().day()),
        Some(text) => text
            .parse()
            .map_err(|_| Problem::input("month", "请写成2026-10这样的月份。"))?,
    };
    let sees = Sees::of(&workbench, &caller).await?;
    let mut rows = Vec::new();
    for viewer in asking(&workbench, &caller).await? {
        let reading = workbench.ledger().read(&viewer);
        rows.extend(reading.reminders(month.first_day(), month.last_day()).await?);
    }
    rows.retain(|row| shows(&sees, row));
    let places = places(&workbench.ledger().read(caller.viewer())).await?;
    let tally = tally(&rows, |_| ()).remove(&()).unwrap_or_default();
    let district = |row: &KeptReminder| {
        let code = row.kept.reminder.division.as_str();
        places.get(code).cloned().unwrap_or_else(|| code.to_owned())
    };
    let rate = tally.rate();
    Ok(Json(Counters {
        month: month.to_string(),
        reminders: tally.reminders,
        recognised: tally.recognised,
        declined: tally.declined,
        rate: Rate {
            numerator: rate.part,
            denominator: rate.whole,
            text: rate.percent(),
        },
        saved: yuan(tally.saved),
        by_item: counts(&rows, |row| row.item_name.clone()),
        by_district: counts(&rows, district),
        declines: declines(&rows, workbench.recogniser().reasons()),
    }))
}

/// What the divisions of those who take part are called.
pub(in crate::conduct) async fn places(reading: &Reading<'_>) -> Result<BTreeMap<String, String>, LedgerError> {
    let rows = reading.participants().await?;
    let place = |row: ParticipantRow| (row.participant.division.as_str().to_owned(), row.place.replace('/', ""));
    Ok(rows.into_iter().map(place).collect())
}

/// Heads of departments see what their doctors were reminded of, doctors what they were themselves.
fn shows(sees: &Sees, row: &KeptReminder) -> bool {
    let reminder = &row.kept.reminder;
    match sees {
        Sees::All | Sees::Sums => true,
        Sees::Department(own) => own.contains(&reminder.department.0),
        Sees::Own(code) => *code == reminder.doctor,
    }
}

pub(in crate::conduct) fn tally<K: Ord>(rows: &[KeptReminder], key: impl Fn(&KeptReminder) -> K) -> BTreeMap<K, Tally> {
    let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
    for row in rows {
        let tally = tallies.entry(key(row)).or_default();
        tally.count(row.kept.reminder.saved, row.kept.answer.as_ref());
    }
    tallies
}

fn counts(rows: &[KeptReminder], key: impl Fn(&KeptReminder) -> String) -> Vec<CountOf> {
    let count = |(name, tally): (String, Tally)| CountOf {
        name,
        reminders: tally.reminders,
        recognised: tally.recognised,
        saved: yuan(tally.saved),
    };
    tally(rows, key).into_iter().map(count).collect()
}

/// By reason of the list; what was said in other words, or not at all, is counted together.
fn declines(rows: &[KeptReminder], reasons: &Reasons) -> Vec<Declines> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        if let Some(Answer::Declined { reason, .. }) = &row.kept.answer {
            let said = match (reasons.reason(reason), reason.is_empty()) {
                (Some(listed), _) => listed.zh.as_str(),
                (None, true) => "没有说明理由",
                (None, false) => "理由不在理由表内",
            };
            *counts.entry(said).or_default() += 1;
        }
    }
    let shown = |(said, count): (&str, u64)| Declines {
        reason_zh: said.to_owned(),
        count,
    };
    counts.into_iter().map(shown).collect()
}
