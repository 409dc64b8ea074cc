//! English.

mod team;

use etappe_protocol::frame::Failure;
use etappe_protocol::rejection::Rejection;

use super::{Lang, Texts, length};
use crate::sync::save_state::SaveState;

/// The words in English.
pub static EN: Texts = Texts {
    skip: "Skip to content",
    language: "Language",
    logout: "Sign out",
    loading: "Loading …",
    try_again: "Try again",
    just_now: "just now",
    someone: "Somebody",
    you: "You",
    untitled: "No title yet",
    trouble: "That did not work",
    trouble_text: "The server could not be reached or could not answer. Nothing has been lost.",
    not_found: "There is nothing here",
    not_found_text: "This analysis does not exist, or your access belongs to another one. Please use the link that your \
                     team was given.",
    signed_out: "Please open your invitation link",
    signed_out_text: "Etappe needs no passwords: the link in your invitation lets you in. If it is no longer valid, the \
                      person who invited you can give you a new one.",

    join_title: "Good to have you here",
    join_name: "Your name",
    join_name_missing: "Please enter a name so that the others know who is here.",
    join_button: "Take part",
    join_closed: "This link does not open anything any more",
    join_closed_text: "It may have been used already, or has expired. Please ask the person who gave it to you for a new \
                       one. If you are signed in already, carry on from the start page.",

    start_title: "Your analyses",
    start_empty: "No analysis belongs to your access yet. As soon as a team invites you, it will be listed here.",
    answered: |rated, items| format!("{rated} of {items} answered"),

    criteria: "Criteria",
    criteria_toggle: "Criteria and people",
    of: |rated, items| format!("{rated} of {items}"),
    open_contested: |count| format!("{count} to settle"),
    previous_open: "Previous open",
    next_open: "Next open",
    all_answered: "All answered",
    title_label: "Title of the analysis",
    title_placeholder: "What is your project called?",
    notes: "Team notes",
    notes_hint: "For whatever you want to remember. Everybody in the team can write here.",
    notes_placeholder: "Open questions, agreements, links …",
    reason: "Reason",
    reason_for: |item| format!("Reason for {item}"),
    reason_placeholder: "What makes you say so?",
    reason_wanted: "Please add in a few words why this does not fit you.",
    clear: "Take answer back",
    clear_for: |item| format!("Take the answer to {item} back"),
    set_by: |who, when| format!("{who}, {when}"),
    not_saved_yet: "not saved yet",
    chars_left: |left| {
        if left == 1 { "1 character left".to_owned() } else { format!("{left} characters left") }
    },
    too_long: |max, over| {
        format!("This takes at most {max} characters. It would be {over} too many, so it is not in yet.")
    },
    too_many_pending: "Very many changes are waiting already. Please write on once they have been saved.",
    not_taken: "This could not be put in here. The text is back to what it is for everybody.",
    read_only: "You can read along. Only members of the team can make changes.",
    empty_catalogue: "This questionnaire has no statements.",
    printed_unanswered: "not answered yet",

    contested: |count| {
        let proposals = if count == 2 { "Two".to_owned() } else { count.to_string() };
        format!("{proposals} proposals – please settle this together")
    },
    contested_text: "You chose different answers at the same time. All of it is kept until you agree.",
    counts_now: "counts for now",
    settle: "Agree on this",
    settle_on: |level| format!("Agree on “{level}”"),
    withdraw: "Take my proposal back",
    changed_by: |who, level| format!("{who} has just chosen “{level}”."),
    cleared_by: |who| format!("{who} has just taken the answer back."),
    back_to: |level| format!("Back to “{level}”"),

    here: "Here now",
    here_alone: "Nobody else is here right now.",
    here_unknown: "Without a connection it cannot be seen who is here.",
    here_now: |count| {
        if count == 1 {
            "1 other person is here".to_owned()
        } else {
            format!("{count} other people are here")
        }
    },
    at_item: |item| format!("at {item}"),
    at_title: "at the title",
    at_notes: "at the notes",
    at_measure: "at a measure",
    at_milestone: "at a milestone",
    looks_around: "looking around",

    announce: "Screen reader announcements",
    announce_off: "off",
    announce_section: "this section only",
    announce_all: "everything",
    announced_lost: "Connection lost. Your changes have not been saved yet and are waiting.",

    saving: |state, now_ms| {
        let wait = |count: usize| {
            if count == 1 { "1 change waiting".to_owned() } else { format!("{count} changes waiting") }
        };
        match state {
            SaveState::Connecting => "Connecting".to_owned(),
            SaveState::Saved => "Everything saved".to_owned(),
            SaveState::Saving(1) => "Saving 1 change".to_owned(),
            SaveState::Saving(count) => format!("Saving {count} changes"),
            SaveState::Waiting(count) => wait(count),
            SaveState::Offline { since_ms, pending } => {
                let since = since_ms.map(|since_ms| format!(" for {}", length(Lang::En, now_ms - since_ms)));
                let waiting = if pending == 0 { String::new() } else { format!(" – {}", wait(pending)) };
                format!("Not connected{}{waiting}", since.unwrap_or_default())
            }
        }
    },
    leave: "Not all changes have been saved yet.",

    refused_text: "This could not be saved",
    refused_rating: "Your answer was not taken",
    rejection: |reason| match reason {
        Rejection::Forbidden => "You may not change anything here.",
        Rejection::UnknownItem | Rejection::UnknownField | Rejection::UnknownOption => {
            "This questionnaire has no such thing."
        }
        Rejection::OutOfRange => "That place in the text is gone.",
        Rejection::TextTooLong => "Together with what others have written the text would be too long.",
        Rejection::DependsOnRejected => "It was made on top of a change that could not be saved.",
        Rejection::Superseded => "Something newer of yours holds by now.",
        Rejection::ChangedSince => "Somebody has changed this since. Please have another look.",
        Rejection::NothingToWithdraw => "There was nothing left to take back.",
        Rejection::TooManyProposals => "There are very many proposals already.",
        Rejection::BaseOutOfReach => "The connection was lost for too long to put it in the right place.",
        Rejection::AlreadyExists => "This exists already.",
        Rejection::Unavailable => "The server cannot save anything at present.",
        Rejection::UnknownMeasure => "This measure is no longer there.",
        Rejection::UnknownQuestion => "This question is settled already.",
        Rejection::NotEnrolled => "Your team does not take part in this cycle.",
        Rejection::UnknownMilestone => "This is no longer possible at this milestone. Please look again.",
        Rejection::TextMissing => "A text is still missing here.",
        Rejection::TooMany => "There are already as many of these as fit.",
        Rejection::Archived => "This cycle is finished and archived.",
        Rejection::Unchanged => "It is like that already.",
        Rejection::NotListed => "There is no such thing here.",
    },
    copy: "Copy",
    copied: "Copied",
    insert_again: "Insert again",
    dismiss: "Discard",

    fenced: "This analysis is being continued elsewhere",
    fenced_text: "Nothing is saved or updated here at the moment.",
    fenced_button: "Continue here",
    ended: "You are signed out",
    ended_text: "What you wrote is still here. Open your invitation link in another tab, come back and reconnect: what is \
                 waiting will be saved then.",
    ended_button: "Reconnect",
    failure: |failure| match failure {
        Failure::Version => "Etappe has been updated. Please reload the page.",
        Failure::NewerEvents => "This analysis needs a newer version of Etappe. Please reload the page.",
        Failure::UnknownStream => "This analysis does not exist, or your access belongs to another one.",
        Failure::Unreadable => "This analysis cannot be read at present.",
        Failure::Unavailable => "The server cannot save anything at present.",
        Failure::Restarting => "The server is restarting.",
        Failure::RateLimited => "That was a lot of changes at once. It goes on in a moment.",
        Failure::FutureRevision
        | Failure::ReplicaTaken
        | Failure::Fenced
        | Failure::Subscription
        | Failure::TooSlow
        | Failure::SessionEnded => "The connection was closed.",
    },
    reload: "Reload the page",

    report: super::report::EN,
    scores: super::scores::EN,
    redact: super::redact::EN,
    replay: super::replay::EN,
    compare: super::compare::EN,
    cycle: super::cycle::EN,
    team: team::TEAM,
};
