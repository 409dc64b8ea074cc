//! Words about making something unreadable.

/// What the form for making words unreadable says.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct RedactTexts {
    pub title: &'static str,
    pub text: &'static str,
    pub words: &'static str,
    pub look: &'static str,
    pub missing: &'static str,
    pub nowhere: &'static str,
    pub ask: &'static str,
    /// Commits, and texts that they belong to.
    pub commits: fn(u64, usize) -> String,
    pub questions: fn(u32) -> String,
    pub shown: &'static str,
    pub not_shown: &'static str,
    pub milestones: fn(u64) -> String,
    pub for_good: &'static str,
    pub confirm: &'static str,
    pub done: fn(u64) -> String,
}

pub(super) const DE: RedactTexts = RedactTexts {
    title: "Etwas unkenntlich machen",
    text: "Steht irgendwo ein Name oder etwas anderes, das nicht hierher gehört? Es wird überall im Verlauf durch Blöcke \
           ersetzt, auch wo es längst gelöscht ist. Bewertungen und Werte bleiben, wie sie sind.",
    words: "Wörter, groß oder klein geschrieben",
    look: "Nachsehen, wo es steht",
    missing: "Schreib hinein, was unkenntlich werden soll.",
    nowhere: "Das steht nirgends und stand auch nie da.",
    ask: "Für immer unkenntlich machen?",
    commits: |commits, fields| {
        let changes =
            if commits == 1 { "einer Änderung".to_owned() } else { format!("{commits} Änderungen") };
        let texts = if fields == 1 { "einem Text".to_owned() } else { format!("{fields} Texten") };
        format!("Es steckt in {changes} an {texts}.")
    },
    questions: |count| match count {
        1 => "Es steht auch in einer Frage der Koordination.".to_owned(),
        _ => format!("Es steht auch in {count} Fragen der Koordination."),
    },
    shown: "Einiges davon ist jetzt zu lesen.",
    not_shown: "Jetzt ist nichts davon zu lesen, nur im Verlauf.",
    milestones: |count| {
        match count {
        1 => "Auch was an einem Meilenstein festgehalten wurde, liest sich danach anders. Die Werte dort bleiben.".to_owned(),
        _ => format!("Auch was an {count} Meilensteinen festgehalten wurde, liest sich danach anders. Die Werte dort bleiben."),
    }
    },
    for_good: "Das lässt sich nicht zurücknehmen. Im Verlauf bleibt zu sehen, dass hier etwas unkenntlich gemacht wurde, \
               wann und von wem.",
    confirm: "Unkenntlich machen",
    done: |commits| match commits {
        1 => "In einer Änderung unkenntlich gemacht.".to_owned(),
        _ => format!("In {commits} Änderungen unkenntlich gemacht."),
    },
};

pub(super) const EN: RedactTexts = RedactTexts {
    title: "Make something unreadable",
    text: "Is there a name, or something else that does not belong here? It is replaced by blocks in the whole history, \
           also where it was deleted long ago. Ratings and scores stay as they are.",
    words: "Words, in capital or small letters",
    look: "Look where it stands",
    missing: "Write down what is to become unreadable.",
    nowhere: "That stands nowhere and never did.",
    ask: "Make it unreadable for good?",
    commits: |commits, fields| {
        let changes = if commits == 1 { "one change".to_owned() } else { format!("{commits} changes") };
        let texts = if fields == 1 { "one text".to_owned() } else { format!("{fields} texts") };
        format!("It is in {changes} of {texts}.")
    },
    questions: |count| match count {
        1 => "It stands in a coordinator's question, too.".to_owned(),
        _ => format!("It stands in {count} questions of coordinators, too."),
    },
    shown: "Some of it is to be read now.",
    not_shown: "None of it is to be read now, only in the history.",
    milestones: |count| match count {
        1 => "What was kept at a milestone will read differently, too. The scores there stay.".to_owned(),
        _ => {
            format!("What was kept at {count} milestones will read differently, too. The scores there stay.")
        }
    },
    for_good: "This cannot be undone. The history goes on showing that something was made unreadable here, when and by whom.",
    confirm: "Make unreadable",
    done: |commits| match commits {
        1 => "Made unreadable in one change.".to_owned(),
        _ => format!("Made unreadable in {commits} changes."),
    },
};
