//! Work shared by two threads, in the order of the items.
//!
//! Rank 1. Not by a pool: a pool's thread that waits for its share takes up any other work meanwhile, such as another city. It would
//! then wait for the mandate it is just reading itself, or stack one city upon another until its stack ends. A thread of a pool
//! has its share of the work already, and does what it has alone.

use std::sync::atomic::{AtomicUsize, Ordering};

/// As much as a program's first thread has: texts and formulas are nested as deeply wherever they are read.
pub(crate) const STACK: usize = 8 << 20;

/// Does `one` for every item; alone if a second thread would cost more than it saves.
pub(crate) fn side_by_side<T: Sync, R: Send>(items: &[T], worthwhile: bool, one: &(impl Fn(&T) -> R + Sync)) -> Vec<R> {
    if !worthwhile || items.len() < 2 || is_shared() {
        return items.iter().map(one).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::with_capacity(items.len());
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(item) = items.get(at)
        {
            done.push((at, one(item)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        // Without a second thread the first one does it all.
        let other = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let mut done = work();
        match other.map(std::thread::ScopedJoinHandle::join) {
            Some(Ok(theirs)) => done.extend(theirs),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => {}
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Both, the first on a thread of its own if there can be one.
pub(crate) fn beside<A: Send, B>(mut first: impl FnMut() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    if is_shared() {
        return (first(), second());
    }
    let (early, second) = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &mut first).ok();
        let second = second();
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Some(Ok(first)) => (Some(first), second),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => (None, second),
        }
    });
    (early.unwrap_or_else(first), second)
}

/// Whether the processors are shared out already.
fn is_shared() -> bool {
    rayon::current_thread_index().is_some()
}
