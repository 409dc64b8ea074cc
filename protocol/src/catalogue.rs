//! The questionnaire: criteria, statements, scales. Content is data; an edition never changes once it is used.

use serde::{Deserialize, Serialize};

use crate::id::{ItemId, OptionCode};

/// One edition of a questionnaire, as loaded, checked, and sent to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Names the questionnaire across its editions; ASCII, at most 64 bytes.
    pub key: String,
    /// Counts from 1; a later edition never reuses the id of an item.
    pub edition: u32,
    /// Shown as the questionnaire's name.
    pub title: Localised,
    /// Number of the scoring rule; rules are only ever added.
    pub scoring_rule: u16,
    /// Scales that items refer to by [`Scale::id`].
    pub scales: Vec<Scale>,
    /// The top level of the hierarchy, in display order.
    pub criteria: Vec<Criterion>,
}

/// A text in every language of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localised {
    /// German, the product text.
    pub de: String,
    /// English.
    pub en: String,
}

/// A set of options that an item can be answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// Referred to by [`Item::scale`].
    pub id: String,
    /// In display order.
    pub options: Vec<ScaleOption>,
}

/// One option of a scale, with its anchor text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleOption {
    /// What an answer stores.
    pub code: OptionCode,
    /// Short name of the level.
    pub name: Localised,
    /// What has to be true for this level; always shown.
    pub anchor: Localised,
    /// How the option counts.
    pub kind: OptionKind,
}

/// How an option counts in the scoring rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionKind {
    /// A level worth this many points.
    Points(u16),
    /// "Does not apply": leaves the base, wants a reason.
    NotApplicable,
    /// "We do not know yet": counts as open.
    Unknown,
}

/// A criterion with sub-criteria, statements, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable id such as `A` or `A1`.
    pub id: ItemId,
    /// Its name.
    pub title: Localised,
    /// One level down, in display order.
    pub children: Vec<Criterion>,
    /// The statements that belong here, in display order.
    pub items: Vec<Item>,
}

/// One statement to rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable id such as `A1.1`; never reused by a later edition.
    pub id: ItemId,
    /// The statement.
    pub statement: Localised,
    /// The [`Scale::id`] it is answered on.
    pub scale: String,
}

impl Catalogue {
    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items().find(|item| item.id == *id)
    }

    /// The scale with this id.
    #[must_use]
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == id)
    }

    /// All statements in display order, whatever the depth.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.criteria.iter().flat_map(Criterion::items_below)
    }

    /// Whether there is a statement or a criterion, at any depth, with this id.
    #[must_use]
    pub fn knows(&self, id: &ItemId) -> bool {
        self.criteria.iter().any(|criterion| criterion.knows(id))
    }

    /// Whether `answer` is an option of the scale of `item`.
    #[must_use]
    pub fn accepts(&self, item: &ItemId, answer: &OptionCode) -> bool {
        self.item(item)
            .and_then(|item| self.scale(&item.scale))
            .is_some_and(|scale| scale.options.iter().any(|option| option.code == *answer))
    }

    /// Whether `answer` settles `item`: an option of its scale that is not [`OptionKind::Unknown`], which stays open.
    #[must_use]
    pub fn rates(&self, item: &ItemId, answer: &OptionCode) -> bool {
        self.item(item)
            .and_then(|item| self.scale(&item.scale))
            .and_then(|scale| scale.options.iter().find(|option| option.code == *answer))
            .is_some_and(|option| option.kind != OptionKind::Unknown)
    }

    /// The fingerprint that names exactly this content: BLAKE3 of the sent form.
    ///
    /// # Errors
    /// Never for a catalogue within the limits of the loader; the codec's error otherwise.
    pub fn hash(&self) -> Result<[u8; 32], crate::codec::CodecError> {
        Ok(*blake3::hash(&crate::codec::encode(self)?).as_bytes())
    }
}

impl Scale {
    /// The most points that an option is worth; 0 only for a scale that the loader would refuse.
    #[must_use]
    pub fn most_points(&self) -> u16 {
        let points = |option: &ScaleOption| match option.kind {
            OptionKind::Points(points) => points,
            OptionKind::NotApplicable | OptionKind::Unknown => 0,
        };
        self.options.iter().map(points).max().unwrap_or(0)
    }
}

impl Criterion {
    fn knows(&self, id: &ItemId) -> bool {
        self.id == *id
            || self.items.iter().any(|item| item.id == *id)
            || self.children.iter().any(|child| child.knows(id))
    }

    /// All statements of this criterion and below, in display order.
    pub fn items_below(&self) -> Box<dyn Iterator<Item = &Item> + '_> {
        Box::new(self.items.iter().chain(self.children.iter().flat_map(Criterion::items_below)))
    }
}
