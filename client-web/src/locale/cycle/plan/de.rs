//! German.

use etappe_protocol::cycle::MilestoneKind;

use super::PlanTexts;

/// The words in German.
pub(in crate::locale::cycle) const DE: PlanTexts = PlanTexts {
    title: |cycle| format!("Planen: {cycle}"),
    to_board: "Zum Überblick",
    milestones: "Termine",
    milestones_text: "Vorbereitung, so viele Workshops, wie ihr braucht, und eine Nachschau. Alles lässt sich später \
                      verschieben.",
    kind: |kind| match kind {
        MilestoneKind::Preparation => "Vorbereitung",
        MilestoneKind::Workshop => "Workshop",
        MilestoneKind::FollowUp => "Nachschau",
    },
    kind_title: |kind, number| match kind {
        MilestoneKind::Preparation => "Vorbereitung".to_owned(),
        MilestoneKind::Workshop => format!("Workshop {number}"),
        MilestoneKind::FollowUp => "Nachschau".to_owned(),
    },
    add: |kind| match kind {
        MilestoneKind::Preparation => "Vorbereitung eintragen",
        MilestoneKind::Workshop => "Workshop eintragen",
        MilestoneKind::FollowUp => "Nachschau eintragen",
    },
    edit: |title| format!("{title} ändern"),
    name: "Titel",
    date: "Tag",
    time: "Beginn",
    duration: "Dauer in Minuten",
    zone: "Zeitzone",
    place: "Ort",
    place_hint: "Raum, Adresse oder Link; kann leer bleiben",
    save: "Speichern",
    cancel: "Abbrechen",
    remove: |title| format!("{title} streichen"),
    move_on: "Verschieben oder ändern",
    when: |day, begin, end| format!("{day}, {begin} bis {end} Uhr"),
    date_missing: "Bitte trage Tag und Uhrzeit ein.",
    zone_unknown: "Diese Zeitzone kennt der Browser nicht. Beispiel: Europe/Berlin",
    homework: |title| format!("Aufgabe nach „{title}“"),
    homework_none: "Noch keine Aufgabe für danach",
    homework_label: "Was die Teams danach tun",
    homework_edit: |title| format!("Aufgabe nach „{title}“ schreiben"),
    reminder: |title| format!("Erinnerung an „{title}“ zum Kopieren"),
    reminder_de: "Auf Deutsch",
    reminder_en: "Auf Englisch",
    copy: "Kopieren",
    copied: "Kopiert",
    copy_failed: "Der Browser erlaubt das Kopieren hier nicht. Bitte markiere den Text und kopiere ihn selbst.",
    conflict: "Da war jemand schneller",
    conflict_text: |theirs| format!("Inzwischen steht dort: „{theirs}“. Was soll gelten?"),
    conflict_theirs: "Das andere behalten",
    conflict_mine: "Meine Fassung nehmen",
    saved: "Gespeichert",

    closed: |when| format!("abgeschlossen, Stand {when}"),
    close: |title| format!("{title} abschließen"),
    close_title: |title| format!("„{title}“ abschließen"),
    close_text: "Für jedes Team wird festgehalten, wo es in diesem Augenblick steht: Antworten, Werte und Maßnahmen. \
                 Daraus entsteht der Auswertungsbogen. Die Teams arbeiten einfach weiter; nichts wird gesperrt, und \
                 nichts geht verloren.",
    close_states: "So stehen die Teams gerade",
    close_none: "Noch nimmt kein Team teil. Wer später dazukommt, bekommt keinen Bogen für diesen Meilenstein.",
    close_state: |answered, statements, contested| match contested {
        0 => format!("{answered} von {statements} beantwortet"),
        _ => format!("{answered} von {statements} beantwortet, {contested} zu klären"),
    },
    close_when: "Welcher Augenblick soll gelten?",
    close_now: "Jetzt",
    close_then: "Ein früherer Zeitpunkt",
    close_future: "Dieser Zeitpunkt liegt noch in der Zukunft.",
    close_confirm: "Abschließen",
    close_done: |title| format!("„{title}“ ist abgeschlossen"),
    pins: |made, missing| {
        let made = if made == 1 { "1 Team ist".to_owned() } else { format!("{made} Teams sind") };
        match missing {
            0 => format!("{made} festgehalten."),
            1 => format!("{made} festgehalten. Bei 1 Team dauert es noch; das geht von selbst weiter."),
            _ => format!(
                "{made} festgehalten. Bei {missing} Teams dauert es noch; das geht von selbst weiter."
            ),
        }
    },
    done: "Fertig",
    reopen: |title| format!("{title} wieder öffnen"),
    reopen_title: |title| format!("„{title}“ wieder öffnen?"),
    reopen_text: "Der Meilenstein lässt sich danach noch einmal abschließen. Der bisherige Bogen bleibt erhalten und \
                  wird als überholt gekennzeichnet.",
    reopen_confirm: "Wieder öffnen",

    teams: "Teams",
    teams_text: "Ein Team erscheint mit seinem Fortschritt, sobald es zugestimmt hat. Wie viel es darüber hinaus zeigt, \
                 entscheidet es selbst.",
    team_new: "Neues Team",
    team_initiative: "Wer trägt das Projekt?",
    team_project: "Wie heißt das Projekt?",
    team_lead: "Wer leitet das Team?",
    team_make: "Team anlegen",
    team_made: |title| format!("„{title}“ ist angelegt und eingeladen"),
    link_once: "Dieser Link gilt für eine Person und wird nur jetzt gezeigt. Gib ihn der Teamleitung.",
    link: "Link für die Teamleitung",
    qr: "Als Code zum Abfotografieren",
    team_known: "Ein Team einladen, das es schon gibt",
    team_known_label: "Link oder Kennung der Analyse",
    team_known_hint: "Das Team findet die Kennung in der Adresse seiner Analyse.",
    team_known_wrong: "Darin steht keine Kennung einer Analyse.",
    team_invite: "Einladen",
    withdraw: "Einladung zurücknehmen",
    withdraw_for: |title| format!("Einladung an {title} zurücknehmen"),
    enrolled: "dabei",
    invited: "eingeladen",
    left: "nicht mehr dabei",

    people: "Wer begleitet",
    people_text: "Alle hier sehen den Überblick und können planen und abschließen.",
    you: "du",
    invite_name: "Name",
    invite_make: "Link erzeugen",
    open_until: |when| format!("eingeladen, Link gilt bis {when}"),
    revoke: "Zurücknehmen",
    end_role: |name| format!("{name} die Begleitung entziehen"),

    notes: "Nachrichten an alle Teams",
    notes_text: "Steht bei jedem Team, solange du sie nicht zurücknimmst.",
    note_label: "Nachricht",
    note_send: "An alle senden",
    note_sent: |when| format!("gesendet {when}"),
    note_to_one: "an ein Team",
    note_withdraw: "Zurücknehmen",

    calendar: "Kalender",
    calendar_text: "Mit dieser Adresse zeigt dein Kalender die Termine und verschiebt sie mit. Sie ist nur für dich.",
    calendar_show: "Adresse zeigen",

    cycle: "Der Zyklus selbst",
    rename: "Titel",
    archive: "Zyklus archivieren",
    archive_text: "Danach ändert sich hier nichts mehr; alles bleibt lesbar. Du kannst ihn wieder öffnen.",
    unarchive: "Zyklus wieder öffnen",
    unarchive_text: "Dieser Zyklus ist archiviert. Alles bleibt lesbar, aber nichts ändert sich.",
};
