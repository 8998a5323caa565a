//! Pieces of work, taken by several threads in turn.

use crate::LakeError;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` says of every piece, which it is given with its number, in their order. Each thread has room of
/// its own to work in. Where one fails, the others begin nothing more.
pub(crate) fn in_turns<P: Sync, R: Default, T: Send>(
    threads: usize,
    pieces: &[P],
    work: impl Fn(usize, &P, &mut R) -> Result<T, LakeError> + Sync,
) -> Result<Vec<T>, LakeError> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let (mut room, mut done) = (R::default(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(number) else {
                return Ok(done);
            };
            let result = work(number, piece, &mut room).inspect_err(|_| next.store(pieces.len(), Ordering::Relaxed))?;
            done.push((number, result));
        }
    };
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers
            .into_iter()
            .map(join)
            .collect::<Result<Vec<Vec<(usize, T)>>, LakeError>>()
    });
    let mut done: Vec<(usize, T)> = done?.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Pieces of these sizes that are done at once: neighbours, as many as together are at most so large; a larger piece
/// may stand beside empty ones alone. None where every piece is empty.
pub(crate) fn stretches(sizes: impl IntoIterator<Item = u64>, most: u64) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let (mut from, mut held, mut pieces) = (0, 0, 0);
    for size in sizes {
        if held > 0 && held + size > most {
            stretches.push(from..pieces);
            (from, held) = (pieces, 0);
        }
        held += size;
        pieces += 1;
    }
    stretches.extend((held > 0).then_some(from..pieces));
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_done_at_once() {
        assert_eq!(stretches([3, 4, 3, 1], 10), [0..3, 3..4]);
        assert_eq!(stretches([0, 12, 0, 5, 5], 10), [0..2, 2..5]);
        assert!(stretches([0, 0], 10).is_empty());
        assert!(stretches([], 10).is_empty());
    }

    #[test]
    fn results_come_in_order_whoever_makes_them() {
        let pieces: Vec<u32> = (0..50).collect();
        let squares = in_turns(3, &pieces, |_, piece, _: &mut ()| Ok(piece * piece)).unwrap();
        assert_eq!(squares, (0..50).map(|number| number * number).collect::<Vec<_>>());
        assert!(
            in_turns(3, &[0; 0], |number, _, _: &mut ()| Ok(number))
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn after_a_failure_nothing_more_is_begun() {
        let begun = AtomicUsize::new(0);
        let failed = in_turns(2, &[(); 1_000_000], |number, (), _: &mut ()| {
            begun.fetch_add(1, Ordering::Relaxed);
            match number {
                7 => Err(LakeError::TooMany("行")),
                _ => Ok(()),
            }
        });
        assert!(failed.is_err());
        assert!(begun.into_inner() < 1_000_000);
    }
}
