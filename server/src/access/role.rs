//! What somebody is, and for what.

use serde::{Deserialize, Serialize};

/// What somebody is in a scope. The order is stored; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Edits an analysis: rates, writes, discusses.
    Member,
    /// Runs a cycle; of its teams it sees what each of them allows.
    Coordinator,
    /// Edits an analysis and decides who else may.
    Lead,
    /// Reads an analysis as it stands.
    Viewer,
    /// Reads an analysis as it stands, without names, for a day.
    Guest,
    /// Sees counts over cycles.
    ProgrammeLead,
    /// Sets up the installation and its people; reads no analysis.
    Operator,
}

/// What a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeKind {
    /// The whole installation, [`etappe_protocol::id::StreamId::INSTALLATION`].
    Installation,
    /// A cycle's stream.
    Cycle,
    /// An analysis' stream.
    Analysis,
}

impl Role {
    /// Every role, in stored order.
    pub const ALL: [Self; 7] = [
        Self::Member,
        Self::Coordinator,
        Self::Lead,
        Self::Viewer,
        Self::Guest,
        Self::ProgrammeLead,
        Self::Operator,
    ];

    /// As the browser is told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Coordinator => "coordinator",
            Self::Lead => "lead",
            Self::Viewer => "viewer",
            Self::Guest => "guest",
            Self::ProgrammeLead => "programme_lead",
            Self::Operator => "operator",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What the role is for.
    #[must_use]
    pub const fn kind(self) -> ScopeKind {
        match self {
            Self::Member | Self::Lead | Self::Viewer | Self::Guest => ScopeKind::Analysis,
            Self::Coordinator => ScopeKind::Cycle,
            Self::ProgrammeLead | Self::Operator => ScopeKind::Installation,
        }
    }

    /// Whether a link that many people use may give this role.
    #[must_use]
    pub const fn fits_team_link(self) -> bool {
        match self {
            Self::Member | Self::Viewer | Self::Guest => true,
            Self::Coordinator | Self::Lead | Self::ProgrammeLead | Self::Operator => false,
        }
    }

    /// Whether a scope must keep at least one person with this role.
    #[must_use]
    pub const fn must_stay(self) -> bool {
        match self {
            Self::Lead | Self::Operator => true,
            Self::Member | Self::Coordinator | Self::Viewer | Self::Guest | Self::ProgrammeLead => false,
        }
    }

    /// The one of two roles in one scope that allows more: a link never takes anything away.
    #[must_use]
    pub const fn stronger(self, other: Self) -> Self {
        if self.rank() < other.rank() { other } else { self }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Guest => 0,
            Self::Viewer => 1,
            Self::Member | Self::Coordinator | Self::ProgrammeLead => 2,
            Self::Lead | Self::Operator => 3,
        }
    }
}

impl ScopeKind {
    /// As the browser is told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Installation => "installation",
            Self::Cycle => "cycle",
            Self::Analysis => "analysis",
        }
    }
}
