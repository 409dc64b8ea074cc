//! Everything that is folded in, and what of it is not stored yet. Used by the live server and by a rebuild alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::CycleEvent;
use etappe_protocol::event::{Event, InsightLevel, MilestonePinnedV1};
use etappe_protocol::id::StreamId;
use etappe_protocol::revision::Revision;
use tracing::error;

use super::milestones;
use super::store::ViewKey;
use super::team::{Gap, TeamView};
use crate::event_log::redb::Changes;
use crate::event_log::{Entry, Position};
use crate::stream::Catalogues;

/// The views of all analyses that were lately folded.
#[derive(Debug, Default)]
pub(super) struct Folded {
    teams: BTreeMap<StreamId, Held>,
    /// Sheets that are not stored yet.
    sheets: BTreeMap<ViewKey, Vec<u8>>,
    /// Who lets whom replay; all of it, however few teams are held.
    replays: BTreeMap<StreamId, BTreeSet<StreamId>>,
    /// Replay grants given or taken that are not stored yet.
    regranted: BTreeSet<(StreamId, StreamId)>,
    /// Counts changes of teams.
    version: u64,
    /// Everything up to here is in it.
    reached: Position,
}

#[derive(Debug)]
struct Held {
    team: Arc<TeamView>,
    /// When it last changed, as a [`Folded::version`].
    version: u64,
    is_stored: bool,
}

/// What is left to do behind a page.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// Pins of a revision that had passed when they were made: their sheets need a look into the log.
    pub(super) pins: Vec<(StreamId, MilestonePinnedV1)>,
    /// Cycles whose coordinators may replay more, or less, than before.
    pub(super) regranted: BTreeSet<StreamId>,
}

impl Folded {
    /// Views that are stored up to `reached`.
    pub(super) fn stored(reached: Position, replays: impl IntoIterator<Item = (StreamId, StreamId)>) -> Self {
        let mut folded = Self { reached, ..Self::default() };
        for (analysis, cycle) in replays {
            folded.replays.entry(analysis).or_default().insert(cycle);
        }
        folded
    }

    pub(super) const fn reached(&self) -> Position {
        self.reached
    }

    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    /// A team that is held.
    pub(super) fn team(&self, analysis: StreamId) -> Option<Arc<TeamView>> {
        self.teams.get(&analysis).map(|held| Arc::clone(&held.team))
    }

    /// When a team that is held last changed, as a [`Self::version`].
    pub(super) fn version_of(&self, analysis: StreamId) -> Option<u64> {
        self.teams.get(&analysis).map(|held| held.version)
    }

    /// Takes a team from the store; only for whoever folds, so that it never takes an old one.
    pub(super) fn restore(&mut self, analysis: StreamId, team: TeamView) {
        self.teams.insert(analysis, Held { team: Arc::new(team), version: 0, is_stored: true });
    }

    /// The teams that are held.
    pub(super) fn teams(&self) -> impl Iterator<Item = &Arc<TeamView>> {
        self.teams.values().map(|held| &held.team)
    }

    /// Sheets that are not stored yet, taken out.
    pub(super) fn take_sheets(&mut self) -> BTreeMap<ViewKey, Vec<u8>> {
        std::mem::take(&mut self.sheets)
    }

    /// Sheets of an analysis that are not stored yet.
    pub(super) fn sheets_of(&self, analysis: StreamId) -> Vec<(ViewKey, Vec<u8>)> {
        let of = |key: &ViewKey| matches!(key, ViewKey::Sheet(of, _) if *of == analysis);
        self.sheets.iter().filter(|(key, _)| of(key)).map(|(key, sheet)| (*key, sheet.clone())).collect()
    }

    /// Whether the team lets the coordinators of one of these cycles replay.
    pub(super) fn replays(&self, cycles: &[StreamId], analysis: StreamId) -> bool {
        self.replays.get(&analysis).is_some_and(|granted| cycles.iter().any(|cycle| granted.contains(cycle)))
    }

    /// Analyses of a page that are not here, so that they can be taken from the store first.
    pub(super) fn missing(&self, page: &[(Position, Entry)]) -> BTreeSet<StreamId> {
        let analyses = page.iter().filter_map(|(_, entry)| of_analysis(entry)).map(|commit| commit.stream);
        analyses.filter(|analysis| !self.teams.contains_key(analysis)).collect()
    }

    /// Analyses whose texts were made unreadable in a page, with the revision before their first commit in it: what
    /// is held of them was made of the old texts.
    pub(super) fn redacted(page: &[(Position, Entry)]) -> BTreeMap<StreamId, Revision> {
        let commits = || page.iter().filter_map(|(_, entry)| of_analysis(entry));
        let is_redaction = |commit: &&Commit| commit.kind.event_type == Event::REDACTED;
        let redacted: BTreeSet<_> = commits().filter(is_redaction).map(|commit| commit.stream).collect();
        // From the back, so that the first commit of each has the last word.
        let of_redacted = commits().rev().filter(|commit| redacted.contains(&commit.stream));
        of_redacted.map(|commit| (commit.stream, Revision(commit.revision.0.saturating_sub(1)))).collect()
    }

