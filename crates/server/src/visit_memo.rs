//! 已记就诊 · Which visits the store was told of already, so that the same orders checked again,
//! the most common call of all, cost the store nothing but their record.
//!
//! A memo may forget at any time: the store then merely hears again what it knows.

use domain::{Encounter, Record};
use foldhash::quality::RandomState;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Encounters remembered; when full, the memo starts afresh.
const ENCOUNTERS_MAX: usize = 100_000;

/// Digests of the latest visit of each encounter.
#[derive(Debug, Default)]
pub(crate) struct VisitMemo {
    hashing: RandomState,
    known: Mutex<Known>,
    /// how often everything had to be forgotten; apart, so that whoever notices need not wait
    forgotten: AtomicU64,
}

#[derive(Debug, Default)]
struct Known {
    digests: HashMap<u64, u64>,
    /// what the store had failed to keep when the memo was last sure of itself
    failures: u64,
    /// what [`VisitMemo::forgotten`] was then
    forgotten: u64,
}

/// What the memo saw of a visit.
#[derive(Debug)]
pub(crate) struct Seen {
    /// the visit's encounters
    places: Vec<u64>,
    /// none for a message with several encounters: those are rare and not worth a digest of everything
    digest: Option<u64>,
    /// true where the store was told exactly this about the encounter the last time
    pub(crate) is_known: bool,
}

impl VisitMemo {
    /// Looks whether the store was told this visit. Where its `failures` grow, nothing is sure.
    pub(crate) fn look(&self, visit: &Record, billed: bool, failures: u64) -> Seen {
        let place = |encounter: &Encounter| {
            self.hashing
                .hash_one((&visit.person.id, &encounter.id, &encounter.institution.code))
        };
        let places: Vec<u64> = visit.encounters.iter().map(place).collect();
        let digest = (places.len() == 1).then(|| self.digest(visit, billed));
        let known = self.sure(failures);
        let told = places.first().and_then(|place| known.digests.get(place)).copied();
        Seen {
            is_known: digest.is_some() && told == digest,
            places,
            digest,
        }
    }

    /// Tells the store by `tell`, and notes it where the store accepts. Of two calls about one encounter
    /// the store and the memo keep the same one as the later.
    pub(crate) fn tell<E>(&self, seen: Seen, failures: u64, tell: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut known = self.sure(failures);
        tell()?;
        for place in seen.places {
            match seen.digest {
                Some(digest) => known.digests.insert(place, digest),
                None => known.digests.remove(&place),
            };
        }
        Ok(())
    }

    fn sure(&self, failures: u64) -> MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let forgotten = self.forgotten.load(Ordering::Acquire);
        if (known.failures, known.forgotten) != (failures, forgotten) || known.digests.len() >= ENCOUNTERS_MAX {
            *known = Known {
                digests: HashMap::new(),
                failures,
                forgotten,
            };
        }
        known
    }

    /// Forgets everything: the store has withdrawn lines by itself (3103 返回修改).
    pub(crate) fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
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

    /// Tells the memo of a visit, and whether it knew it.
    fn knows(memo: &VisitMemo, visit: &Record, billed: bool, failures: u64) -> bool {
        let seen = memo.look(visit, billed, failures);
        let known = seen.is_known;
        memo.tell(seen, failures, || Ok::<_, ()>(())).unwrap();
        known
    }

    #[test]
    fn only_the_very_same_visit_is_known() {
        let visit = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-03-02")]);
        let memo = VisitMemo::default();
        assert!(!knows(&memo, &visit, false, 0));
        assert!(knows(&memo, &visit, false, 0));
        let mut other = visit.clone();
        other.lines[0].quantity = domain::Quantity::from_units(2);
        assert!(!knows(&memo, &other, false, 0), "a changed quantity");
        assert!(!knows(&memo, &visit, false, 0), "changed back");
        assert!(!knows(&memo, &visit, true, 0), "charged now");
        assert!(!knows(&memo, &visit, false, 1), "the store failed to keep something");
        memo.forget();
        assert!(!knows(&memo, &visit, false, 1), "an order was taken back");
        assert!(knows(&memo, &visit, false, 1));
    }

    #[test]
    fn a_message_with_an_earlier_visit_makes_both_unsure() {
        let alone = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-03-02")]);
        let both = record(
            vec![encounter("D", "2026-02-01"), encounter("E", "2026-03-01")],
            vec![line("other", 1, "2026-03-02")],
        );
        let memo = VisitMemo::default();
        knows(&memo, &alone, false, 0);
        assert!(!knows(&memo, &both, false, 0));
        assert!(!knows(&memo, &both, false, 0));
        assert!(!knows(&memo, &alone, false, 0), "the store was told otherwise since");
    }

    #[test]
    fn what_the_store_did_not_take_is_not_known() {
        let visit = record(vec![encounter("E", "2026-03-01")], vec![line("L", 0, "2026-03-02")]);
        let memo = VisitMemo::default();
        let seen = memo.look(&visit, false, 0);
        assert_eq!(memo.tell(seen, 0, || Err("full")), Err("full"));
        assert!(!memo.look(&visit, false, 0).is_known);
        // Forgotten while the store is being told, as by its writer.
        let seen = memo.look(&visit, false, 0);
        let told = memo.tell(seen, 0, || {
            memo.forget();
            Ok::<_, ()>(())
        });
        assert_eq!(told, Ok(()));
        assert!(!memo.look(&visit, false, 0).is_known);
    }
}
