//! The handouts in German.

use super::{Answer, Handouts, Sheet, Words};

/// The handouts in German.
pub static HANDOUTS: Handouts = Handouts {
    sheets: [
        Sheet {
            title: "Gut vorbereitet",
            today: [
                "Wir lernen die anderen Teams und den Ablauf kennen.",
                "Wir öffnen unseren Link und geben einen Namen ein.",
                "Wir entscheiden, was unsere Koordination sehen darf.",
            ],
            questions: [
                "Um welches eine Projekt soll es gehen?",
                "Wer macht mit, und wessen Sicht würde sonst fehlen?",
                "Was möchten wir am Ende besser wissen?",
            ],
        },
        Sheet {
            title: "Ein erster ehrlicher Blick",
            today: [
                "Wir einigen uns auf unser Projekt.",
                "Wir schätzen Teil A ein: überlegen, Stufe wählen, Grund aufschreiben.",
                "Wo wir verschieden denken, hören wir einander zu.",
            ],
            questions: [
                "Was läuft gut, und woran sehen wir das?",
                "Wo haben wir verschieden gewählt, und warum?",
                "Was wissen wir noch nicht, und wer könnte es wissen?",
            ],
        },
        Sheet {
            title: "Vom Hinsehen zum Verabreden",
            today: [
                "Wir schauen, was sich seit Workshop 1 bewegt hat.",
                "Wir wählen höchstens zwei Schwerpunkte.",
                "Wir verabreden Maßnahmen und tragen sie in Etappe ein.",
            ],
            questions: [
                "Was hat sich im Projekt geändert, was in unserem Blick?",
                "Wo würde ein kleiner Schritt am meisten helfen?",
                "Was tun wir, wer, bis wann, und woran merken wir es?",
            ],
        },
        Sheet {
            title: "Noch einmal ehrlich hinsehen",
            today: [
                "Wir erzählen, was aus unseren Maßnahmen geworden ist.",
                "Wir schätzen neu ein. Eine niedrigere Stufe kann heißen, dass wir genauer hinsehen.",
                "Wir verabreden, wie es ohne Workshops weitergeht.",
            ],
            questions: [
                "Worauf sind wir stolz?",
                "Was sehen wir heute, das uns am Anfang entgangen ist?",
                "Wann setzen wir uns wieder zusammen, und wer lädt ein?",
            ],
        },
        Sheet {
            title: "Was geblieben ist",
            today: [
                "Wir prüfen die Aussagen, zu denen es Maßnahmen gab.",
                "Wir tragen ein, was erledigt ist und was wir aufgegeben haben.",
                "Wir überlegen, was zur Gewohnheit werden soll.",
            ],
            questions: [
                "Was ist geblieben, ohne dass jemand daran erinnern musste?",
                "Was haben wir aufgegeben, und war das richtig?",
                "Was geben wir weiter, und an wen?",
            ],
        },
    ],
    levels: [
        Answer { name: "Noch nicht im Blick", anchor: "Dazu gibt es bei uns bisher nichts oder nur Zufall." },
        Answer {
            name: "Angefangen",
            anchor: "Einzelne tun es; es ist nicht verabredet und hängt an Personen.",
        },
        Answer {
            name: "Verabredet und üblich",
            anchor: "Es ist abgesprochen und geschieht meistens; ein Beispiel können wir nennen.",
        },
        Answer {
            name: "Verankert und überprüft",
            anchor: "Es geschieht verlässlich, auch ohne bestimmte Personen, und wir haben zuletzt geprüft, ob es wirkt.",
        },
    ],
    others: [
        Answer { name: "Passt nicht zu uns", anchor: "Gilt für dieses Projekt nicht (kurze Begründung)." },
        Answer {
            name: "Wissen wir noch nicht",
            anchor: "Wir müssen es erst klären; bleibt offen und erscheint auf der Liste.",
        },
    ],
    data: &[
        "Im Team sehen alle alles, mit Namen.",
        "Eure Koordination sieht, was ihr freigebt. Ihr seht, wer hineingeschaut hat, und könnt es ändern.",
        "Andere Teams sehen eure Antworten nicht. Eine Rangliste gibt es nicht.",
    ],
    words: Words {
        all: "Teamblätter",
        team: "Team",
        date: "Datum",
        today: "Heute",
        scale: "So antworten wir",
        questions: "Darüber sprechen wir",
        data: "Wer sieht was?",
        next: "Nächstes Treffen am",
        next_time: "um",
        next_place: "Ort",
        guide: "Zum Leitfaden",
        print: "Drucken",
    },
};
