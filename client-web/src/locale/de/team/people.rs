//! German: people, settings, coming in.

use crate::locale::team::{JoinTexts, PeopleTexts, SettingsTexts};

pub(super) const PEOPLE: PeopleTexts = PeopleTexts {
    lead: "Wer dabei ist, wer was darf, und wie andere dazukommen.",
    lead_others: "Wer dabei ist. Einladen und Rollen ändern kann die Teamleitung.",
    members: "Im Team",
    role: |role| match role {
        "lead" => "Leitung",
        "member" => "Mitglied",
        "viewer" => "liest mit",
        "guest" => "Gast",
        "coordinator" => "Koordination",
        "programme_lead" => "Programmleitung",
        "operator" => "Betrieb",
        _ => "dabei",
    },
    role_means: |role| match role {
        "lead" => "beantwortet, schreibt, lädt ein und entscheidet, was die Koordination sieht",
        "member" => "beantwortet, schreibt und plant Maßnahmen",
        "viewer" => "liest alles mit, ändert nichts",
        "guest" => "liest einen Tag lang mit, ohne Namen zu sehen",
        _ => "",
    },
    role_of: |name| format!("Rolle von {name}"),
    remove: "Entfernen",
    remove_of: |name| format!("{name} aus dem Team entfernen"),
    remove_title: |name| format!("{name} aus dem Team entfernen?"),
    remove_text: "Der Zugang endet sofort. Was sie oder er beigetragen hat, bleibt stehen.",
    remove_confirm: "Entfernen",
    leave: "Team verlassen",
    leave_title: "Das Team verlassen?",
    leave_text: "Dein Zugang zu dieser Analyse endet sofort. Was du beigetragen hast, bleibt stehen.",
    step_down_title: "Die Leitung abgeben?",
    step_down_text: "Danach kannst du niemanden mehr einladen und keine Rollen ändern, auch deine eigene nicht.",
    step_down_confirm: "Leitung abgeben",
    invite: "Jemanden einladen",
    invite_text: "Ein persönlicher Link für eine Person. Er gilt für einmal Hereinkommen.",
    invite_name: "Name (wenn du magst)",
    invite_mail: "Mailadresse (wenn du magst)",
    invite_mail_hint: "Damit kann die Person später selbst um einen neuen Link bitten. Verschickt wird nichts.",
    invite_role: "Rolle",
    invite_days: "Gültig",
    days: |days| if days == 1 { "1 Tag".to_owned() } else { format!("{days} Tage") },
    invite_button: "Link erzeugen",
    link_for: |name| format!("Der Link für {name}"),
    link_for_someone: "Der persönliche Link",
    link_text: "Schick ihn auf dem Weg, den ihr sonst auch nutzt. Aus Sicherheit steht er nur jetzt hier.",
    link_once: "Gilt für eine Person",
    team_link: "Link für den Raum",
    team_link_text: "Ein Link für alle, die gerade zusammensitzen. Auf die Wand werfen, scannen, Namen eingeben, fertig.",
    team_link_button: "Raum-Link erzeugen",
    team_link_ready: "Der Link für den Raum",
    team_link_scan: "Mit der Kamera scannen",
    qr_name: "QR-Code, der den Link für den Raum enthält",
    qr_large: "Groß zeigen",
    qr_close: "Schließen",
    until: |when| format!("gültig bis {when}"),
    pending: "Offene Einladungen",
    pending_none: "Gerade ist keine Einladung offen.",
    pending_for: |name, role| format!("{name} · {role}"),
    pending_team: |role| format!("Link für den Raum · {role}"),
    revoke: "Zurückziehen",
    revoke_for: |name| format!("Einladung zurückziehen: {name}"),
    asked: |name, when| format!("{name} bittet um einen neuen Link, {when}"),
    asked_button: "Neuen Link erzeugen",
    asked_title: "Verlorene Links",
    done: |what| format!("{what}: erledigt"),
};

