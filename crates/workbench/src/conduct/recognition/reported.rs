//! Of whom there are reports, held in memory: most who are examined have none that need not be made again,
//! and that is to be known without asking the books.

use domain::{Day, ItemCode, PersonId};
use ledger::{Ledger, LedgerError};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{PoisonError, RwLock};

/// No list recognises a report for longer than a year.
const YEAR: i32 = 366;

/// 已有报告的人员和项目 · the day of the latest report on an item of a person, by a digest of both. Two that
/// share a digest cost a question, and no answer is wrong.
#[derive(Debug, Default)]
pub(super) struct Reported {
    /// absent until the books have been read
    latest: RwLock<Option<HashMap<u64, Day>>>,
    /// the row of the trail up to which they were read, held by who reads
    read_up_to: tokio::sync::Mutex<Option<i64>>,
}

impl Reported {
    /// False where no report on this item of this person is known that was made on a day or later, within
    /// the last year; true also as long as nothing is known. What another program took in is known after
    /// [`Self::follow`].
    pub(super) fn may_have(&self, person: &PersonId, item: &ItemCode, since: Day) -> bool {
        let latest = self.latest.read().unwrap_or_else(PoisonError::into_inner);
        let Some(latest) = latest.as_ref() else { return true };
        let day = latest.get(&digest(person.as_str(), item.national()));
        day.is_some_and(|day| *day >= since)
    }

    /// Reads what came into the books since the last time; at first the reports of a year.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]; what was known stays.
    pub(super) async fn follow(&self, ledger: &Ledger, today: Day) -> Result<(), LedgerError> {
        let mut read_up_to = self.read_up_to.lock().await;
        let mut new = Vec::new();
        // The rows of books that were older than this number have the number 0.
        let row = read_up_to.unwrap_or(-1);
        let last = ledger.reports_since(row, today.plus_days(-YEAR), |person, item, day| {
            new.push((digest(person, item), day));
        });
        *read_up_to = Some(last.await?);
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        let latest = latest.get_or_insert_default();
        for (digest, day) in new {
            let known = latest.entry(digest).or_insert(day);
            *known = day.max(*known);
        }
        Ok(())
    }
}

fn digest(person: &str, item: &str) -> u64 {
    let mut state = DefaultHasher::new();
    (person, item).hash(&mut state);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::{Actor, Place, Role, UserId};
    use conduct::recognition::Report;
    use domain::{InstitutionCode, Moment};
    use ledger::Viewer;

    const CT: &str = "012201000010000";
    const CT_IN_A_PROVINCE: &str = "012201000010000-220100001";
    const MR: &str = "012202000010000";

    #[tokio::test]
    async fn whoever_has_no_report_of_the_last_year_need_not_be_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("books.db").display());
        let ledger = Ledger::open(&address).await.unwrap();
        let now = Moment::parse("2026-11-24 09:00:00").unwrap();
        let home = InstitutionCode::new("H1");
        let office = Viewer::at_place(Actor {
            user: UserId::from("医保办"),
            role: Role::InsuranceOffice,
            place: Place::Institution { code: home.clone() },
        });
        let bring = async |number: &str, person: &str, on: &str| {
            let report = Report {
                number: number.to_owned(),
                institution: home.clone(),
                person: PersonId::new(person),
                item: ItemCode::new(CT),
                reported_on: Day::parse(on).unwrap(),
                mark: String::new(),
                quality_assessed: true,
                images: true,
            };
            let kept = ledger.write(&office, now, async |writing| {
                writing.put_reports(&home, &[report]).await
            });
            kept.await.unwrap();
        };
        let (reported, today) = (Reported::default(), now.day());
        let since = |person: &str, item: &str, days: i32| {
            reported.may_have(&PersonId::new(person), &ItemCode::new(item), today.plus_days(-days))
        };
        let may_have = |person: &str, item: &str| since(person, item, 365);
        bring("R1", "P1", "2026-11-01").await;
        bring("R2", "P2", "2024-11-01").await;
        assert!(may_have("P9", CT), "nothing is known yet");
        reported.follow(&ledger, today).await.unwrap();
        assert!(may_have("P1", CT));
        assert!(
            may_have("P1", CT_IN_A_PROVINCE),
            "an item is known by its national code"
        );
        assert!(since("P1", CT, 23) && !since("P1", CT, 22), "made on the first");
        assert!(!may_have("P1", MR));
        assert!(!may_have("P2", CT), "no list recognises it for so long");
        assert!(!may_have("P9", CT));
        bring("R3", "P9", "2026-11-23").await;
        // The number of an earlier report, of somebody else now.
        bring("R1", "P3", "2026-11-23").await;
        assert!(!may_have("P9", CT));
        reported.follow(&ledger, today).await.unwrap();
        assert!(may_have("P9", CT) && may_have("P3", CT));
    }
}
