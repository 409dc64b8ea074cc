//! German: scores.

use crate::locale::team::ScoreTexts;

pub(super) const SCORES: ScoreTexts = ScoreTexts {
    lead: "Was eure Antworten zusammen ergeben. Es gibt bewusst keine Gesamtnote: Drei Bereiche, jeder für sich.",
    choose: "Zeitpunkt",
    now: "Jetzt",
    at: |title, date| format!("{title}, {date}"),
    milestone: |number| format!("Meilenstein {number}"),
    superseded: "überholt",
    superseded_text: "Dieser Meilenstein wurde danach wieder geöffnet. Die Werte bleiben zum Nachlesen erhalten, zählen aber \
                      nicht mehr.",
    table: "Als Tabelle",
    column_criterion: "Kriterium",
    column_value: "Wert",
    column_before: |title| format!("bei {title}"),
    column_answered: "bewertet",
    answered: |rated, applicable| format!("{rated} von {applicable}"),
    from_parts: |count| {
        if count == 1 {
            "Der Wert des einen Unterkriteriums, das zählt:".to_owned()
        } else {
            format!("Der Mittelwert aus {count} Teilen, jeder zählt gleich viel:")
        }
    },
    from_statements: |count| {
        if count == 1 {
            "Eine Aussage zählt:".to_owned()
        } else {
            format!("Der Mittelwert aus {count} Aussagen, jede zählt gleich viel:")
        }
    },
    own_statements: "Eigene Aussagen des Kriteriums",
    points: |points, of| format!("{points} von {of} Punkten"),
    left_out_not_applicable: "zählt nicht mit: passt nicht zu uns",
    left_out_unknown: "zählt als offen: wissen wir noch nicht",
    left_out_unanswered: "zählt als offen: nicht beantwortet",
    left_out_few: "zählt nicht mit: noch zu wenig beantwortet",
    contested_counts: "strittig – es zählt vorerst die erste Antwort",
    sum: |sum, count, value| format!("{sum} geteilt durch {count} = {value}"),
    coverage: |rated, applicable, percent| {
        format!("Bewertet sind {rated} von {applicable} Aussagen, die zutreffen: {percent}.")
    },
    enough: "Ab 60 % gibt es einen Wert.",
    rule: |rule, edition, revision| {
        format!("Rechenregel {rule}, Fragebogen Ausgabe {edition}, Stand {revision}")
    },
    sentence: "Euer Satz dazu",
    sentence_placeholder: "Wo steht ihr, in euren Worten?",
    trouble: "Die festgehaltenen Werte lassen sich gerade nicht laden.",
    newer: "Diese Werte brauchen eine neuere Fassung von Etappe. Bitte lade die Seite neu.",
    none_yet: "Festgehaltene Werte kommen mit dem ersten Meilenstein dazu.",
};