pub(super) const SETTINGS: SettingsTexts = SettingsTexts {
    title: "Einstellungen",
    name: "Mein Name",
    name_hint: "So sehen dich die anderen, auch neben dem, was du früher beigetragen hast.",
    name_save: "Namen speichern",
    name_saved: "Gespeichert. Alle sehen jetzt den neuen Namen.",
    sessions: "Wo ich angemeldet bin",
    sessions_text: "Jedes Gerät, auf dem du deinen Link geöffnet hast. Kennst du eines nicht, beende es.",
    this_one: "dieses Gerät",
    seen: |when| format!("zuletzt {when}"),
    since: |when| format!("angemeldet {when}"),
    unknown_agent: "Unbekannter Browser",
    end: "Beenden",
    end_of: |agent| format!("Anmeldung beenden: {agent}"),
    end_others: "Alle anderen beenden",
    ended: "Beendet.",
    ends: |when| format!("Deine Anmeldung hier gilt bis {when}."),
    ends_soon: |when| format!("Deine Anmeldung endet um {when}."),
    ends_soon_text: "Was gespeichert ist, bleibt gespeichert. Halte deinen Einladungslink bereit oder bitte die Teamleitung um \
                     einen neuen.",
};

pub(super) const JOIN: JoinTexts = JoinTexts {
    invited: |role, title| match role {
        "coordinator" => "Du bist eingeladen, Teams durch einen Zyklus zu begleiten.".to_owned(),
        "programme_lead" => "Du bist eingeladen, das Programm im Blick zu behalten.".to_owned(),
        "operator" => "Du richtest diese Installation ein.".to_owned(),
        "lead" => format!("Du bist eingeladen, „{title}“ zu leiten."),
        "viewer" | "guest" => format!("Du bist eingeladen, bei „{title}“ mitzulesen."),
        _ => format!("Du bist eingeladen zu „{title}“."),
    },
    means: |role| match role {
        "coordinator" => {
            "Du siehst, wie weit die Teams sind, und was jedes Team dir darüber hinaus zeigen möchte."
        }
        "programme_lead" => "Du siehst Zahlen über Regionen und Zyklen, nie einzelne Teams.",
        "operator" => "Du legst Regionen, Zyklen und Zugänge an. In Analysen siehst du nicht hinein.",
        "lead" => {
            "Ihr füllt die Selbstanalyse gemeinsam aus. Du kannst andere einladen und entscheidest, was eine Koordination \
             davon sieht."
        }
        "viewer" => "Du siehst alles, so wie es gerade dasteht, und änderst nichts.",
        "guest" => "Du siehst einen Tag lang, wie es gerade dasteht, ohne die Namen der Beteiligten.",
        _ => {
            "Ihr füllt die Selbstanalyse gemeinsam aus, alle gleichzeitig. Dein Name steht neben dem, was du beiträgst."
        }
    },
    name_hint: |role| match role {
        "coordinator" => "So sehen dich die Teams.",
        "programme_lead" | "operator" => "So sehen dich die anderen, die sich kümmern.",
        _ => "So sehen dich die anderen im Team. Ein Vorname genügt.",
    },
    used: "Dieser Link wurde bereits benutzt",
    used_text: "Er galt für einmal Hereinkommen. Warst du das in diesem Browser, geht es auf der Startseite weiter. Sonst bitte um \
                einen neuen.",
    to_start: "Zur Startseite",
    ask_title: "Um einen neuen Link bitten",
    ask_text: "Ist deine Mailadresse bei uns hinterlegt, sieht die Person, die dich eingeladen hat, deine Bitte und kann dir \
               einen neuen Link geben.",
    ask_mail: "Deine Mailadresse",
    ask_button: "Um neuen Link bitten",
    asked: "Danke, deine Bitte ist unterwegs",
    asked_text: "Ist die Adresse bekannt, meldet sich dein Team oder deine Koordination bei dir. Dauert es zu lange, frag sie \
                 einfach direkt.",
    mail_missing: "Bitte gib eine Mailadresse ein, etwa name@beispiel.de.",
};
