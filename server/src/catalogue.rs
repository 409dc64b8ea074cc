//! Reads a catalogue file: content is data, so an operator can bring another questionnaire without touching code.
//!
//! The format is described in `docs/catalogue.md`. Whatever is wrong is told with file, line and key, because the
//! people who write catalogues are not the people who wrote this.

mod file;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item, Localised, OptionKind, Scale, ScaleOption};
use etappe_protocol::id::{ItemId, OptionCode};
use etappe_protocol::score::SCORING_RULES;
use thiserror::Error;
use toml::Spanned;

const DEFAULT_NAME: &str = "server/catalogue/default.toml";
const DEFAULT_TEXT: &str = include_str!("../catalogue/default.toml");

/// Most levels of criteria above an item.
pub const MAX_DEPTH: usize = 8;
/// Most items of one catalogue.
pub const MAX_ITEMS: usize = 1_000;
/// Most options of one scale.
pub const MAX_OPTIONS: usize = 32;
/// Longest title, statement, name or anchor, in Unicode scalar values.
pub const MAX_TEXT_CHARS: usize = 1_000;
/// Longest key of a catalogue or id of a scale, in bytes.
pub const MAX_KEY_BYTES: usize = 64;

/// Where in which file a catalogue is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}, line {line}, key `{key}`: {problem}")]
pub struct CatalogueError {
    /// The name that the file was given.
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    /// The key at fault, with the tables it stands in.
    pub key: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// Not TOML, or not the keys and types of the format.
    #[error("{0}")]
    Format(String),
    /// A key or a scale id that is empty, too long or not visible ASCII.
    #[error("`{0}` is not 1 to 64 visible ASCII characters")]
    Key(String),
    /// An id of a criterion or item that the protocol does not accept.
    #[error("`{0}` is not 1 to 32 of the characters A-Z a-z 0-9 . _ -")]
    Id(String),
    /// An option code that the protocol does not accept.
    #[error("`{0}` is not 1 to 8 visible ASCII characters")]
    Code(String),
    /// An id that stands somewhere above already.
    #[error("`{0}` is there already")]
    Duplicate(String),
    /// Editions count from 1.
    #[error("editions count from 1")]
    Edition,
    /// A scoring rule that this program does not know.
    #[error("scoring rule {0} is not known")]
    ScoringRule(u16),
    /// A text that is empty in one of the languages.
    #[error("the text is empty")]
    EmptyText,
    /// A text beyond [`MAX_TEXT_CHARS`].
    #[error("the text is longer than 1000 characters")]
    LongText,
    /// An option has either `points` or `counts`.
    #[error("an option has either `points` or `counts`, not both or none")]
    OptionKind,
    /// A scale on which nothing can be rated.
    #[error("scale `{0}` has no option worth more than 0 points")]
    NoPoints(String),
    /// A scale with more than [`MAX_OPTIONS`] options.
    #[error("scale `{0}` has more than 32 options")]
    ManyOptions(String),
    /// A scale that is not in the file.
    #[error("there is no scale `{0}`")]
    UnknownScale(String),
    /// Neither the item nor a criterion above it nor the file names a scale.
    #[error("no scale is named here, at a criterion above, or for the whole file")]
    NoScale,
    /// A parent that does not stand above its child in the file.
    #[error("there is no criterion `{0}` above this one")]
    UnknownParent(String),
    /// A hierarchy beyond [`MAX_DEPTH`].
    #[error("criteria are nested deeper than 8 levels")]
    TooDeep,
    /// A catalogue beyond [`MAX_ITEMS`].
    #[error("there are more than 1000 items")]
    ManyItems,
    /// A criterion without items below it.
    #[error("criterion `{0}` has no items")]
    NoItems(String),
}

/// The catalogue that comes with the program.
///
/// # Errors
/// None for the file as it is; a test holds it to that.
pub fn load_default() -> Result<Catalogue, CatalogueError> {
    parse(DEFAULT_NAME, DEFAULT_TEXT)
}

/// Reads and checks a catalogue file; `name` is how errors speak of it.
///
/// # Errors
/// The first thing that is wrong, with its line and key.
pub fn parse(name: &str, text: &str) -> Result<Catalogue, CatalogueError> {
    let reader = Reader { name, text };
    let file: file::File = toml::from_str(text).map_err(|error| reader.format_error(&error))?;
    reader.catalogue(file)
}

/// A criterion on its way into the tree: the file lists parents before children, the tree owns children in parents.
struct Node {
    parent: Option<usize>,
    depth: usize,
    scale: Option<Spanned<String>>,
    span: Range<usize>,
    criterion: Criterion,
}

