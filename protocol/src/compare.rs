//! What changed between two points of one analysis' history, and what did not.
//!
//! A [`Comparer`] is given the state at the earlier point and then every commit up to the later one, in order and in
//! pages of any size: it holds two states and who touched what, however long the way is. What comes out is a
//! [`Comparison`], the same for browser, server and tests. `docs/compare.md` says what is counted and how.

mod comparer;
mod comparison;
mod focus;
mod outcome;
mod point;
mod withhold;
mod words;

pub use comparer::Comparer;
pub use comparison::{
    AnswerMove, Comparison, ContestedItem, CriterionMove, Digest, Direction, MeasureMove, MeasureSide, Place,
    QuestionMove, ScoreAt, TextChange,
};
pub use focus::{FOCUS_POINTS, Focus, FocusKind};
pub use point::{Point, PointError};
pub use words::{Run, RunKind, after, before, word_diff};
