//! The moments of a write at which the tests let something happen. In the program itself nothing does.

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The file was compared with what was read.
    Compared,
    /// The new text is on the disk, under a temporary name.
    Filled,
    /// The last comparison is done and the backup is made.
    Ready,
    /// Old and new have changed places.
    Exchanged,
    /// The directory is on the disk.
    Synced,
    /// What was displaced is what was expected.
    Looked,
    /// They have changed places once more, because the old was not what was expected.
    PutBack,
}

#[cfg(not(test))]
pub(super) fn reached(_: Step) {}

#[cfg(test)]
#[cfg_attr(not(unix), allow(unused_imports))]
pub(super) use hook::{at, everywhere, exchange_is_refused, reached, refuse_exchange};

#[cfg(test)]
#[cfg_attr(not(unix), allow(dead_code))]
mod hook {
    use super::Step;
    use std::cell::{Cell, RefCell};

    type Hook = Box<dyn FnMut(Step)>;

    thread_local! {
        static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
        static REFUSED: Cell<bool> = const { Cell::new(false) };
    }

    pub(in crate::fix::write) fn reached(step: Step) {
        // Taken out meanwhile: what the hook does may write as well.
        let Some(mut hook) = HOOK.with(|h| h.borrow_mut().take()) else { return };
        hook(step);
        HOOK.with(|h| {
            h.borrow_mut().get_or_insert(hook);
        });
    }

    /// Does something each time this thread gets to `step`; the argument counts from 0.
    pub(in crate::fix::write) fn at(step: Step, mut act: impl FnMut(usize) + 'static) {
        let mut count = 0;
        let hook = move |now: Step| {
            if now == step {
                act(count);
                count += 1;
            }
        };
        everywhere(hook);
    }

    /// Does something at each step of this thread.
    pub(in crate::fix::write) fn everywhere(hook: impl FnMut(Step) + 'static) {
        HOOK.with(|h| *h.borrow_mut() = Some(Box::new(hook)));
    }

    /// Makes this thread's file system one that cannot exchange.
    pub(in crate::fix::write) fn refuse_exchange(refuse: bool) {
        REFUSED.with(|r| r.set(refuse));
    }

    pub(in crate::fix::write) fn exchange_is_refused() -> bool {
        REFUSED.with(Cell::get)
    }
}
