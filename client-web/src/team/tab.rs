//! The pages of one analysis. They share a socket and a copy: turning from one to another loses nothing.

use etappe_protocol::id::StreamId;

/// One of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The sheet with its statements.
    #[default]
    Sheet,
    /// What the team has agreed to do.
    Measures,
    /// What the answers are worth.
    Scores,
    /// What changed between two points.
    Compare,
    /// Workshops, homework, and what the coordinators may see.
    Cycle,
    /// Who belongs to the team.
    People,
    /// What it said before.
    Replay,
}

impl Tab {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 7] =
        [Self::Sheet, Self::Measures, Self::Scores, Self::Compare, Self::Replay, Self::Cycle, Self::People];

    /// Whether it is for those with the right to history only.
    #[must_use]
    pub const fn is_history(self) -> bool {
        match self {
            Self::Compare | Self::Replay => true,
            Self::Sheet | Self::Measures | Self::Scores | Self::Cycle | Self::People => false,
        }
    }

    /// The word in the address; empty for the sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sheet => "",
            Self::Measures => "measures",
            Self::Scores => "scores",
            Self::Compare => "compare",
            Self::Cycle => "cycle",
            Self::People => "people",
            Self::Replay => "replay",
        }
    }

    /// The address of this page of an analysis.
    #[must_use]
    pub fn path(self, stream: StreamId) -> String {
        match self.word() {
            "" => format!("/a/{stream}"),
            word => format!("/a/{stream}/{word}"),
        }
    }

    /// Reads what stands behind `/a/`.
    #[must_use]
    pub fn read(rest: &str) -> Option<(StreamId, Self)> {
        let (id, word) = rest.split_once('/').unwrap_or((rest, ""));
        let tab = Self::ALL.into_iter().find(|tab| tab.word() == word)?;
        Some((id.parse().ok()?, tab))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_an_address_of_its_own_that_leads_back_to_it() {
        let stream = StreamId([7; 16]);
        for tab in Tab::ALL {
            let path = tab.path(stream);
            assert_eq!(Tab::read(path.strip_prefix("/a/").unwrap()), Some((stream, tab)), "{path}");
        }
        assert_eq!(Tab::read(&format!("{stream}/elsewhere")), None);
        assert_eq!(Tab::read("short/measures"), None);
    }
}
