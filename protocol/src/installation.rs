//! The installation: the regions of a programme, its cycles and its analyses. One stream, named
//! [`crate::id::StreamId::INSTALLATION`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::{Meta, Stamp, Stamped};
use crate::codec::{self, CodecError};
use crate::cycle::text;
use crate::event::{EventError, EventKind};
use crate::id::{ActorId, RegionId, StreamId};
use crate::ledger::Aggregate;
use crate::limits;
use crate::rejection::Rejection;
use crate::revision::Revision;

/// Everything that is true of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstallationState {
    /// Regions by id, with their names.
    pub regions: BTreeMap<RegionId, Stamped<String>>,
    /// Cycles, each with its region.
    pub cycles: BTreeMap<StreamId, ListedCycle>,
    /// Analyses, each with who carries the project.
    pub analyses: BTreeMap<StreamId, ListedAnalysis>,
}

/// A cycle as the installation knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedCycle {
    /// Where it takes place.
    pub region: RegionId,
    /// When it was listed, and by whom.
    pub listed: Stamp,
}

/// An analysis as the installation knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedAnalysis {
    /// Who carries the project: an association, a library, a school. May be empty.
    pub initiative: String,
    /// When it was listed, and by whom.
    pub listed: Stamp,
}

/// A wish about the installation. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstallationOp {
    /// Add a region, or call it differently.
    NameRegion {
        /// Which region; random and new for a new one.
        region: RegionId,
        /// What it is called.
        name: String,
        /// Revision of its name that the author had seen, 0 for none.
        seen: Revision,
    },
    /// List a cycle; only the server hands this in, behind its creation.
    ListCycle {
        /// Which cycle.
        cycle: StreamId,
        /// Where it takes place.
        region: RegionId,
    },
    /// List an analysis; only the server hands this in, behind its creation.
    ListAnalysis {
        /// Which analysis.
        analysis: StreamId,
        /// Who carries the project; may be empty.
        initiative: String,
    },
}

/// A fact of the installation, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstallationEvent {
    /// A region has a name.
    RegionNamed(RegionNamedV1),
    /// There is a cycle.
    CycleListed(CycleListedV1),
    /// There is an analysis.
    AnalysisListed(AnalysisListedV1),
}

/// Body of `RegionNamed`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionNamedV1 {
    /// Which region.
    pub region: RegionId,
    /// 1 to [`limits::TITLE_CHARS`] scalar values.
    pub name: String,
}

/// Body of `CycleListed`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleListedV1 {
    /// Which cycle.
    pub cycle: StreamId,
    /// Where it takes place.
    pub region: RegionId,
}

/// Body of `AnalysisListed`, schema 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisListedV1 {
    /// Which analysis.
    pub analysis: StreamId,
    /// 0 to [`limits::TITLE_CHARS`] scalar values.
    pub initiative: String,
}

impl InstallationEvent {
    /// Smallest type number of the installation's events.
    pub const FIRST: u16 = 200;

    /// The numbers under which this event is stored.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        let event_type = match self {
            Self::RegionNamed(_) => Self::FIRST,
            Self::CycleListed(_) => 201,
            Self::AnalysisListed(_) => 202,
        };
        EventKind { event_type, schema: 1 }
    }
}

impl Aggregate for InstallationState {
    type Op = InstallationOp;
    type Event = InstallationEvent;

    fn decide(&self, actor: ActorId, op: InstallationOp) -> Result<InstallationEvent, Rejection> {
        match op {
            InstallationOp::NameRegion { region, name, seen } => {
                let name = text(&name, limits::TITLE_CHARS)?;
                match self.regions.get(&region) {
                    Some(held)
                        if seen < held.stamp.revision && held.stamp.actor != actor && held.value != name =>
                    {
                        return Err(Rejection::ChangedSince);
                    }
                    Some(_) => {}
                    None if limits::REGIONS <= self.regions.len() => return Err(Rejection::TooMany),
                    None => {}
                }
                Ok(InstallationEvent::RegionNamed(RegionNamedV1 { region, name }))
            }
            InstallationOp::ListCycle { cycle, region } => {
                if !self.regions.contains_key(&region) {
                    return Err(Rejection::NotListed);
                }
                if self.cycles.contains_key(&cycle) {
                    return Err(Rejection::AlreadyExists);
                }
                if limits::LISTED <= self.cycles.len() {
                    return Err(Rejection::TooMany);
                }
                Ok(InstallationEvent::CycleListed(CycleListedV1 { cycle, region }))
            }
            InstallationOp::ListAnalysis { analysis, initiative } => {
                let initiative = initiative.trim().to_owned();
                if limits::TITLE_CHARS < initiative.chars().count() {
                    return Err(Rejection::TextTooLong);
                }
                if self.analyses.contains_key(&analysis) {
                    return Err(Rejection::AlreadyExists);
                }
                if limits::LISTED <= self.analyses.len() {
                    return Err(Rejection::TooMany);
                }
                Ok(InstallationEvent::AnalysisListed(AnalysisListedV1 { analysis, initiative }))
            }
        }
    }

    fn apply(&mut self, meta: Meta, event: &InstallationEvent) {
        let stamp = Stamp::from(meta);
        match event {
            InstallationEvent::RegionNamed(named) => {
                self.regions.insert(named.region, Stamped { value: named.name.clone(), stamp });
            }
            InstallationEvent::CycleListed(listed) => {
                self.cycles.insert(listed.cycle, ListedCycle { region: listed.region, listed: stamp });
            }
            InstallationEvent::AnalysisListed(listed) => {
                let analysis = ListedAnalysis { initiative: listed.initiative.clone(), listed: stamp };
                self.analyses.insert(listed.analysis, analysis);
            }
        }
    }

    fn encode(event: &InstallationEvent) -> Result<(EventKind, Vec<u8>), CodecError> {
        let body = match event {
            InstallationEvent::RegionNamed(body) => codec::encode(body),
            InstallationEvent::CycleListed(body) => codec::encode(body),
            InstallationEvent::AnalysisListed(body) => codec::encode(body),
        }?;
        if limits::EVENT_BODY_BYTES < body.len() {
            Err(CodecError::TooLong)
        } else {
            Ok((event.kind(), body))
        }
    }

    fn decode(kind: EventKind, body: &[u8]) -> Result<InstallationEvent, EventError> {
        if limits::EVENT_BODY_BYTES < body.len() {
            return Err(CodecError::TooLong.into());
        }
        Ok(match (kind.event_type, kind.schema) {
            (Self::Event::FIRST, 1) => InstallationEvent::RegionNamed(codec::decode(body)?),
            (201, 1) => InstallationEvent::CycleListed(codec::decode(body)?),
            (202, 1) => InstallationEvent::AnalysisListed(codec::decode(body)?),
            _ => return Err(EventError::Unknown(kind)),
        })
    }
}
