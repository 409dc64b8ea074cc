//! English: two points compared, scores over time.

use etappe_protocol::compare::{Digest, Direction, FocusKind};

use super::{CompareTexts, TrendTexts, counted, listed, several};

pub(in crate::locale) const EN: CompareTexts = CompareTexts {
    title: "Compare",
    lead: "What has moved between two points in time, and what has not.",
    from: "From",
    to: "To",
    begin: "the beginning",
    now: "Now",
    by_date: "Date …",
    date: "Date",
    revision: |revision| format!("state {revision}"),
    since: |from, to| match to {
        None => format!("Since {from}"),
        Some(to) => format!("From {from} to {to}"),
    },
    digest: |since, digest| {
        let parts = first(digest);
        let parts = if parts.is_empty() { second(digest) } else { parts };
        format!("{since}: {}.", parts.join(", "))
    },
    digest_also: |digest| {
        let parts = second(digest);
        let is_told = parts.is_empty() || first(digest).is_empty();
        (!is_told).then(|| format!("Also: {}.", parts.join(", ")))
    },
    empty: |since| format!("{since} nothing has changed."),
    empty_text: "No rating, no text and no measure is other than before. Choose an earlier point above if you want to look \
                 further back.",
    not_yours: "Comparing is part of the history of the analysis. Those who work on it in the team can see it.",
    focus: "Worth talking about",
    focus_kind: |kind| match kind {
        FocusKind::DownSameReason => "Rated lower than before, and the reason is still the old one.",
        FocusKind::Contested => "Different answers stand side by side here.",
        FocusKind::Overdue => "The date of a measure has passed.",
        FocusKind::Asked => "A coordinator's question is still open.",
        FocusKind::DoneUnmoved => "A measure is done, and the rating has stayed the same.",
        FocusKind::NoReason => "Rated anew, and still without a reason.",
    },
    areas: "By area",
    counts: |up, down, other, unmoved| {
        let mut parts = Vec::new();
        for (count, word) in [(up, "up"), (down, "down"), (other, "new or different")] {
            if 0 < count {
                parts.push(format!("{count} {word}"));
            }
        }
        parts.push(format!("{unmoved} the same"));
        parts.join(", ")
    },
    people: |names| format!("Took part: {names}"),
    former: "former member",
    and: |names| listed(names, "and"),

    detail: "In detail",
    detail_none: "Nothing has moved here.",
    direction: |direction| match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Other => "new or different",
    },
    from_to: |before, after| format!("before: {before}, now: {after}"),
    no_answer: "no answer",
    contested: "to be settled",
    contested_settled: "settled since",
    reason_same: "Reason unchanged",
    reason_changed: "Reason revised",
    reason_none: "Still without a reason",
    inserted: "new: ",
    deleted: "taken out: ",
    withheld: "Something else stood here before",
    text_hidden: "The text was changed.",
    marks: "Underlined is new, struck through is gone.",
    replay: "See in the history",
    replay_for: |id| format!("See the change of {id} in the history"),

    other_texts: "Other texts",
    text_title: "Title",
    text_notes: "The team's notes",
    text_sentence: |milestone| format!("The team's sentence on {milestone}"),
    measures: "Measures",
    measures_live: |count| format!("{} still to be done", counted(count, "measure is", "measures are")),
    measure_new: "newly agreed",
    measure_done: "done",
    measure_dropped: "dropped",
    measure_changed: "changed",
    measure_text: "reworded",
    overdue: "date has passed",
    questions: "Coordinators' questions",
    question_new: "newly asked",
    question_settled: "settled",
    question_open: "still open",
    unmoved: |count| format!("What has stayed the same ({count})"),
    unmoved_none: "Everything that was answered has moved.",
    still: |count| {
        if count == 1 { "1 answer as before".to_owned() } else { format!("{count} answers as before") }
    },
    unanswered: |count| {
        if count == 1 {
            "1 still without an answer".to_owned()
        } else {
            format!("{count} still without an answer")
        }
    },

    coordinated: "Compare two points in time",
    coordinated_need: "This takes two closed milestones.",
    coordinated_button: "Compare",
    coordinated_hidden: "The team keeps single answers and texts to itself.",

    trend: TrendTexts {
        title: "Over time",
        lead: "All milestones of all cycles, and where you stand now.",
        one: "A line appears as soon as a milestone is closed.",
        break_note: "Dashed vertical: from here on another edition of the questionnaire or another rule applies. Before and \
                     after cannot be compared, so the line breaks.",
        break_at: |edition, rule| format!("from here on edition {edition}, rule {rule}"),
        partial: "Hollow dot: not all statements are rated yet.",
        gap: "Small cross: too few answers for a number.",
        subs: |count| format!("{count} sub-criteria"),
        table: "As a table",
        coverage: |percent| format!("{percent} rated"),
        not_there: "was not there yet",
        described: |name, values| format!("{name}: {values}"),
        compare: "Compare two points in time",
    },
};

/// What the sentence is about.
fn first(digest: &Digest) -> Vec<String> {
    let mut parts = Vec::new();
    if 0 < digest.moved {
        parts.push(format!("{} moved", counted(digest.moved, "rating", "ratings")));
        match (digest.down, digest.moved) {
            (0, _) => {}
            (1, 1) => parts.push("downwards".to_owned()),
            (down, moved) if down == moved => parts.push("all of them down".to_owned()),
            (down, _) => parts.push(format!("{down} of them down")),
        }
    }
    parts.extend(several(&[
        (digest.measures_done, "measure", "measures", "done"),
        (digest.contested, "statement", "statements", "to be settled"),
        (digest.open(), "question", "questions", "open"),
    ]));
    parts
}

/// What stands below it.
fn second(digest: &Digest) -> Vec<String> {
    several(&[
        (digest.reasons, "reason", "reasons", "revised"),
        (digest.measures_new, "measure", "measures", "agreed"),
        (digest.measures_dropped, "measure", "measures", "dropped"),
        (digest.measures_changed, "measure", "measures", "changed"),
        (digest.texts, "other text", "other texts", "revised"),
        (digest.settled, "question", "questions", "settled"),
    ])
}
