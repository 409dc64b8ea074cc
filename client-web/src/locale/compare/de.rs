//! German: two points compared, scores over time.

use etappe_protocol::compare::{Digest, Direction, FocusKind};

use super::{CompareTexts, TrendTexts, counted, listed, several};

pub(in crate::locale) const DE: CompareTexts = CompareTexts {
    title: "Vergleich",
    lead: "Was sich zwischen zwei Zeitpunkten bewegt hat, und was nicht.",
    from: "Von",
    to: "Bis",
    begin: "Beginn",
    now: "Jetzt",
    by_date: "Datum …",
    date: "Datum",
    revision: |revision| format!("Stand {revision}"),
    since: |from, to| match to {
        None => format!("Seit {from}"),
        Some(to) => format!("Von {from} bis {to}"),
    },
    digest: |since, digest| {
        let parts = first(digest);
        let parts = if parts.is_empty() { second(digest) } else { parts };
        format!("{since}: {}.", parts.join(", "))
    },
    digest_also: |digest| {
        let parts = second(digest);
        let is_told = parts.is_empty() || first(digest).is_empty();
        (!is_told).then(|| format!("Außerdem: {}.", parts.join(", ")))
    },
    empty: |since| format!("{since} hat sich nichts geändert."),
    empty_text: "Keine Bewertung, kein Text und keine Maßnahme ist anders als vorher. Wählt oben einen früheren Zeitpunkt, \
                 wenn ihr weiter zurückschauen wollt.",
    not_yours: "Der Vergleich gehört zum Verlauf der Analyse. Den sieht, wer im Team mitarbeitet.",
    focus: "Darüber lohnt es sich zu sprechen",
    focus_kind: |kind| match kind {
        FocusKind::DownSameReason => "Tiefer eingeschätzt als vorher, die Begründung ist noch die alte.",
        FocusKind::Contested => "Hier stehen verschiedene Antworten nebeneinander.",
        FocusKind::Overdue => "Der Termin einer Maßnahme ist vorbei.",
        FocusKind::Asked => "Eine Frage der Koordination ist noch offen.",
        FocusKind::DoneUnmoved => "Eine Maßnahme ist erledigt, die Einschätzung ist gleich geblieben.",
        FocusKind::NoReason => "Neu eingeschätzt und noch ohne Begründung.",
    },
    areas: "Nach Bereichen",
    counts: |up, down, other, unmoved| {
        let mut parts = Vec::new();
        for (count, word) in [(up, "nach oben"), (down, "nach unten"), (other, "neu oder anders")] {
            if 0 < count {
                parts.push(format!("{count} {word}"));
            }
        }
        parts.push(format!("{unmoved} gleich"));
        parts.join(", ")
    },
    people: |names| format!("Mitgewirkt haben: {names}"),
    former: "ehemaliges Mitglied",
    and: |names| listed(names, "und"),

    detail: "Im Einzelnen",
    detail_none: "Hier hat sich nichts bewegt.",
    direction: |direction| match direction {
        Direction::Up => "nach oben",
        Direction::Down => "nach unten",
        Direction::Other => "neu oder anders",
    },
    from_to: |before, after| format!("vorher: {before}, jetzt: {after}"),
    no_answer: "keine Antwort",
    contested: "zu klären",
    contested_settled: "inzwischen geklärt",
    reason_same: "Begründung unverändert",
    reason_changed: "Begründung überarbeitet",
    reason_none: "Noch ohne Begründung",
    inserted: "neu: ",
    deleted: "gestrichen: ",
    withheld: "Hier stand vorher etwas anderes",
    text_hidden: "Der Text wurde geändert.",
    marks: "Unterstrichen ist neu, durchgestrichen ist weggefallen.",
    replay: "Im Verlauf ansehen",
    replay_for: |id| format!("Änderung an {id} im Verlauf ansehen"),

    other_texts: "Weitere Texte",
    text_title: "Titel",
    text_notes: "Notizen des Teams",
    text_sentence: |milestone| format!("Der Satz des Teams zu {milestone}"),
    measures: "Maßnahmen",
    measures_live: |count| format!("{} noch zu tun", counted(count, "Maßnahme ist", "Maßnahmen sind")),
    measure_new: "neu vereinbart",
    measure_done: "erledigt",
    measure_dropped: "verworfen",
    measure_changed: "geändert",
    measure_text: "neu formuliert",
    overdue: "Termin vorbei",
    questions: "Fragen der Koordination",
    question_new: "neu gestellt",
    question_settled: "geklärt",
    question_open: "noch offen",
    unmoved: |count| format!("Was gleich geblieben ist ({count})"),
    unmoved_none: "Alles, was beantwortet war, hat sich bewegt.",
    still: |count| {
        if count == 1 { "1 Antwort wie vorher".to_owned() } else { format!("{count} Antworten wie vorher") }
    },
    unanswered: |count| {
        if count == 1 {
            "1 weiterhin ohne Antwort".to_owned()
        } else {
            format!("{count} weiterhin ohne Antwort")
        }
    },

    coordinated: "Zwei Zeitpunkte vergleichen",
    coordinated_need: "Dafür braucht es zwei abgeschlossene Meilensteine.",
    coordinated_button: "Vergleichen",
    coordinated_hidden: "Einzelne Antworten und Texte behält das Team für sich.",

    trend: TrendTexts {
        title: "Über die Zeit",
        lead: "Alle Meilensteine aller Zyklen, und wo ihr jetzt steht.",
        one: "Eine Linie entsteht, sobald ein Meilenstein abgeschlossen ist.",
        break_note: "Gestrichelte Senkrechte: Ab hier gilt eine andere Ausgabe des Fragebogens oder eine andere Rechenregel. \
                     Davor und danach lässt sich nicht vergleichen, deshalb bricht die Linie ab.",
        break_at: |edition, rule| format!("ab hier Ausgabe {edition}, Rechenregel {rule}"),
        partial: "Hohler Punkt: noch nicht alle Aussagen bewertet.",
        gap: "Kleines Kreuz: zu wenige Antworten für einen Wert.",
        subs: |count| format!("{count} Unterkriterien"),
        table: "Als Tabelle",
        coverage: |percent| format!("{percent} bewertet"),
        not_there: "gab es noch nicht",
        described: |name, values| format!("{name}: {values}"),
        compare: "Zwei Zeitpunkte vergleichen",
    },
};

