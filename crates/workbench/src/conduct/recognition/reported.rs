//! Of whom there are reports, held in memory: most who are examined have none that need not be made again,
//! and that is to be known without asking the books.

use domain::{Day, ItemCode, PersonId};
use ledger::{Ledger, LedgerError};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{PoisonError, RwLock};

/// No list recognises a report for longer than a year.
const YEAR: i32 = 366;

/// 已有报告的人员和项目 · eight bytes each. Two that share a digest cost a question, and no answer is wrong.
#[derive(Debug, Default)]
pub(super) struct Reported {
    /// absent until the books have been read
    digests: RwLock<Option<HashSet<u64>>>,
    /// the row of the trail up to which they were read, held by who reads
    read_up_to: tokio::sync::Mutex<Option<i64>>,
}

impl Reported {
    /// False where no report of the last year on this item of this person is known; true also as long as
    /// nothing is known. What another program took in is known after [`Self::follow`].
    pub(super) fn may_have(&self, person: &PersonId, item: &ItemCode) -> bool {
        let digests = self.digests.read().unwrap_or_else(PoisonError::into_inner);
        match digests.as_ref() {
            Some(digests) => digests.contains(&digest(person.as_str(), item.national())),
            None => true,
        }
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
        let last = ledger.reports_since(row, today.plus_days(-YEAR), |person, item| new.push(digest(person, item)));
        *read_up_to = Some(last.await?);
        let mut digests = self.digests.write().unwrap_or_else(PoisonError::into_inner);
        digests.get_or_insert_default().extend(new);
        Ok(())
    }
}

fn digest(person: &str, item: &str) -> u64 {
    let mut state = DefaultHasher::new();
    (person, item).hash(&mut state);
    state.finish()
}
