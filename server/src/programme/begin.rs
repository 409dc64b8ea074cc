//! Beginnings: a cycle, an analysis. First the thing itself, then the list that names it, so that nothing is listed
//! that is not there; who is interrupted in between asks again, and finds what is there.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::cycle::{CycleCreatedV1, CycleOp};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::installation::InstallationOp;
use etappe_protocol::limits;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::NewCycle;

use super::{Programme, ProgrammeError, derive};
use crate::access::{AuditKind, Entry};
use crate::event_log::AppendError;
use crate::stream::{CreateError, NewAnalysis, create_analysis};

/// An analysis to be begun.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Who begins it.
    pub actor: ActorId,
    /// Makes a repeat harmless.
    pub wish: OpId,
    /// The project, 1 to [`limits::TITLE_CHARS`] scalar values.
    pub title: String,
    /// Who carries the project; may be empty.
    pub initiative: String,
    /// The cycle that it is invited to at once, and whose questionnaire it takes.
    pub cycle: Option<StreamId>,
}

impl Programme {
    /// Changes the installation. Only regions are named from outside; cycles and analyses are listed when they begin.
    ///
    /// # Errors
    /// [`ProgrammeError`].
    pub async fn write_installation(
        &self,
        actor: ActorId,
        wish: OpId,
        op: InstallationOp,
    ) -> Result<Revision, ProgrammeError> {
        match op {
            InstallationOp::NameRegion { .. } => {
                Ok(self.installation.submit(StreamId::INSTALLATION, actor, wish, op).await?.revision)
            }
            InstallationOp::ListCycle { .. } | InstallationOp::ListAnalysis { .. } => {
                Err(Rejection::Forbidden.into())
            }
        }
    }

    /// Begins a cycle in a region.
    ///
    /// # Errors
    /// [`ProgrammeError`]; [`Rejection::NotListed`] for an unknown region.
    pub async fn begin_cycle(
        &self,
        actor: ActorId,
        wish: OpId,
        new: NewCycle,
    ) -> Result<StreamId, ProgrammeError> {
        let NewCycle { region, title } = new;
        if !self.installation().await?.state.regions.contains_key(&region) {
            return Err(Rejection::NotListed.into());
        }
        let catalogue = self.streams.catalogues().standard().ok_or(ProgrammeError::NoCatalogue)?;
        let hash = catalogue.hash().map_err(|error| ProgrammeError::Create(CreateError::Catalogue(error)))?;
        let created = CycleCreatedV1 {
            region,
            title,
            catalogue_key: catalogue.key.clone(),
            catalogue_edition: catalogue.edition,
            catalogue_hash: hash,
        };
        let cycle = derive::begun(actor, wish);
        self.cycles.submit(cycle, actor, wish, CycleOp::Create(created)).await?;
        if self.list(actor, wish, InstallationOp::ListCycle { cycle, region }).await? {
            self.audit.note(Entry::of(actor, AuditKind::CycleBegun).at(cycle)).await;
        }
        Ok(cycle)
    }

    /// Begins an analysis, lists it, and invites it to its cycle.
    ///
    /// # Errors
    /// [`ProgrammeError`]; nothing has begun then, unless it was the disk.
    pub async fn begin_analysis(&self, begin: Begin) -> Result<StreamId, ProgrammeError> {
        let Begin { actor, wish, title, initiative, cycle } = begin;
        let (title, initiative) = (title.trim().to_owned(), initiative.trim().to_owned());
        if title.is_empty() {
            return Err(Rejection::TextMissing.into());
        }
        if [&title, &initiative].iter().any(|text| limits::TITLE_CHARS < text.chars().count()) {
            return Err(Rejection::TextTooLong.into());
        }
        let analysis = derive::begun(actor, wish);
        let catalogue = self.catalogue_for(cycle, analysis).await?;
        let new = NewAnalysis { stream: analysis, actor, catalogue, title };
        match create_analysis(self.streams.log().as_ref(), &self.clock, new).await {
            // Begun before: by an earlier try of this wish.
            Ok(()) | Err(CreateError::Append(AppendError::Conflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
        if self.list(actor, wish, InstallationOp::ListAnalysis { analysis, initiative }).await? {
            let entry = Entry::of(actor, AuditKind::TeamBegun).to(analysis.0);
            self.audit.note(entry.at(cycle.unwrap_or(StreamId::INSTALLATION))).await;
        }
        if let Some(cycle) = cycle {
            self.cycles.submit(cycle, actor, wish, CycleOp::Invite { analysis }).await?;
        }
        Ok(analysis)
    }

    /// The questionnaire of the cycle; refuses before anything has begun that could not be invited.
    async fn catalogue_for(
        &self,
        cycle: Option<StreamId>,
        analysis: StreamId,
    ) -> Result<Arc<Catalogue>, ProgrammeError> {
        let catalogues = self.streams.catalogues();
        let Some(cycle) = cycle else { return catalogues.standard().ok_or(ProgrammeError::NoCatalogue) };
        let held = self.cycle(cycle).await?.ok_or(Rejection::NotListed)?;
        let state = &held.state;
        if !state.participations.contains_key(&analysis) {
            if state.archived.is_some() {
                return Err(Rejection::Archived.into());
            }
            if limits::ENROLMENTS <= state.participations.len() {
                return Err(Rejection::TooMany.into());
            }
        }
        let created = state.created.as_ref();
        let catalogue =
            created.and_then(|created| catalogues.get(&created.catalogue_key, created.catalogue_edition));
        catalogue.ok_or(ProgrammeError::NoCatalogue)
    }

    /// Lists something; `false` when it was listed before.
    async fn list(&self, actor: ActorId, wish: OpId, op: InstallationOp) -> Result<bool, ProgrammeError> {
        let listed = self.installation.submit_once(StreamId::INSTALLATION, actor, wish, op).await;
        match listed.map_err(Into::into) {
            Ok(submitted) => Ok(submitted.is_new),
            Err(ProgrammeError::Refused(Rejection::AlreadyExists)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
