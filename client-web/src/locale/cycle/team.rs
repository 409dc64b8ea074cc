//! A team's page, as its coordinator may see it.

use etappe_protocol::event::{InsightLevel, MeasureState};

/// What is said there.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct CoordinatedTexts {
    pub granted_long: fn(InsightLevel) -> &'static str,
    pub granted_note: &'static str,
    pub scores: &'static str,
    pub scores_none: &'static str,
    pub scores_closed: &'static str,
    pub superseded: &'static str,
    pub previous_sheets: &'static str,
    pub answers: &'static str,
    pub answers_closed: &'static str,
    pub no_answer: &'static str,
    pub notes: &'static str,
    pub measures_title: &'static str,
    pub measures_none: &'static str,
    pub measure_state: fn(MeasureState) -> &'static str,
    pub measure_sign: fn(&str) -> String,
    pub measure_due: fn(&str) -> String,
    pub open_analysis: &'static str,
    pub questions: &'static str,
    pub questions_text: &'static str,
    pub question_where: &'static str,
    pub question_text: &'static str,
    pub question_send: &'static str,
    pub question_sent: &'static str,
    pub question_open: &'static str,
    pub question_settled: &'static str,
    pub note: &'static str,
    pub note_text: &'static str,
    pub note_send: &'static str,
    pub note_sent: &'static str,
    pub text_missing: &'static str,
}

/// In German.
pub(super) const DE: CoordinatedTexts = CoordinatedTexts {
    granted_long: |level| match level {
        InsightLevel::Progress => {
            "Das Team zeigt dir, wie weit es ist. Werte, Antworten und Begründungen behält es für sich."
        }
        InsightLevel::Scores => {
            "Das Team zeigt dir, wie weit es ist, und die Werte abgeschlossener Meilensteine. Antworten und \
             Begründungen behält es für sich."
        }
        InsightLevel::Answers => {
            "Das Team zeigt dir auch Antworten, Begründungen und Maßnahmen, so wie sie gerade stehen. Wer was \
             geschrieben hat, behält es für sich."
        }
        InsightLevel::Replay => "Das Team zeigt dir alles, auch wie es dazu gekommen ist.",
    },
    granted_note: "Das entscheidet das Team, jederzeit neu. Es sieht auch, wann du hier warst.",
    scores: "Werte der Meilensteine",
    scores_none: "Noch ist kein Meilenstein abgeschlossen.",
    scores_closed: "Das Team zeigt die Werte seiner Meilensteine zurzeit nicht.",
    superseded: "überholt, weil der Meilenstein noch einmal geöffnet wurde",
    previous_sheets: "Frühere Stände",
    answers: "Antworten und Begründungen",
    answers_closed: "Antworten und Begründungen zeigt das Team zurzeit nicht. Wenn ihr gemeinsam daraufschauen wollt, \
                     kann es das in seinen Einstellungen erlauben.",
    no_answer: "noch nicht beantwortet",
    notes: "Notizen des Teams",
    measures_title: "Maßnahmen",
    measures_none: "Noch ist nichts verabredet.",
    measure_state: |state| match state {
        MeasureState::Open => "offen",
        MeasureState::InWork => "in Arbeit",
        MeasureState::Done => "erledigt",
        MeasureState::Dropped => "verworfen",
    },
    measure_sign: |sign| format!("Woran es zu merken ist: {sign}"),
    measure_due: |day| format!("bis {day}"),
    open_analysis: "Analyse zum Mitlesen öffnen",
    questions: "Fragen an das Team",
    questions_text: "Deine Frage erscheint im Team an der Aussage, um die es geht.",
    question_where: "Zu welcher Aussage?",
    question_text: "Deine Frage",
    question_send: "Frage stellen",
    question_sent: "Die Frage steht jetzt beim Team.",
    question_open: "noch offen",
    question_settled: "geklärt",
    note: "Nachricht an das Team",
    note_text: "Ein paar Worte",
    note_send: "Nachricht senden",
    note_sent: "Die Nachricht steht jetzt beim Team.",
    text_missing: "Bitte schreib zuerst etwas.",
};

/// In English.
pub(super) const EN: CoordinatedTexts = CoordinatedTexts {
    granted_long: |level| match level {
        InsightLevel::Progress => {
            "The team shows you how far it is. It keeps scores, answers and reasons to itself."
        }
        InsightLevel::Scores => {
            "The team shows you how far it is, and the scores of closed milestones. It keeps answers and reasons to \
             itself."
        }
        InsightLevel::Answers => {
            "The team also shows you answers, reasons and measures as they stand. Who wrote what stays within the team."
        }
        InsightLevel::Replay => "The team shows you everything, and how it came about.",
    },
    granted_note: "The team decides this, at any time anew. It also sees when you were here.",
    scores: "Milestone scores",
    scores_none: "No milestone is closed yet.",
    scores_closed: "The team does not show its milestone scores at present.",
    superseded: "superseded, because the milestone was opened again",
    previous_sheets: "Earlier states",
    answers: "Answers and reasons",
    answers_closed: "The team does not show answers and reasons at present. If you want to look at them together, it can \
                     allow that in its settings.",
    no_answer: "not answered yet",
    notes: "The team's notes",
    measures_title: "Measures",
    measures_none: "Nothing is agreed yet.",
    measure_state: |state| match state {
        MeasureState::Open => "open",
        MeasureState::InWork => "in work",
        MeasureState::Done => "done",
        MeasureState::Dropped => "dropped",
    },
    measure_sign: |sign| format!("How it will be noticed: {sign}"),
    measure_due: |day| format!("until {day}"),
    open_analysis: "Open the analysis to read along",
    questions: "Questions to the team",
    questions_text: "Your question appears in the team at the statement that it is about.",
    question_where: "At which statement?",
    question_text: "Your question",
    question_send: "Ask",
    question_sent: "The question is with the team now.",
    question_open: "still open",
    question_settled: "settled",
    note: "Note to the team",
    note_text: "A few words",
    note_send: "Send the note",
    note_sent: "The note is with the team now.",
    text_missing: "Please write something first.",
};
