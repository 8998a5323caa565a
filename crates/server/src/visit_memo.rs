//! 已记就诊 · Which visits the store was told of already, so that the same orders checked again,
//! the most common call of all, cost the store nothing but their record.
//!
//! A memo may forget at any time: the store then merely hears again what it knows.

use domain::Record;
use foldhash::quality::RandomState;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// Encounters remembered; when full, the memo starts afresh.
const ENCOUNTERS_MAX: usize = 100_000;

/// Digests of the latest visit of each encounter.
#[derive(Debug, Default)]
pub(crate) struct VisitMemo {
    hashing: RandomState,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    digests: HashMap<u64, u64>,
    /// entries that the store had lost when the memo was last sure of itself
    lost: u64,
}

impl VisitMemo {
    /// True where the store was told exactly this about the encounter the last time. `lost` is the
    /// store's count of entries that never reached the disk: when it grows, nothing is sure.
    pub(crate) fn knows(&self, visit: &Record, billed: bool, lost: u64) -> bool {
        // Messages with history of their own are rare and not worth a digest of everything.
        let [encounter] = visit.encounters.as_slice() else {
            return false;
        };
        let place = self
            .hashing
            .hash_one((&visit.person.id, &encounter.id, &encounter.institution.code));
        let digest = self.digest(visit, billed);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.lost != lost || known.digests.len() >= ENCOUNTERS_MAX {
            *known = Known {
                digests: HashMap::new(),
                lost,
            };
        }
        known.digests.insert(place, digest) == Some(digest)
    }

    /// Forgets everything: the store has dropped proposals by itself (3103 返回修改).
    pub(crate) fn forget(&self) {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .digests
            .clear();
    }

    fn digest(&self, visit: &Record, billed: bool) -> u64 {
        let mut hasher = self.hashing.build_hasher();
        billed.hash(&mut hasher);
        for encounter in &visit.encounters {
            (encounter.setting, encounter.insurance, encounter.begin, encounter.end).hash(&mut hasher);
            (encounter.total, encounter.fund_paid, &encounter.special).hash(&mut hasher);
            (&encounter.department, &encounter.doctor, encounter.institution.level).hash(&mut hasher);
            for diagnosis in &encounter.diagnoses {
                (&diagnosis.code, diagnosis.principal).hash(&mut hasher);
            }
            for operation in encounter.operations.known().into_iter().flatten() {
                (&operation.code, operation.at, operation.principal).hash(&mut hasher);
            }
        }
        for line in &visit.lines {
            (
                &line.id,
                &line.reverses,
                &line.item,
                &line.name,
                (line.at, line.timing),
                line.until,
                line.kind,
            )
                .hash(&mut hasher);
            (line.quantity, line.price, line.amount, line.covered, line.list_price).hash(&mut hasher);
            (&line.prescription, &line.department, &line.doctor, line.title).hash(&mut hasher);
            (
                line.usage.single_dose,
                line.usage.times_per_day,
                line.usage.days,
                line.current,
            )
                .hash(&mut hasher);
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{encounter, line, record};

    #[test]
    fn only_the_very_same_visit_is_known() {
        let visit = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-03-02")]);
        let memo = VisitMemo::default();
        assert!(!memo.knows(&visit, false, 0));
        assert!(memo.knows(&visit, false, 0));
        let mut other = visit.clone();
        other.lines[0].quantity = domain::Quantity::from_units(2);
        assert!(!memo.knows(&other, false, 0), "a changed quantity");
        assert!(!memo.knows(&visit, false, 0), "changed back");
        assert!(!memo.knows(&visit, true, 0), "charged now");
        assert!(!memo.knows(&visit, false, 1), "the store lost something");
        memo.forget();
        assert!(!memo.knows(&visit, false, 1), "an order was taken back");
    }
}