/// What was met so far, anywhere in the file.
#[derive(Default)]
struct Seen {
    ids: BTreeSet<ItemId>,
    items: usize,
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn catalogue(&self, file: file::File) -> Result<Catalogue, CatalogueError> {
        self.check_key("key", &file.key)?;
        if *file.edition.as_ref() == 0 {
            return Err(self.error("edition", file.edition.span(), Problem::Edition));
        }
        if !SCORING_RULES.contains(file.scoring_rule.as_ref()) {
            let problem = Problem::ScoringRule(*file.scoring_rule.as_ref());
            return Err(self.error("scoring_rule", file.scoring_rule.span(), problem));
        }
        let title = self.texts("title", file.title)?;
        let scales = self.scales(file.scales)?;
        if let Some(scale) = &file.scale {
            self.check_scale("scale", scale, &scales)?;
        }
        let nodes = self.nodes(file.criteria, file.scale.as_ref(), &scales)?;
        let criteria = self.tree(nodes)?;
        Ok(Catalogue {
            key: file.key.into_inner(),
            edition: file.edition.into_inner(),
            title,
            scoring_rule: file.scoring_rule.into_inner(),
            scales,
            criteria,
        })
    }

    fn scales(&self, scales: Vec<file::Scale>) -> Result<Vec<Scale>, CatalogueError> {
        let mut done: Vec<Scale> = Vec::with_capacity(scales.len());
        for scale in scales {
            self.check_key("scales.id", &scale.id)?;
            let (id, span) = (scale.id.as_ref().clone(), scale.id.span());
            if done.iter().any(|other| other.id == id) {
                return Err(self.error("scales.id", span, Problem::Duplicate(id)));
            }
            if MAX_OPTIONS < scale.options.len() {
                return Err(self.error("scales.id", span, Problem::ManyOptions(id)));
            }
            let mut options: Vec<ScaleOption> = Vec::with_capacity(scale.options.len());
            for option in scale.options {
                let option = self.option(option, &options)?;
                options.push(option);
            }
            if !options.iter().any(|option| matches!(option.kind, OptionKind::Points(1..))) {
                return Err(self.error("scales.id", span, Problem::NoPoints(id)));
            }
            done.push(Scale { id, options });
        }
        Ok(done)
    }

    fn option(
        &self,
        option: file::ScaleOption,
        above: &[ScaleOption],
    ) -> Result<ScaleOption, CatalogueError> {
        let at = |problem| self.error("scales.options.code", option.code.span(), problem);
        let code = OptionCode::new(option.code.as_ref())
            .map_err(|_| at(Problem::Code(option.code.as_ref().clone())))?;
        if above.iter().any(|other| other.code == code) {
            return Err(at(Problem::Duplicate(code.to_string())));
        }
        let kind = match (option.points, option.counts) {
            (Some(points), None) => OptionKind::Points(points),
            (None, Some(file::Counts::NotApplicable)) => OptionKind::NotApplicable,
            (None, Some(file::Counts::Unknown)) => OptionKind::Unknown,
            (Some(_), Some(_)) | (None, None) => return Err(at(Problem::OptionKind)),
        };
        let name = self.texts("scales.options.name", option.name)?;
        let anchor = self.texts("scales.options.anchor", option.anchor)?;
        Ok(ScaleOption { code, name, anchor, kind })
    }

    fn nodes(
        &self,
        criteria: Vec<file::Criterion>,
        default_scale: Option<&Spanned<String>>,
        scales: &[Scale],
    ) -> Result<Vec<Node>, CatalogueError> {
        let mut nodes: Vec<Node> = Vec::with_capacity(criteria.len());
        let mut parents = BTreeMap::new();
        let mut seen = Seen::default();
        for criterion in criteria {
            let id = self.new_id("criteria.id", &criterion.id, &mut seen)?;
            let parent = match &criterion.within {
                None => None,
                Some(within) => Some(*parents.get(within.as_ref()).ok_or_else(|| {
                    let problem = Problem::UnknownParent(within.as_ref().clone());
                    self.error("criteria.within", within.span(), problem)
                })?),
            };
            let above = parent.map(|parent: usize| &nodes[parent]);
            let depth = above.map_or(1, |node| node.depth + 1);
            if MAX_DEPTH < depth {
                return Err(self.error("criteria.id", criterion.id.span(), Problem::TooDeep));
            }
            if let Some(scale) = &criterion.scale {
                self.check_scale("criteria.scale", scale, scales)?;
            }
            let scale = criterion.scale.or_else(|| match above {
                Some(node) => node.scale.clone(),
                None => default_scale.cloned(),
            });
            let mut items = Vec::with_capacity(criterion.items.len());
            for item in criterion.items {
                items.push(self.item(item, scale.as_ref(), scales, &mut seen)?);
            }
            let title = self.texts("criteria.title", criterion.title)?;
            let span = criterion.id.span();
            parents.insert(criterion.id.into_inner(), nodes.len());
            let criterion = Criterion { id, title, children: Vec::new(), items };
            nodes.push(Node { parent, depth, scale, span, criterion });
        }
        Ok(nodes)
    }

