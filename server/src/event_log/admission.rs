//! Whether an append fits behind what is there: the one judgement of every log.

use std::collections::BTreeMap;

use etappe_protocol::id::{OpId, StreamId};
use etappe_protocol::revision::Revision;

use super::{Alteration, Append, AppendError, Rewrite};

/// Heads of streams as they are after everything admitted so far.
pub(super) type Heads = BTreeMap<StreamId, Revision>;

/// Judges `append` against the `head` of its stream.
///
/// # Errors
/// [`AppendError::Conflict`] when the head is another one or `is_known` knows one of the op ids;
/// [`AppendError::Unavailable`] when the call contradicts itself or `is_known` cannot tell.
pub(super) fn judge(
    append: &Append,
    head: Revision,
    mut is_known: impl FnMut(OpId) -> Result<bool, String>,
) -> Result<(), AppendError> {
    if let Some(contradiction) = contradiction(append) {
        return Err(AppendError::Unavailable(contradiction.to_owned()));
    }
    if append.expected != head {
        return Err(AppendError::Conflict { head });
    }
    for (index, commit) in append.commits.iter().enumerate() {
        let twice = append.commits[..index].iter().any(|earlier| earlier.op_id == commit.op_id);
        if twice || is_known(commit.op_id).map_err(AppendError::Unavailable)? {
            return Err(AppendError::Conflict { head });
        }
    }
    Ok(())
}

/// Judges a rewrite against the durable `head` of its stream.
///
/// # Errors
/// [`AppendError::Conflict`] when the head is another one; [`AppendError::Unavailable`] when the call contradicts itself.
pub(super) fn judge_rewrite(rewrite: &Rewrite, head: Revision) -> Result<(), AppendError> {
    if rewrite.expected != head {
        return Err(AppendError::Conflict { head });
    }
    match &rewrite.alteration {
        Alteration::Delete => Ok(()),
        Alteration::Redact { replaced, commits } => {
            let fits = replaced.iter().all(|(revision, commit)| {
                commit.revision == *revision
                    && commit.stream == rewrite.stream
                    && *revision <= head
                    && commit.kept.is_some()
            });
            if !fits {
                return Err(AppendError::Unavailable("a replacement of something else".to_owned()));
            }
            let (stream, expected, commits) = (rewrite.stream, rewrite.expected, commits.clone());
            judge(&Append { stream, expected, commits, head: None }, head, |_| Ok(false))
        }
    }
}

/// What makes the call impossible whatever the head is.
fn contradiction(append: &Append) -> Option<&'static str> {
    if append.commits.is_empty() {
        return Some("an append without commits");
    }
    let mut revision = append.expected;
    for commit in &append.commits {
        revision = revision.next();
        if commit.stream != append.stream || commit.revision != revision {
            return Some("an append whose commits do not follow each other");
        }
    }
    match &append.head {
        Some(head) if head.stream != append.stream || head.revision != revision => {
            Some("an append whose chain head is not that of its last commit")
        }
        Some(_) | None => None,
    }
}
