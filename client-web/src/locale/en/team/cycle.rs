//! English: the cycle.

use etappe_protocol::event::InsightLevel;

use crate::locale::team::CycleTexts;

pub(super) const CYCLE: CycleTexts = CycleTexts {
    lead: "Dates, homework, and what your coordinators may see.",
    none: "You are working on your own",
    none_text: "This analysis belongs to no cycle. Everything works all the same; if coordinators invite you, the \
                invitation is shown here.",
    trouble: "The cycle cannot be loaded at the moment.",
    invited: |title| format!("You are invited: {title}"),
    invited_text: "If you take part, coordinators accompany you through several workshops. That means:",
    invited_points: [
        "They see how far you are, and your scores at the milestones – no single answers and no reasons.",
        "At each milestone your state is kept. You can go on working at any time.",
        "You decide what they may see. You can change that at any time, and leave the cycle again.",
    ],
    consent: "We take part",
    only_lead: |names| format!("Those who lead the team can agree: {names}."),
    only_lead_unknown: "Those who lead the team can agree.",
    accompanied_by: |names| format!("Accompanied by {names}"),
    next: "Next date",
    no_next: "There is no next date yet.",
    when: |date, time| format!("{date}, {time}"),
    zone: |zone| format!("local time {zone}"),
    plan: "All dates",
    closed: "kept",
    homework: "Until next time",
    homework_after: |title| format!("Homework after “{title}”"),
    homework_done: "done",
    homework_by: |who, when| format!("{who}, {when}"),
    notes: "Notes from your coordinators",
    note_to_us: "to you",
    note_to_all: "to all teams",
    note_by: |who, when| format!("{who}, {when}"),
    insight: "What your coordinators see",
    insight_text: "You decide, and it holds at once. Less is possible at any time.",
    insight_name: |level| match level {
        InsightLevel::Progress => "Only how far you are",
        InsightLevel::Scores => "Also your scores at milestones",
        InsightLevel::Answers => "Also answers and reasons",
        InsightLevel::Replay => "Also the whole history",
    },
    insight_means: |level| match level {
        InsightLevel::Progress => {
            "How many statements are answered and contested, how many measures are due, when something last happened. No \
             answers, no texts, no scores."
        }
        InsightLevel::Scores => {
            "Also the scores of the criteria as they were kept at a milestone. No single answers, no texts."
        }
        InsightLevel::Answers => {
            "Also what you answered, why, and what you set out to do, as it stands now. Without names: who wrote what \
             stays with you."
        }
        InsightLevel::Replay => {
            "Also how everything came about: every earlier answer and every earlier version of your texts."
        }
    },
    insight_since: |who, when| format!("decided by {who}, {when}"),
    looks: "Who has looked in",
    looks_text: "Every look into your analysis from outside is listed here.",
    looks_none: "Nobody from outside has looked in yet.",
    look: |what| match what {
        "analysis" => "looked at your analysis",
        "history" => "looked at the history",
        "board" => "saw you on the board",
        "sheet" => "looked at scores that were kept",
        "answers" => "looked at answers and reasons",
        "exported" => "exported numbers of your team",
        _ => "looked in",
    },
    leave: "Leave the cycle",
    leave_title: |title| format!("Leave “{title}”?"),
    leave_text: "The coordinators then see nothing of you any more. You keep your analysis, your measures and the scores that \
                 were kept. You can only take part again if they invite you once more.",
    leave_confirm: "Yes, leave",
    archived: "This cycle is finished.",
};