    fn item(
        &self,
        item: file::Item,
        inherited: Option<&Spanned<String>>,
        scales: &[Scale],
        seen: &mut Seen,
    ) -> Result<Item, CatalogueError> {
        let id = self.new_id("criteria.items.id", &item.id, seen)?;
        seen.items += 1;
        if MAX_ITEMS < seen.items {
            return Err(self.error("criteria.items.id", item.id.span(), Problem::ManyItems));
        }
        let scale = match (&item.scale, inherited) {
            (Some(scale), _) => {
                self.check_scale("criteria.items.scale", scale, scales)?;
                scale.as_ref().clone()
            }
            (None, Some(scale)) => scale.as_ref().clone(),
            (None, None) => {
                return Err(self.error("criteria.items.scale", item.id.span(), Problem::NoScale));
            }
        };
        let statement = self.texts("criteria.items", file::Texts { de: item.de, en: item.en })?;
        Ok(Item { id, statement, scale })
    }

    /// Hangs every node into its parent, last first, so that order stays and no node moves twice.
    fn tree(&self, mut nodes: Vec<Node>) -> Result<Vec<Criterion>, CatalogueError> {
        let mut roots = Vec::new();
        while let Some(node) = nodes.pop() {
            let mut criterion = node.criterion;
            criterion.children.reverse();
            if criterion.items.is_empty() && criterion.children.is_empty() {
                let problem = Problem::NoItems(criterion.id.to_string());
                return Err(self.error("criteria.id", node.span, problem));
            }
            match node.parent {
                Some(parent) => nodes[parent].criterion.children.push(criterion),
                None => roots.push(criterion),
            }
        }
        roots.reverse();
        Ok(roots)
    }

    fn new_id(&self, key: &str, id: &Spanned<String>, seen: &mut Seen) -> Result<ItemId, CatalogueError> {
        let new = ItemId::new(id.as_ref())
            .map_err(|_| self.error(key, id.span(), Problem::Id(id.as_ref().clone())))?;
        if !seen.ids.insert(new.clone()) {
            return Err(self.error(key, id.span(), Problem::Duplicate(id.as_ref().clone())));
        }
        Ok(new)
    }

    fn texts(&self, key: &str, texts: file::Texts) -> Result<Localised, CatalogueError> {
        for (language, text) in [("de", &texts.de), ("en", &texts.en)] {
            let problem = match text.as_ref() {
                text if text.trim().is_empty() => Problem::EmptyText,
                text if MAX_TEXT_CHARS < text.chars().count() => Problem::LongText,
                _ => continue,
            };
            return Err(self.error(&format!("{key}.{language}"), text.span(), problem));
        }
        Ok(Localised { de: texts.de.into_inner(), en: texts.en.into_inner() })
    }

    fn check_key(&self, name: &str, key: &Spanned<String>) -> Result<(), CatalogueError> {
        let text = key.as_ref();
        if (1..=MAX_KEY_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(());
        }
        Err(self.error(name, key.span(), Problem::Key(text.clone())))
    }

    fn check_scale(
        &self,
        key: &str,
        scale: &Spanned<String>,
        scales: &[Scale],
    ) -> Result<(), CatalogueError> {
        if scales.iter().any(|known| known.id == *scale.as_ref()) {
            return Ok(());
        }
        Err(self.error(key, scale.span(), Problem::UnknownScale(scale.as_ref().clone())))
    }

    /// What the TOML reader says; the key is taken from the line, since the reader names only the place.
    fn format_error(&self, error: &toml::de::Error) -> CatalogueError {
        let span = error.span().unwrap_or_default();
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = self.text[before.rfind('\n').map_or(0, |at| at + 1)..].lines().next().unwrap_or_default();
        let key = line.split('=').next().unwrap_or_default().trim().to_owned();
        self.error(&key, span, Problem::Format(error.message().to_owned()))
    }

    fn error(&self, key: &str, span: Range<usize>, problem: Problem) -> CatalogueError {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        CatalogueError { file: self.name.to_owned(), line, key: key.to_owned(), problem }
    }
}
