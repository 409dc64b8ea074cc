//! Which measures wait to be looked at again: those that nobody has touched since the last milestone.

use etappe_protocol::analysis::{Measure, Pin};
use etappe_protocol::revision::Revision;

/// The revision in which the latest milestone was kept, whichever cycle it was of.
#[must_use]
pub fn last_pin<'a>(pins: impl Iterator<Item = &'a Pin>) -> Option<Revision> {
    pins.map(|pin| pin.pinned.revision).max()
}

/// Whether a measure that is still to be done was last looked at before that.
#[must_use]
pub fn waits(measure: &Measure, last_pin: Option<Revision>) -> bool {
    measure.state.value.is_live() && last_pin.is_some_and(|pin| measure.looked_at.revision < pin)
}

#[cfg(test)]
mod tests {
    use etappe_protocol::analysis::Stamp;
    use etappe_protocol::event::{MeasureChange, MeasureState};
    use etappe_protocol::id::{ActorId, ItemId};

    use super::*;

    fn stamp(revision: u64) -> Stamp {
        Stamp { revision: Revision(revision), actor: ActorId([1; 16]), time_ms: 0 }
    }

    #[test]
    fn a_measure_waits_from_the_milestone_until_somebody_looks_at_it() {
        let mut measure = Measure::new(ItemId::new("A1.1").unwrap(), stamp(3));
        assert!(!waits(&measure, None), "there was no milestone yet");
        assert!(!waits(&measure, Some(Revision(2))), "it was agreed after the milestone");
        let pin = |revision| Pin { at_revision: Revision(4), moment_ms: 0, pinned: stamp(revision) };
        let pins = [pin(9), pin(5)];
        let last = last_pin(pins.iter());
        assert_eq!(last, Some(Revision(9)));
        assert!(waits(&measure, last));
        measure.change(&MeasureChange::Reviewed, stamp(10));
        assert!(!waits(&measure, last));
        measure.change(&MeasureChange::State(MeasureState::Done), stamp(4));
        assert!(!waits(&measure, last), "what is done needs no second look");
    }
}
