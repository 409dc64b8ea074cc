//! English: scores.

use crate::locale::team::ScoreTexts;

pub(super) const SCORES: ScoreTexts = ScoreTexts {
    lead: "What your answers come to. There is no overall grade, and that is on purpose: three areas, each by itself.",
    choose: "Point in time",
    now: "Now",
    at: |title, date| format!("{title}, {date}"),
    milestone: |number| format!("Milestone {number}"),
    superseded: "superseded",
    superseded_text: "This milestone was opened again later. The scores are kept for reading, but they do not count any more.",
    table: "As a table",
    column_criterion: "Criterion",
    column_value: "Score",
    column_before: |title| format!("at {title}"),
    column_answered: "rated",
    answered: |rated, applicable| format!("{rated} of {applicable}"),
    from_parts: |count| {
        if count == 1 {
            "The score of the one part that counts:".to_owned()
        } else {
            format!("The mean of {count} parts, each counts the same:")
        }
    },
    from_statements: |count| {
        if count == 1 {
            "One statement counts:".to_owned()
        } else {
            format!("The mean of {count} statements, each counts the same:")
        }
    },
    own_statements: "Statements of the criterion itself",
    points: |points, of| format!("{points} of {of} points"),
    left_out_not_applicable: "left out: does not fit us",
    left_out_unknown: "counts as open: we do not know yet",
    left_out_unanswered: "counts as open: no answer",
    left_out_few: "left out: not answered enough yet",
    contested_counts: "contested – the first answer counts for now",
    sum: |sum, count, value| format!("{sum} divided by {count} = {value}"),
    coverage: |rated, applicable, percent| {
        format!("{rated} of the {applicable} statements that apply are rated: {percent}.")
    },
    enough: "From 60 % on there is a score.",
    rule: |rule, edition, revision| {
        format!("scoring rule {rule}, questionnaire edition {edition}, revision {revision}")
    },
    sentence: "Your sentence",
    sentence_placeholder: "Where do you stand, in your words?",
    trouble: "The scores that were kept cannot be loaded at the moment.",
    newer: "These scores need a newer version of Etappe. Please reload the page.",
    none_yet: "Scores that are kept will join with the first milestone.",
};
