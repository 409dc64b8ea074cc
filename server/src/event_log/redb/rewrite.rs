//! Rewriting: a whole new log file without what goes, and after it a new derived file.
//!
//! The new log stands complete on disk under another name before it takes the place of the old one with a rename, so a
//! crash leaves one or the other. The count of rewrites in both files says whether the derived file knows of the last
//! one; when a crash came between the two renames it does not, and is made anew at the next start.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use etappe_protocol::commit::Commit;
use etappe_protocol::revision::Revision;

use super::derived::{Derived, Reached, Without};
use super::error::StoreError;
use super::file::damaged;
use super::place::{Replaced, Which};
use super::recent::Item;
use super::shared::{Life, Shared, View};
use super::writer::Writer;
use crate::event_log::admission::judge_rewrite;
use crate::event_log::record::stream_of;
use crate::event_log::{Alteration, AppendError, Entry, ReadError, Rewrite};

impl Writer {
    /// Carries a rewrite out between two batches.
    pub(super) fn rewrite(&mut self, rewrite: &Rewrite) -> Result<(), AppendError> {
        let head = self.shared.view().head(rewrite.stream);
        judge_rewrite(rewrite, head)?;
        // From here to the end nothing is added to the index: this thread alone gives it work.
        self.await_whole_index();
        let (fresh, more) = match &rewrite.alteration {
            Alteration::Redact { commits, .. } => (
                commits.last().map(|commit| commit.revision),
                commits.iter().map(|c| Item::Commit(Arc::clone(c))).collect(),
            ),
            // Something new at the end, so that who watches for new entries hears of it.
            Alteration::Delete => (None, vec![Item::Gone]),
        };
        self.write_log(rewrite, &more)?;
        // The log is the new one now, and whatever goes wrong from here on leaves the derived file behind it.
        let derived = self.write_derived(rewrite);
        self.shared_is_new(rewrite, fresh, more);
        derived.map_err(|error| self.dies(&error.0))
    }

    fn write_log(&mut self, rewrite: &Rewrite, more: &[Item]) -> Result<(), AppendError> {
        let place = &self.shared.place;
        let not = |error: String| {
            place.abandon(Which::Log);
            AppendError::Unavailable(error)
        };
        let backend = place.begin(Which::Log).map_err(|error| not(error.to_string()))?;
        let more: Vec<_> = more.iter().map(Item::encode).collect();
        let mut left = replacements(&rewrite.alteration).len();
        let copied = self.shared.file.copy(
            backend,
            self.options.log_cache_bytes,
            |position, record| {
                if stream_of(record) != Some(rewrite.stream) {
                    return Ok(None);
                }
                let entry = Entry::decode(record).map_err(|error| damaged(position, &error))?;
                altered(rewrite, position, &entry, &mut left)
            },
            &more,
        );
        let (file, tail) = copied.map_err(|error| not(error.to_string()))?;
        if left != 0 {
            drop(file);
            return Err(not("a replacement of something that is not there".to_owned()));
        }
        match place.replace(Which::Log) {
            Ok(()) => {
                self.shared.file.go_on_with(file);
                self.tail = tail;
                Ok(())
            }
            Err(Replaced::Not(error)) => {
                drop(file);
                Err(not(error.to_string()))
            }
            Err(Replaced::Perhaps(error)) => Err(self.dies(&error.to_string())),
        }
    }

    fn write_derived(&self, rewrite: &Rewrite) -> Result<(), StoreError> {
        let Shared { file, derived, place, .. } = &*self.shared;
        let before = derived.reached()?;
        let record = file.record_at(before.position).map_err(|error| StoreError(error.to_string()))?;
        let record_hash = record.map_or(before.record_hash, |record| *blake3::hash(&record).as_bytes());
        let without = Without {
            stream: rewrite.stream,
            is_deleted: matches!(rewrite.alteration, Alteration::Delete),
            reached: Reached { record_hash, ..before },
            rewrites: file.rewrites()?,
        };
        // What is folded meanwhile from pages that were read before is not kept either.
        self.shared.count_forgotten();
        derived.replace(|old| {
            let backend = place.begin(Which::Derived).map_err(|error| StoreError(error.to_string()))?;
            let new = Derived::copy(old, backend, self.options.derived_cache_bytes, &without)?;
            place.replace(Which::Derived).map_err(|error| StoreError(format!("{error:?}")))?;
            Ok(new)
        })
    }

    /// What readers see from now on.
    fn shared_is_new(&mut self, rewrite: &Rewrite, fresh: Option<Revision>, more: Vec<Item>) {
        self.counters.retain(|(stream, _), _| *stream != rewrite.stream);
        let mut view = self.shared.view();
        match (&rewrite.alteration, fresh) {
            (Alteration::Redact { replaced, .. }, Some(head)) => {
                view.recent.replace(rewrite.stream, replaced);
                view.heads.insert(rewrite.stream, head);
            }
            (Alteration::Redact { .. } | Alteration::Delete, _) => {
                view.recent.remove(rewrite.stream);
                view.heads.remove(&rewrite.stream);
            }
        }
        more.into_iter().for_each(|item| view.recent.push(item));
        let last = view.recent.last();
        drop(view);
        self.shared.durable.send_replace(last);
        self.shared.turned.notify_all();
    }

    fn dies(&self, reason: &str) -> AppendError {
        self.shared.die(reason);
        AppendError::Unknown(reason.to_owned())
    }

    fn await_whole_index(&self) {
        let view = self.shared.view();
        let lagging = |view: &mut View| 0 < view.recent.unindexed() && view.life == Life::Open;
        drop(self.shared.turned.wait_while(view, lagging).unwrap_or_else(PoisonError::into_inner));
    }
}

static NOTHING: BTreeMap<Revision, Arc<Commit>> = BTreeMap::new();

fn replacements(alteration: &Alteration) -> &BTreeMap<Revision, Arc<Commit>> {
    match alteration {
        Alteration::Redact { replaced, .. } => replaced,
        Alteration::Delete => &NOTHING,
    }
}

/// What takes the place of an entry of the stream; counts the replacements that are still to come.
fn altered(
    rewrite: &Rewrite,
    position: u64,
    entry: &Entry,
    left: &mut usize,
) -> Result<Option<Vec<u8>>, ReadError> {
    match (&rewrite.alteration, entry) {
        (Alteration::Delete, _) => Ok(Some(Entry::Gone.encode())),
        (Alteration::Redact { replaced, .. }, Entry::Commit(commit)) => {
            let Some(new) = replaced.get(&commit.revision) else { return Ok(None) };
            if new.kept != Some(commit.accepted_hash()) {
                return Err(damaged(position, &"not what is to be replaced"));
            }
            *left = left.saturating_sub(1);
            Ok(Some(new.encode()))
        }
        (Alteration::Redact { .. }, Entry::Head(_) | Entry::Gone) => Ok(None),
    }
}

#[cfg(test)]
mod tests;