    /// Folds a page in, except for what it says is left.
    ///
    /// # Errors
    /// [`Gap`]: these are no views of this log; to be thrown away.
    pub(super) fn fold(&mut self, page: &[(Position, Entry)], catalogues: &Catalogues) -> Result<Rest, Gap> {
        let mut rest = Rest::default();
        for (_, entry) in page {
            if let Some(commit) = of_analysis(entry) {
                self.fold_one(commit, catalogues, &mut rest)?;
            }
        }
        Ok(rest)
    }

    fn fold_one(&mut self, commit: &Commit, catalogues: &Catalogues, rest: &mut Rest) -> Result<(), Gap> {
        let analysis = commit.stream;
        let held = self.teams.entry(analysis).or_insert_with(|| Held {
            team: Arc::default(),
            version: 0,
            is_stored: false,
        });
        let team = Arc::make_mut(&mut held.team);
        let before = team.state.revision;
        let pin = team.fold(commit)?;
        self.version += 1;
        held.version = self.version;
        held.is_stored = false;
        if !team.state.enrolments.is_empty() {
            let team = Arc::clone(&held.team);
            self.note_grants(analysis, &team.state, rest);
        }
        match pin {
            Some(pin) if pin.at_revision == before => {
                if let Some(team) = self.team(analysis) {
                    self.add_sheet(analysis, &pin, &team.state, catalogues);
                }
            }
            Some(pin) => rest.pins.push((analysis, pin)),
            None => {}
        }
        Ok(())
    }

    fn note_grants(&mut self, analysis: StreamId, state: &AnalysisState, rest: &mut Rest) {
        for cycle in state.enrolments.keys() {
            let is_granted = state.insight(*cycle) == Some(InsightLevel::Replay);
            let granted = self.replays.get(&analysis).is_some_and(|granted| granted.contains(cycle));
            if is_granted == granted {
                continue;
            }
            let grants = self.replays.entry(analysis).or_default();
            if is_granted {
                grants.insert(*cycle);
            } else {
                grants.remove(cycle);
            }
            if grants.is_empty() {
                self.replays.remove(&analysis);
            }
            self.regranted.insert((analysis, *cycle));
            rest.regranted.insert(*cycle);
        }
    }

    /// Adds the sheet of a pin; `state` is that of exactly the pinned revision.
    pub(super) fn add_sheet(
        &mut self,
        analysis: StreamId,
        pin: &MilestonePinnedV1,
        state: &AnalysisState,
        catalogues: &Catalogues,
    ) {
        let Some(held) = self.teams.get_mut(&analysis) else { return };
        // At revision 0 there is no edition yet; the one that the analysis began with is then meant.
        let created = state.created.as_ref().or(held.team.state.created.as_ref());
        let catalogue =
            created.and_then(|created| catalogues.get(&created.catalogue_key, created.catalogue_edition));
        let Some(catalogue) = catalogue else {
            error!(stream.id = %analysis, "no sheet: the questionnaire is not installed");
            return;
        };
        let key = milestones::key(pin);
        let sheet = milestones::sheet(&catalogue, state, analysis, pin);
        let sheet = sheet.map_err(|error| error.to_string()).and_then(|sheet| {
            let bytes = sheet.encode().map_err(|error| error.to_string())?;
            Ok((milestones::main_criteria(&sheet.criteria), bytes))
        });
        match sheet {
            Ok((scores, bytes)) => {
                Arc::make_mut(&mut held.team).scores.insert(key, scores);
                self.version += 1;
                held.version = self.version;
                held.is_stored = false;
                self.sheets.insert(ViewKey::Sheet(analysis, key), bytes);
            }
            Err(error) => error!(stream.id = %analysis, %error, "no sheet"),
        }
    }

    /// Everything up to here is in it now.
    pub(super) const fn reach(&mut self, reached: Position) {
        self.reached = reached;
    }

    /// What is to be stored at [`Self::reached`].
    pub(super) fn changes(&self) -> Changes {
        let teams = self.teams.iter().filter(|(_, held)| !held.is_stored);
        let teams =
            teams.map(|(analysis, held)| (ViewKey::Team(*analysis).encode(), Some(held.team.encode())));
        let sheets = self.sheets.iter().map(|(key, sheet)| (key.encode(), Some(sheet.clone())));
        let grants = self.regranted.iter().map(|(analysis, cycle)| {
            let granted = self.replays(&[*cycle], *analysis);
            (ViewKey::Replay(*analysis, *cycle).encode(), granted.then(Vec::new))
        });
        teams.chain(sheets).chain(grants).collect()
    }

    /// [`Self::changes`] are stored; of the teams, no more than `keep` are held on.
    pub(super) fn note_stored(&mut self, keep: usize) {
        self.sheets.clear();
        self.regranted.clear();
        self.teams.values_mut().for_each(|held| held.is_stored = true);
        if keep < self.teams.len() {
            let mut versions: Vec<_> = self.teams.values().map(|held| held.version).collect();
            versions.sort_unstable_by(|a, b| b.cmp(a));
            let oldest = versions.get(keep).copied().unwrap_or(0);
            self.teams.retain(|_, held| oldest < held.version);
        }
    }
}

/// The commit of an analysis, and not one of a cycle or of the installation.
fn of_analysis(entry: &Entry) -> Option<&Commit> {
    match entry {
        Entry::Commit(commit) if commit.kind.event_type < CycleEvent::CREATED => Some(commit),
        Entry::Commit(_) | Entry::Head(_) | Entry::Gone => None,
    }
}
