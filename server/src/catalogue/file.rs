//! The shape of a catalogue file, before anything about its meaning is checked.

use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub key: Spanned<String>,
    pub edition: Spanned<u32>,
    pub scoring_rule: Spanned<u16>,
    pub scale: Option<Spanned<String>>,
    pub title: Texts,
    pub scales: Vec<Scale>,
    pub criteria: Vec<Criterion>,
}

/// A text in every language of the product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub de: Spanned<String>,
    pub en: Spanned<String>,
}

/// A table `[[scales]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    pub id: Spanned<String>,
    #[serde(default)]
    pub options: Vec<ScaleOption>,
}

/// A table `[[scales.options]]`; exactly one of `points` and `counts` is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleOption {
    pub code: Spanned<String>,
    pub points: Option<u16>,
    pub counts: Option<Counts>,
    pub name: Texts,
    pub anchor: Texts,
}

/// How an option that is not a rating counts.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Counts {
    NotApplicable,
    Unknown,
}

/// A table `[[criteria]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Criterion {
    pub id: Spanned<String>,
    pub within: Option<Spanned<String>>,
    pub title: Texts,
    pub scale: Option<Spanned<String>>,
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A table `[[criteria.items]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub id: Spanned<String>,
    pub de: Spanned<String>,
    pub en: Spanned<String>,
    pub scale: Option<Spanned<String>>,
}
