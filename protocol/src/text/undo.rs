//! Undo that takes back one's own edits and nobody else's.

use super::operation::Operation;
use super::transform::transform;

/// Own edits that can be taken back, in the context of what is shown now.
#[derive(Clone, Debug, Default)]
pub struct UndoStack {
    undo: Vec<Operation>,
    redo: Vec<Operation>,
}

/// Steps kept; older ones are forgotten.
const STEPS: usize = 200;

impl UndoStack {
    /// Notes an own edit, given as its inverse.
    pub fn push(&mut self, inverse: Operation) {
        self.redo.clear();
        self.undo.push(inverse);
        if self.undo.len() > STEPS {
            self.undo.remove(0);
        }
    }

    /// Joins an own edit, given as its inverse, to the last step, so that a run of typing is one step.
    pub fn join(&mut self, inverse: Operation) {
        self.redo.clear();
        match self.undo.last_mut() {
            Some(last) => *last = super::transform::compose(&inverse, last),
            None => self.push(inverse),
        }
    }

    /// Brings the steps behind somebody else's edit, as it applied to what was shown.
    pub fn pass(&mut self, earlier: &Operation) {
        for stack in [&mut self.undo, &mut self.redo] {
            let mut earlier = earlier.clone();
            // The last step applies to what is shown now, each one before it to what the next one leaves.
            for step in stack.iter_mut().rev() {
                (earlier, *step) = transform(&earlier, step);
            }
        }
    }

    /// The edit that takes back the last step; `text` is what is shown now.
    pub fn undo(&mut self, text: &str) -> Option<Operation> {
        let step = pop_effective(&mut self.undo)?;
        self.redo.push(step.invert(text));
        Some(step)
    }

    /// The edit that does the last undone step again; `text` is what is shown now.
    pub fn redo(&mut self, text: &str) -> Option<Operation> {
        let step = pop_effective(&mut self.redo)?;
        self.undo.push(step.invert(text));
        Some(step)
    }

    /// Forgets everything, when what is shown was replaced.
    pub fn clear(&mut self) {
        self.undo.clear();
        self.redo.clear();
    }
}

/// Steps whose whole text somebody else has removed since are passed over.
fn pop_effective(stack: &mut Vec<Operation>) -> Option<Operation> {
    while let Some(step) = stack.pop() {
        if !step.is_empty() {
            return Some(step);
        }
    }
    None
}
