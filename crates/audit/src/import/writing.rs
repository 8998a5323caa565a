//! Parts on their way into the storage: whoever makes them goes on while they are written, because a
//! disk that makes a file last keeps nobody else from working.

use crate::LakeError;
use crate::manifest::Part;
use crate::storage::Storage;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Takes encoded parts.
#[derive(Debug)]
pub(crate) struct Writing {
    send: SyncSender<(String, Vec<u8>)>,
    failed: Arc<AtomicBool>,
}

impl Writing {
    /// Hands over a part. It is in the storage once [`beside`] has returned.
    pub fn keep(&self, (part, bytes): (Part, Vec<u8>)) -> Result<Part, LakeError> {
        // Where a write has failed, its error is the one that is reported.
        let stopped = || LakeError::damaged(&part.path, "写入中断");
        if self.failed.load(Ordering::Relaxed) {
            return Err(stopped());
        }
        self.send.send((part.path.clone(), bytes)).map_err(|_| stopped())?;
        Ok(part)
    }
}

/// Does some work whose parts are written by so many threads of their own; returns when all are written.
pub(crate) fn beside<T>(
    storage: &dyn Storage,
    threads: usize,
    work: impl FnOnce(&Writing) -> Result<T, LakeError>,
) -> Result<T, LakeError> {
    let threads = threads.max(1);
    let (send, receive) = sync_channel(threads);
    let receive = Arc::new(Mutex::new(receive));
    let writing = Writing {
        send,
        failed: Arc::default(),
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..threads)
            .map(|_| {
                let (receive, failed) = (receive.clone(), writing.failed.clone());
                scope.spawn(move || write(storage, &receive, &failed))
            })
            .collect();
        // Once no writer is left, nobody waits for one.
        drop(receive);
        let done = work(&writing);
        drop(writing);
        let written: Result<(), LakeError> = writers
            .into_iter()
            .try_for_each(|writer| writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        written.and(done)
    })
}

/// Writes until there is nothing more to come. After a failure the rest is taken and thrown away, so
/// that nobody waits to hand it over.
fn write(
    storage: &dyn Storage,
    receive: &Mutex<Receiver<(String, Vec<u8>)>>,
    failed: &AtomicBool,
) -> Result<(), LakeError> {
    let mut outcome = Ok(());
    loop {
        let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((path, bytes)) = next else {
            return outcome;
        };
        if outcome.is_ok() && !failed.load(Ordering::Relaxed) {
            outcome = storage.write(&path, bytes.into());
            failed.fetch_or(outcome.is_err(), Ordering::Relaxed);
        }
    }
}