/// What the sentence is about.
fn first(digest: &Digest) -> Vec<String> {
    let mut parts = Vec::new();
    if 0 < digest.moved {
        parts.push(format!("{} bewegt", counted(digest.moved, "Bewertung", "Bewertungen")));
        match (digest.down, digest.moved) {
            (0, _) => {}
            (1, 1) => parts.push("nach unten".to_owned()),
            (down, moved) if down == moved => parts.push("alle nach unten".to_owned()),
            (down, _) => parts.push(format!("{down} davon nach unten")),
        }
    }
    parts.extend(several(&[
        (digest.measures_done, "Maßnahme", "Maßnahmen", "erledigt"),
        (digest.contested, "Aussage", "Aussagen", "zu klären"),
        (digest.open(), "Frage", "Fragen", "offen"),
    ]));
    parts
}

/// What stands below it.
fn second(digest: &Digest) -> Vec<String> {
    several(&[
        (digest.reasons, "Begründung", "Begründungen", "überarbeitet"),
        (digest.measures_new, "Maßnahme", "Maßnahmen", "vereinbart"),
        (digest.measures_dropped, "Maßnahme", "Maßnahmen", "verworfen"),
        (digest.measures_changed, "Maßnahme", "Maßnahmen", "geändert"),
        (digest.texts, "weiterer Text", "weitere Texte", "überarbeitet"),
        (digest.settled, "Frage", "Fragen", "geklärt"),
    ])
}
