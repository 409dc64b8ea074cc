//! What a refused op is called, and what its author is told.

use etappe_protocol::rejection::Rejection;

/// Words in German and English that say what to do next.
pub(super) const fn refusal(rejection: Rejection) -> (&'static str, &'static str) {
    match rejection {
        Rejection::Forbidden => {
            ("Das darf nur der Server selbst tun.", "Only the server itself may do this.")
        }
        Rejection::ChangedSince => (
            "Jemand war schneller und hat das gerade geändert. Lade die Seite neu und schau noch einmal hin.",
            "Somebody was faster and has just changed this. Reload the page and look again.",
        ),
        Rejection::AlreadyExists => ("Das gibt es schon.", "This is there already."),
        Rejection::TextMissing => ("Hier fehlt noch ein Text.", "A text is missing here."),
        Rejection::TextTooLong => {
            ("Dieser Text ist zu lang. Bitte kürze ihn.", "This text is too long. Please shorten it.")
        }
        Rejection::TooMany => ("Mehr davon gehen hier nicht.", "There is no room for more of these."),
        Rejection::OutOfRange => (
            "Diese Angabe liegt außerhalb dessen, was möglich ist.",
            "This lies outside of what is possible.",
        ),
        Rejection::UnknownOption => ("Diese Angabe kennen wir nicht.", "We do not know this choice."),
        Rejection::UnknownMilestone => (
            "Diesen Meilenstein gibt es nicht, oder er wurde schon einmal abgeschlossen.",
            "There is no such milestone, or it has been closed before.",
        ),
        Rejection::NotEnrolled => {
            ("Dieses Team nimmt nicht an dem Zyklus teil.", "This team does not take part in the cycle.")
        }
        Rejection::NotListed => (
            "Das gibt es hier nicht, oder die Einladung dazu gilt nicht mehr.",
            "There is no such thing here, or the invitation to it is no longer valid.",
        ),
        Rejection::Archived => (
            "Dieser Zyklus ist archiviert. Hol ihn zurück, wenn es weitergehen soll.",
            "This cycle is archived. Bring it back if it is to go on.",
        ),
        Rejection::Unchanged => ("Das ist schon so.", "It is like that already."),
        Rejection::UnknownItem => {
            ("Diese Aussage gibt es im Fragebogen nicht.", "There is no such statement in the questionnaire.")
        }
        Rejection::UnknownField
        | Rejection::DependsOnRejected
        | Rejection::Superseded
        | Rejection::NothingToWithdraw
        | Rejection::TooManyProposals
        | Rejection::BaseOutOfReach
        | Rejection::UnknownMeasure
        | Rejection::UnknownQuestion => {
            ("Das geht so nicht mehr. Lade die Seite neu.", "This no longer works. Reload the page.")
        }
        Rejection::Unavailable => (
            "Das lässt sich gerade nicht speichern. Bitte versuche es gleich noch einmal.",
            "This cannot be saved right now. Please try again in a moment.",
        ),
    }
}
