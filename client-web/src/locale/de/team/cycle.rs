//! German: the cycle.

use etappe_protocol::event::InsightLevel;

use crate::locale::team::CycleTexts;

pub(super) const CYCLE: CycleTexts = CycleTexts {
    lead: "Termine, Aufgaben und was eure Koordination sehen darf.",
    none: "Ihr arbeitet gerade für euch",
    none_text: "Diese Analyse gehört zu keinem Zyklus. Alles funktioniert auch so; lädt euch eine Koordination ein, steht \
                die Einladung hier.",
    trouble: "Der Zyklus lässt sich gerade nicht laden.",
    invited: |title| format!("Ihr seid eingeladen: {title}"),
    invited_text: "Wenn ihr teilnehmt, begleitet euch eine Koordination durch mehrere Workshops. Das heißt:",
    invited_points: [
        "Sie sieht, wie weit ihr seid, und eure Werte an den Meilensteinen – einzelne Antworten und Begründungen nicht.",
        "Zu jedem Meilenstein wird euer Stand festgehalten. Weiterarbeiten könnt ihr jederzeit.",
        "Was sie sehen darf, bestimmt ihr. Ihr könnt es jederzeit ändern und den Zyklus auch wieder verlassen.",
    ],
    consent: "Wir nehmen teil",
    only_lead: |names| format!("Zusagen kann die Teamleitung: {names}."),
    only_lead_unknown: "Zusagen kann die Teamleitung.",
    accompanied_by: |names| format!("Begleitet von {names}"),
    next: "Nächster Termin",
    no_next: "Ein nächster Termin steht noch nicht fest.",
    when: |date, time| format!("{date}, {time} Uhr"),
    zone: |zone| format!("Ortszeit {zone}"),
    plan: "Alle Termine",
    closed: "festgehalten",
    homework: "Bis zum nächsten Mal",
    homework_after: |title| format!("Aufgabe nach „{title}“"),
    homework_done: "erledigt",
    homework_by: |who, when| format!("{who}, {when}"),
    notes: "Nachrichten der Koordination",
    note_to_us: "an euch",
    note_to_all: "an alle Teams",
    note_by: |who, when| format!("{who}, {when}"),
    insight: "Was eure Koordination sieht",
    insight_text: "Ihr entscheidet das, und es gilt sofort. Weniger ist jederzeit möglich.",
    insight_name: |level| match level {
        InsightLevel::Progress => "Nur, wie weit ihr seid",
        InsightLevel::Scores => "Auch eure Werte an Meilensteinen",
        InsightLevel::Answers => "Auch Antworten und Begründungen",
        InsightLevel::Replay => "Auch den ganzen Verlauf",
    },
    insight_means: |level| match level {
        InsightLevel::Progress => {
            "Wie viele Aussagen beantwortet und strittig sind, wie viele Maßnahmen anstehen, wann sich zuletzt etwas \
             bewegt hat. Keine Antworten, keine Texte, keine Werte."
        }
        InsightLevel::Scores => {
            "Dazu die Werte der Kriterien, wie sie an einem Meilenstein festgehalten wurden. Keine einzelnen Antworten, \
             keine Texte."
        }
        InsightLevel::Answers => {
            "Dazu, was ihr geantwortet, begründet und euch vorgenommen habt, so wie es gerade dasteht. Ohne Namen: Wer \
             was geschrieben hat, bleibt bei euch."
        }
        InsightLevel::Replay => {
            "Dazu, wie alles entstanden ist: jede frühere Antwort und jede frühere Fassung eurer Texte."
        }
    },
    insight_since: |who, when| format!("so entschieden: {who}, {when}"),
    looks: "Wer hat hineingesehen",
    looks_text: "Jeder Blick von außen in eure Analyse steht hier.",
    looks_none: "Noch hat niemand von außen hineingesehen.",
    look: |what| match what {
        "analysis" => "hat eure Analyse angesehen",
        "history" => "hat den Verlauf angesehen",
        "board" => "hat euch auf der Übersicht gesehen",
        "sheet" => "hat festgehaltene Werte angesehen",
        "answers" => "hat Antworten und Begründungen angesehen",
        "exported" => "hat Zahlen eures Teams exportiert",
        _ => "hat hineingesehen",
    },
    leave: "Zyklus verlassen",
    leave_title: |title| format!("„{title}“ verlassen?"),
    leave_text: "Die Koordination sieht dann nichts mehr von euch. Eure Analyse, eure Maßnahmen und die festgehaltenen Werte \
                 behaltet ihr. Wieder teilnehmen könnt ihr nur, wenn sie euch noch einmal einlädt.",
    leave_confirm: "Ja, verlassen",
    archived: "Dieser Zyklus ist abgeschlossen.",
};
