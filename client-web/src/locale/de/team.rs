//! German: the team's pages.

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
            (gathered.ratings, "Antwort", "Antworten"),
            (gathered.texts, "Text", "Texte"),
            (gathered.measures, "Maßnahme", "Maßnahmen"),
            (gathered.questions, "Frage", "Fragen"),
        ];
        let counted = counts.into_iter().filter(|(count, ..)| 0 < *count);
        let counted =
            counted.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }));
        let counted: Vec<String> = counted.collect();
        let what = match counted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} und {last}", others.join(", ")),
            None => String::new(),
        };
        let people = gathered.people;
        let who = if people == 1 { "1 Person".to_owned() } else { format!("{people} Personen") };
        format!("{what} von {who} geändert")
    },
    refused: "Das wurde nicht übernommen",
    pages: "Seiten dieser Analyse",
    tab: |tab| match tab {
        Tab::Sheet => "Analyse",
        Tab::Measures => "Maßnahmen",
        Tab::Scores => "Werte",
        Tab::Compare => "Vergleich",
        Tab::Cycle => "Zyklus",
        Tab::People => "Team",
        Tab::Replay => "Verlauf",
    },
    nobody: "noch niemand",
    print: "Drucken",
    cancel: "Abbrechen",

    measures: MeasureTexts {
        lead: "Was ihr euch vorgenommen habt. Alle können gleichzeitig daran schreiben.",
        add_here: "Maßnahme",
        add_here_for: |item| format!("Maßnahme zu {item} festhalten"),
        list_for: |item| format!("Maßnahmen zu {item}"),
        add: "Maßnahme festhalten",
        add_subject: "Wozu?",
        choose_subject: "Aussage oder Kriterium wählen",
        sort: "Sortieren nach",
        sort_by: |sort| match sort {
            SortBy::Due => "Termin",
            SortBy::Owner => "Person",
            SortBy::State => "Stand",
            SortBy::Subject => "Kriterium",
        },
        filter: "Zeigen",
        filter_is: |filter| match filter {
            Filter::Live => "offene",
            Filter::Past => "abgeschlossene",
            Filter::All => "alle",
        },
        empty: "Noch habt ihr nichts festgehalten. Ein guter Anfang ist eine Aussage, bei der ihr sagt: Das wollen wir bis \
                zum nächsten Mal anders machen.",
        empty_filter: "Hier ist gerade nichts dabei.",
        count: |live, past| {
            let live = format!("{live} offen");
            if past == 0 { live } else { format!("{live}, {past} abgeschlossen") }
        },
        what: "Was wollt ihr tun?",
        what_placeholder: "In einem Satz, so konkret wie möglich",
        what_missing: "noch ohne Text",
        sign: "Woran merkt ihr, dass es hilft?",
        sign_placeholder: "Woran ihr es beim nächsten Mal erkennt",
        who: "Wer kümmert sich?",
        due: "Bis wann?",
        due_on: |date| format!("bis {date}"),
        due_open: "Termin offen",
        overdue: "Termin vorbei",
        state: "Stand",
        state_is: |state| match state {
            MeasureState::Open => "offen",
            MeasureState::InWork => "in Arbeit",
            MeasureState::Done => "erledigt",
            MeasureState::Dropped => "verworfen",
        },
        look_again: "wieder ansehen",
        look_again_count: |count| {
            if count == 1 {
                "1 Maßnahme wartet auf einen neuen Blick".to_owned()
            } else {
                format!("{count} Maßnahmen warten auf einen neuen Blick")
            }
        },
        look_again_text: "Seit dem letzten Meilenstein hat sie niemand angefasst. Gilt sie noch?",
        still_valid: "noch aktuell",
        changed_owner: |who, now| format!("{who} hat eben geändert, wer sich kümmert: {now}."),
        changed_due: |who, now| format!("{who} hat den Termin eben geändert: {now}."),
        changed_state: |who, now| format!("{who} hat den Stand eben geändert: {now}."),
        holds_now: |now| format!("Jetzt gilt: {now}."),
        close: "Zuklappen",
    },
    questions: QuestionTexts {
        asks: |who, when| format!("{who} fragt, {when}"),
        coordination: "Eure Koordination",
        settle: "Geklärt",
        settle_for: |item| format!("Frage zu {item} ist geklärt"),
        settled: |who, when| format!("geklärt: {who}, {when}"),
        open: |count| {
            if count == 1 { "1 Frage an euch".to_owned() } else { format!("{count} Fragen an euch") }
        },
        next: "Zur Frage",
    },
    cycle: cycle::CYCLE,
    scores: scores::SCORES,
    people: people::PEOPLE,
    settings: people::SETTINGS,
    join: people::JOIN,
};
