//! English: the team's pages.

mod cycle;
mod people;
mod scores;

use etappe_protocol::event::MeasureState;

use crate::locale::team::{MeasureTexts, QuestionTexts, TeamTexts};
use crate::team::order::{Filter, SortBy};
use crate::team::tab::Tab;

pub(super) const TEAM: TeamTexts = TeamTexts {
    announced: |gathered| {
        let counts = [
            (gathered.ratings, "answer"),
            (gathered.texts, "text"),
            (gathered.measures, "measure"),
            (gathered.questions, "question"),
        ];
        let counted = counts.into_iter().filter(|(count, _)| 0 < *count);
        let counted =
            counted.map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
        let counted: Vec<String> = counted.collect();
        let what = match counted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        };
        let people = gathered.people;
        let who = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
        format!("{what} changed by {who}")
    },
    refused: "This was not taken",
    pages: "Pages of this analysis",
    tab: |tab| match tab {
        Tab::Sheet => "Analysis",
        Tab::Measures => "Measures",
        Tab::Scores => "Scores",
        Tab::Compare => "Compare",
        Tab::Cycle => "Cycle",
        Tab::People => "Team",
        Tab::Replay => "History",
    },
    nobody: "nobody yet",
    print: "Print",
    cancel: "Cancel",

    measures: MeasureTexts {
        lead: "What you have set out to do. Everybody can write at the same time.",
        add_here: "Measure",
        add_here_for: |item| format!("Add a measure for {item}"),
        list_for: |item| format!("Measures for {item}"),
        add: "Add a measure",
        add_subject: "What for?",
        choose_subject: "Choose a statement or criterion",
        sort: "Sort by",
        sort_by: |sort| match sort {
            SortBy::Due => "date",
            SortBy::Owner => "person",
            SortBy::State => "state",
            SortBy::Subject => "criterion",
        },
        filter: "Show",
        filter_is: |filter| match filter {
            Filter::Live => "open",
            Filter::Past => "finished",
            Filter::All => "all",
        },
        empty: "You have not written anything down yet. A good place to start is a statement of which you say: this we \
                want to do differently by next time.",
        empty_filter: "There is nothing of this kind at the moment.",
        count: |live, past| {
            let live = format!("{live} open");
            if past == 0 { live } else { format!("{live}, {past} finished") }
        },
        what: "What will you do?",
        what_placeholder: "In one sentence, as concrete as you can",
        what_missing: "no text yet",
        sign: "How will you notice that it helps?",
        sign_placeholder: "What will tell you next time",
        who: "Who takes care of it?",
        due: "Until when?",
        due_on: |date| format!("until {date}"),
        due_open: "no date yet",
        overdue: "date has passed",
        state: "State",
        state_is: |state| match state {
            MeasureState::Open => "open",
            MeasureState::InWork => "in work",
            MeasureState::Done => "done",
            MeasureState::Dropped => "dropped",
        },
        look_again: "look again",
        look_again_count: |count| {
            if count == 1 {
                "1 measure waits for another look".to_owned()
            } else {
                format!("{count} measures wait for another look")
            }
        },
        look_again_text: "Nobody has touched it since the last milestone. Does it still hold?",
        still_valid: "still valid",
        changed_owner: |who, now| format!("{who} has just changed who takes care of it: {now}."),
        changed_due: |who, now| format!("{who} has just changed the date: {now}."),
        changed_state: |who, now| format!("{who} has just changed the state: {now}."),
        holds_now: |now| format!("What holds now: {now}."),
        close: "Close",
    },
    questions: QuestionTexts {
        asks: |who, when| format!("{who} asks, {when}"),
        coordination: "Your coordinators",
        settle: "Settled",
        settle_for: |item| format!("The question about {item} is settled"),
        settled: |who, when| format!("settled: {who}, {when}"),
        open: |count| {
            if count == 1 { "1 question for you".to_owned() } else { format!("{count} questions for you") }
        },
        next: "To the question",
    },
    cycle: cycle::CYCLE,
    scores: scores::SCORES,
    people: people::PEOPLE,
    settings: people::SETTINGS,
    join: people::JOIN,
};
