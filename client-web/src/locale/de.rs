//! German.

mod team;

use etappe_protocol::frame::Failure;
use etappe_protocol::rejection::Rejection;

use super::{Lang, Texts, length};
use crate::sync::save_state::SaveState;

/// The words in German.
pub static DE: Texts = Texts {
    skip: "Zum Inhalt springen",
    language: "Sprache",
    logout: "Abmelden",
    loading: "Wird geladen …",
    try_again: "Noch einmal versuchen",
    just_now: "gerade eben",
    someone: "Jemand",
    you: "Du",
    untitled: "Noch ohne Titel",
    trouble: "Das hat gerade nicht geklappt",
    trouble_text: "Der Server war nicht zu erreichen oder konnte nicht antworten. Es ist nichts verloren gegangen.",
    not_found: "Hier ist nichts zu finden",
    not_found_text: "Diese Analyse gibt es nicht, oder dein Zugang gehört zu einer anderen. Nimm am besten den Link, den ihr \
                     bekommen habt.",
    signed_out: "Bitte öffne deinen Einladungslink",
    signed_out_text: "Etappe kommt ohne Passwörter aus: Herein führt der Link aus eurer Einladung. Ist er nicht mehr \
                      gültig, kann dir die Person, die dich eingeladen hat, einen neuen geben.",

    join_title: "Schön, dass du da bist",
    join_name: "Dein Name",
    join_name_missing: "Bitte gib einen Namen ein, damit die anderen wissen, wer da ist.",
    join_button: "Teilnehmen",
    join_closed: "Dieser Link öffnet nichts mehr",
    join_closed_text: "Vielleicht wurde er schon benutzt oder ist abgelaufen. Bitte die Person, die ihn dir gegeben hat, \
                       um einen neuen. Bist du schon angemeldet, geht es auf der Startseite weiter.",

    start_title: "Eure Analysen",
    start_empty: "Noch gehört keine Analyse zu deinem Zugang. Sobald dich ein Team einlädt, steht sie hier.",
    answered: |rated, items| format!("{rated} von {items} beantwortet"),

    criteria: "Kriterien",
    criteria_toggle: "Kriterien und Beteiligte",
    of: |rated, items| format!("{rated} von {items}"),
    open_contested: |count| {
        if count == 1 { "1 zu klären".to_owned() } else { format!("{count} zu klären") }
    },
    previous_open: "Vorige offene",
    next_open: "Nächste offene",
    all_answered: "Alles beantwortet",
    title_label: "Titel der Analyse",
    title_placeholder: "Wie heißt euer Projekt?",
    notes: "Notizen des Teams",
    notes_hint: "Für alles, was ihr euch merken wollt. Alle im Team können hier schreiben.",
    notes_placeholder: "Offene Fragen, Absprachen, Links …",
    reason: "Begründung",
    reason_for: |item| format!("Begründung zu {item}"),
    reason_placeholder: "Woran macht ihr das fest?",
    reason_wanted: "Bitte schreibt kurz dazu, warum das nicht zu euch passt.",
    clear: "Antwort zurücknehmen",
    clear_for: |item| format!("Antwort zu {item} zurücknehmen"),
    set_by: |who, when| format!("{who}, {when}"),
    not_saved_yet: "noch nicht gespeichert",
    chars_left: |left| if left == 1 { "noch 1 Zeichen".to_owned() } else { format!("noch {left} Zeichen") },
    too_long: |max, over| {
        format!(
            "Hier passen höchstens {max} Zeichen hinein. Es wären {over} zu viel, darum steht es noch nicht da."
        )
    },
    too_many_pending: "Es warten schon sehr viele Änderungen. Bitte erst wieder schreiben, wenn sie gespeichert sind.",
    not_taken: "Das ließ sich hier nicht einfügen. Der Text steht wieder so da, wie er für alle gilt.",
    read_only: "Du kannst mitlesen. Ändern können nur die Mitglieder des Teams.",
    empty_catalogue: "Dieser Fragebogen enthält keine Aussagen.",
    printed_unanswered: "noch nicht beantwortet",

    contested: |count| {
        let proposals = if count == 2 { "Zwei".to_owned() } else { count.to_string() };
        format!("{proposals} Vorschläge – bitte klärt es gemeinsam")
    },
    contested_text: "Ihr habt gleichzeitig Verschiedenes gewählt. Alles ist aufgehoben, bis ihr euch einigt.",
    counts_now: "gilt vorerst",
    settle: "Darauf einigen",
    settle_on: |level| format!("Auf „{level}“ einigen"),
    withdraw: "Meinen Vorschlag zurücknehmen",
    changed_by: |who, level| format!("{who} hat eben „{level}“ gewählt."),
    cleared_by: |who| format!("{who} hat die Antwort eben zurückgenommen."),
    back_to: |level| format!("Zurück zu „{level}“"),

    here: "Gerade hier",
    here_alone: "Außer dir ist gerade niemand hier.",
    here_unknown: "Ohne Verbindung ist nicht zu sehen, wer hier ist.",
    here_now: |count| {
        if count == 1 {
            "Außer dir ist 1 Person hier".to_owned()
        } else {
            format!("Außer dir sind {count} Personen hier")
        }
    },
    at_item: |item| format!("bei {item}"),
    at_title: "beim Titel",
    at_notes: "bei den Notizen",
    at_measure: "bei einer Maßnahme",
    at_milestone: "bei einem Meilenstein",
    looks_around: "sieht sich um",

    announce: "Ansagen für Vorleseprogramme",
    announce_off: "aus",
    announce_section: "nur dieser Abschnitt",
    announce_all: "alles",
    announced_lost: "Verbindung unterbrochen. Deine Änderungen sind noch nicht gespeichert und warten.",

    saving: |state, now_ms| {
        let wait = |count: usize| {
            if count == 1 { "1 Änderung wartet".to_owned() } else { format!("{count} Änderungen warten") }
        };
        match state {
            SaveState::Connecting => "Verbindung wird aufgebaut".to_owned(),
            SaveState::Saved => "Alles gespeichert".to_owned(),
            SaveState::Saving(1) => "1 Änderung wird gespeichert".to_owned(),
            SaveState::Saving(count) => format!("{count} Änderungen werden gespeichert"),
            SaveState::Waiting(count) => wait(count),
            SaveState::Offline { since_ms, pending } => {
                let since = since_ms.map(|since_ms| format!(" seit {}", length(Lang::De, now_ms - since_ms)));
                let waiting = if pending == 0 { String::new() } else { format!(" – {}", wait(pending)) };
                format!("Nicht verbunden{}{waiting}", since.unwrap_or_default())
            }
        }
    },
    leave: "Es sind noch nicht alle Änderungen gespeichert.",

    refused_text: "Das konnte nicht gespeichert werden",
    refused_rating: "Deine Antwort wurde nicht übernommen",
    rejection: |reason| match reason {
        Rejection::Forbidden => "Du darfst hier nichts ändern.",
        Rejection::UnknownItem | Rejection::UnknownField | Rejection::UnknownOption => {
            "Das gibt es in diesem Fragebogen nicht."
        }
        Rejection::OutOfRange => "Die Stelle im Text gibt es nicht mehr.",
        Rejection::TextTooLong => "Zusammen mit dem, was andere geschrieben haben, wäre der Text zu lang.",
        Rejection::DependsOnRejected => {
            "Es baute auf einer Änderung auf, die nicht gespeichert werden konnte."
        }
        Rejection::Superseded => "Inzwischen gilt etwas Neueres von dir.",
        Rejection::ChangedSince => {
            "Jemand hat hier inzwischen etwas geändert. Bitte sieh es dir noch einmal an."
        }
        Rejection::NothingToWithdraw => "Hier war nichts mehr zurückzunehmen.",
        Rejection::TooManyProposals => "Es liegen schon sehr viele Vorschläge vor.",
        Rejection::BaseOutOfReach => {
            "Die Verbindung war zu lange unterbrochen, um es an der richtigen Stelle einzufügen."
        }
        Rejection::AlreadyExists => "Das gibt es schon.",
        Rejection::Unavailable => "Der Server kann zurzeit nichts speichern.",
        Rejection::UnknownMeasure => "Diese Maßnahme gibt es nicht mehr.",
        Rejection::UnknownQuestion => "Diese Frage ist schon geklärt.",
        Rejection::NotEnrolled => "Euer Team nimmt an diesem Zyklus nicht teil.",
        Rejection::UnknownMilestone => {
            "Das geht an diesem Meilenstein nicht mehr. Bitte sieh noch einmal nach."
        }
        Rejection::TextMissing => "Hier fehlt noch ein Text.",
        Rejection::TooMany => "Davon gibt es schon so viele, wie hier hineinpassen.",
        Rejection::Archived => "Dieser Zyklus ist abgeschlossen und archiviert.",
        Rejection::Unchanged => "Das ist schon so.",
        Rejection::NotListed => "Das gibt es hier nicht.",
    },
    copy: "Kopieren",
    copied: "Kopiert",
    insert_again: "Wieder einfügen",
    dismiss: "Verwerfen",

    fenced: "Diese Analyse ist an anderer Stelle weiter offen",
    fenced_text: "Hier wird gerade nichts mehr gespeichert und nichts mehr aktualisiert.",
    fenced_button: "Hier weiterarbeiten",
    ended: "Deine Anmeldung ist zu Ende",
    ended_text: "Was du geschrieben hast, steht noch hier. Öffne deinen Einladungslink in einem anderen Tab, komm dann \
                 zurück und verbinde wieder: Was noch wartet, wird dann gespeichert.",
    ended_button: "Wieder verbinden",
    failure: |failure| match failure {
        Failure::Version => "Etappe wurde erneuert. Bitte lade die Seite neu.",
        Failure::NewerEvents => {
            "Diese Analyse braucht eine neuere Fassung von Etappe. Bitte lade die Seite neu."
        }
        Failure::UnknownStream => "Diese Analyse gibt es nicht, oder dein Zugang gehört zu einer anderen.",
        Failure::Unreadable => "Diese Analyse lässt sich zurzeit nicht lesen.",
        Failure::Unavailable => "Der Server kann zurzeit nichts speichern.",
        Failure::Restarting => "Der Server startet neu.",
        Failure::RateLimited => "Das waren sehr viele Änderungen auf einmal. Gleich geht es weiter.",
        Failure::FutureRevision
        | Failure::ReplicaTaken
        | Failure::Fenced
        | Failure::Subscription
        | Failure::TooSlow
        | Failure::SessionEnded => "Die Verbindung wurde beendet.",
    },
    reload: "Seite neu laden",

    report: super::report::DE,
    scores: super::scores::DE,
    redact: super::redact::DE,
    replay: super::replay::DE,
    compare: super::compare::DE,
    cycle: super::cycle::DE,
    team: team::TEAM,
};
