//! The people, the plan and the teams of the demo as they are written down in the files beside this one; all made up.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DemoError;

const REGION: &str = include_str!("content/region.toml");
/// The teams, in the order in which they joined.
const TEAMS: [&str; 5] = [
    include_str!("content/forschungsraum.toml"),
    include_str!("content/hof.toml"),
    include_str!("content/buecherei.toml"),
    include_str!("content/werkstatt.toml"),
    include_str!("content/hochschule.toml"),
];

/// Everything.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) region: Region,
    pub(super) teams: Vec<Team>,
}

/// What is not a team's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    pub(super) name: String,
    pub(super) coordinator: String,
    pub(super) operator: String,
    pub(super) programme_lead: String,
    /// The cycle that is under way, and the one before it.
    pub(super) current: CyclePlan,
    pub(super) pilot: CyclePlan,
}

/// A cycle as its coordinator has set it up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CyclePlan {
    pub(super) title: String,
    /// Title and place of the five milestones.
    pub(super) milestones: [[String; 2]; 5],
    /// Homework behind each of them; empty for none.
    pub(super) homework: [String; 5],
    /// Moment, title of the team or empty for all, text.
    pub(super) notes: Vec<[String; 3]>,
}

/// A team and all that it will have done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) title: String,
    pub(super) initiative: String,
    /// Names; the first one leads.
    pub(super) members: Vec<String>,
    /// Whether it took part in the pilot cycle, too.
    #[serde(default)]
    pub(super) pilot: bool,
    /// Sitting and level.
    pub(super) insight: Vec<[String; 2]>,
    /// Sittings in which homework was marked as done.
    pub(super) homework: Vec<String>,
    /// Sitting and the whole text from then on.
    pub(super) notes: Vec<[String; 2]>,
    /// What the team says about milestones, by sitting code such as `w1`.
    pub(super) sentences: BTreeMap<String, String>,
    /// By item: sitting, answer, reason. Answers with a slash between them are proposed against each other; a reason
    /// that begins with `+` is put behind what is there.
    pub(super) statements: BTreeMap<String, Vec<[String; 3]>>,
    #[serde(default)]
    pub(super) measures: Vec<MeasureText>,
    #[serde(default)]
    pub(super) questions: Vec<QuestionText>,
}

/// A measure and what became of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureText {
    pub(super) at: String,
    pub(super) subject: String,
    pub(super) what: String,
    #[serde(default)]
    pub(super) sign: String,
    /// First name of a member.
    pub(super) owner: Option<String>,
    /// Days after the sitting.
    pub(super) due: Option<i64>,
    /// Sitting and state.
    #[serde(default)]
    pub(super) states: Vec<[String; 2]>,
}

/// A question of the coordinator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionText {
    pub(super) at: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) settled: Option<String>,
}

/// Reads the files.
pub(super) fn load() -> Result<Content, DemoError> {
    let wrong = |error: toml::de::Error| DemoError::Content(error.to_string());
    let region = toml::from_str(REGION).map_err(wrong)?;
    let teams = TEAMS.into_iter().map(toml::from_str).collect::<Result<_, _>>().map_err(wrong)?;
    Ok(Content { region, teams })
}
