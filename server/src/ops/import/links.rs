//! How people come in again: an export names nobody, so whoever imports hands out links anew.

use std::path::Path;

use crate::access::{AccessError, Invite, People, Role};
use crate::clock::Clock;
use crate::export::StreamKind;

use super::ImportReport;

/// How long a link opens something, in milliseconds.
const LINK_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

/// A link for a lead of each analysis, and one for a coordinator of each cycle, that nobody runs here yet.
pub(super) fn make(data: &Path, report: &ImportReport) -> Result<Vec<String>, AccessError> {
    let people = People::open(&data.join("people.redb"))?;
    let expires_ms = Clock::System.now_ms().saturating_add(LINK_MS);
    let mut lines = Vec::new();
    for (stream, kind) in &report.streams {
        let role = match kind {
            StreamKind::Installation => continue,
            StreamKind::Cycle => Role::Coordinator,
            StreamKind::Analysis => Role::Lead,
        };
        if people.has_any(*stream, role)? {
            continue;
        }
        let made = people.invite(Invite::personal(role, vec![*stream], expires_ms))?;
        lines.push(format!("{kind} {stream}: /join#{}", made.token.secret()));
    }
    Ok(lines)
}
