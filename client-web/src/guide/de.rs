//! The guide in German.

use super::{Chapter, Guide, Snag, Step, Words};

/// The guide in German.
pub static GUIDE: Guide = Guide {
    title: "Leitfaden für die Workshops",
    lead: "Du begleitest ein paar Teams von der Vorbereitung bis zur Nachschau. Hier steht für jede Etappe, was du vorher \
           erledigst, wie ein Treffen ablaufen kann, was du sagen kannst und was hilft, wenn es hakt. Die Zeiten sind \
           Vorschläge; du kennst deine Runde am besten.",
    principles: &[
        (
            "Niemand wird gereiht.",
            "Es gibt keine Gesamtnote und keine Rangliste. Jedes Team vergleicht sich nur mit dem eigenen Stand von \
             früher.",
        ),
        (
            "„Wissen wir noch nicht“ ist eine gute Antwort.",
            "Sie zählt als offen, nicht als null, und zeigt, wo sich das Nachfragen lohnt.",
        ),
        (
            "Zwei Meinungen sind ein Gespräch, kein Fehler.",
            "Etappe bewahrt beide auf, bis sich das Team einigt.",
        ),
        ("Die Analyse gehört dem Team.", "Du siehst nur, was es dir freigibt."),
    ],
    chapters: [M0, M1, M2, M3, M4],
    note: "Leitfaden und Teamblätter passen zum mitgelieferten Fragebogen mit seinen Teilen A, B und C.",
    words: Words {
        principles: "Worauf es ankommt",
        contents: "Die fünf Etappen",
        goal: "Ziel",
        before: "Vorher",
        steps: "Ablauf",
        say: "Zum Beispiel:",
        snags: "Wenn es hakt",
        closing: "Meilenstein schließen",
        between: "Bis zum nächsten Mal",
        after: "Danach",
        handout: "Teamblatt",
        print: "Drucken",
        minutes: "Min.",
    },
};

const M0: Chapter = Chapter {
    name: "Vorbereitung",
    theme: "Alle an Bord holen",
    form: "Auftakttreffen, auch per Video",
    minutes: 60,
    goal: "Alle Teams wissen, was sie erwartet, finden sich in Etappe zurecht und haben selbst entschieden, was du sehen \
           darfst.",
    before: &[
        "Termine und Orte der Workshops in Etappe eintragen.",
        "Je Team eine Person einladen, die das Team leitet und die anderen dazuholt.",
        "Mit jeder Teamleitung kurz sprechen: Um welches Projekt geht es? Wer macht mit?",
        "Die Aussagen einmal ganz durchlesen.",
    ],
    steps: &[
        Step {
            minutes: 10,
            what: "Ankommen",
            how: "Eine Runde: Name, Projekt, ein Satz zur Neugier.",
            say: "Was würdet ihr über euer Projekt gern besser wissen?",
        },
        Step {
            minutes: 15,
            what: "Worum es geht",
            how: "Drei Workshops, dazwischen Zeit zum Ausprobieren. Zeig eine Aussage und die vier Stufen.",
            say: "Das ist keine Prüfung. Es gibt keine Note und keine Rangliste. Ihr schaut auf euren eigenen Weg.",
        },
        Step {
            minutes: 15,
            what: "Wer was sieht",
            how: "Die vier Freigaben: wie weit ein Team ist, Werte (dazu die Werte an den \
                  Meilensteinen; so ist es voreingestellt), Antworten (dazu die Begründungen), Verlauf (dazu, wie alles \
                  entstanden ist).",
            say: "Ihr entscheidet das als Team. Ihr seht, wer hineingeschaut hat, und könnt jederzeit weniger freigeben.",
        },
        Step {
            minutes: 15,
            what: "Hineinkommen",
            how: "Alle öffnen ihren Link und geben einen Namen ein. Die Teamleitung stimmt der Teilnahme zu.",
            say: "Ein Vorname genügt. Wer schon drin ist, hilft nebenan.",
        },
        Step {
            minutes: 5,
            what: "Ausblick",
            how: "Termine wiederholen, Fragen sammeln.",
            say: "Überlegt bis zum ersten Workshop: Um welches eine Projekt soll es gehen?",
        },
    ],
    snags: &[
        Snag {
            sign: "Jemand fürchtet, bewertet zu werden.",
            help: "Zeig deinen Überblick: Er ordnet nie nach Werten. Nur den Fortschritt freizugeben, ist völlig in Ordnung.",
        },
        Snag {
            sign: "Eine Person soll alles allein ausfüllen.",
            help: "Bitte um mindestens zwei Leute. Erst im Gespräch werden Gründe sichtbar.",
        },
    ],
    closing: "Schließ M0, wenn alle dabei sind. Festgehalten wird der Ausgangspunkt jedes Teams, auch wenn noch nichts \
              darin steht.",
    between: "Jedes Team einigt sich auf ein Projekt und liest die Aussagen in Ruhe. Ausfüllen muss noch niemand.",
};

const M1: Chapter = Chapter {
    name: "Workshop 1",
    theme: "Ein erster ehrlicher Blick",
    form: "Alle Teams in einem Raum",
    minutes: 150,
    goal: "Jedes Team hat sein Projekt benannt, Teil A gemeinsam eingeschätzt und erlebt, dass Zweifel willkommen sind.",
    before: &[
        "Tischinseln, Strom und WLAN prüfen; je Team mindestens zwei Geräte.",
        "Teamlinks mit QR-Code bereithalten, Teamblätter ausdrucken.",
        "Überblick für den Beamer öffnen; in dieser Ansicht stehen keine Namen von Personen.",
        "Die Aufgabe bis Workshop 2 in Etappe eintragen.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Ankommen",
            how: "Alle kommen über ihren Link herein. Wer neu ist, sitzt neben jemandem mit Erfahrung.",
            say: "Woran habt ihr zuletzt gemerkt, dass euer Projekt gebraucht wird?",
        },
        Step {
            minutes: 15,
            what: "Sich auf das Projekt einigen",
            how: "Jedes Team schreibt den Titel und zwei Sätze in die Notizen: für wen und wozu.",
            say: "Wovon reden wir heute, und wovon nicht?",
        },
        Step {
            minutes: 20,
            what: "Eine Aussage zum Üben",
            how: "A1.1 mit allen: still überlegen, eine Stufe wählen, den Grund aufschreiben.",
            say: "Woran macht ihr das fest? Nennt ein Beispiel aus den letzten Monaten.",
        },
        Step {
            minutes: 45,
            what: "Im Team einschätzen",
            how: "Die Teams gehen durch Teil A. Du hörst zu und fragst nach, ohne zu urteilen.",
            say: "Wenn ihr unsicher seid: ‚Wissen wir noch nicht‘ ist eine gute Antwort.",
        },
        Step { minutes: 15, what: "Pause", how: "Fenster auf, Geräte zu.", say: "" },
        Step {
            minutes: 25,
            what: "Wo ihr verschieden denkt",
            how: "Aussagen mit zwei Vorschlägen: Jede Seite erzählt, was sie erlebt hat. Wer sich heute nicht einigt, lässt \
                  beides stehen.",
            say: "Was hast du gesehen, das die anderen nicht sehen konnten?",
        },
        Step {
            minutes: 15,
            what: "Gemeinsam schließen",
            how: "Jedes Team nennt eine Stärke und eine offene Frage, dann schließt du den Meilenstein.",
            say: "Was nehmt ihr mit, und wen wollt ihr noch fragen?",
        },
    ],
    snags: &[
        Snag {
            sign: "Ein Team wählt überall die höchste Stufe.",
            help: "Bitte um das Beispiel, das die Stufe verlangt. Ob sich die Stufe ändert, entscheidet das Team.",
        },
        Snag {
            sign: "Ein Team kommt nicht voran.",
            help: "Sucht zusammen fünf Aussagen aus, die gerade wichtig sind. Der Rest darf offen bleiben.",
        },
        Snag {
            sign: "Das WLAN fällt aus.",
            help: "Seite offen lassen. Was wartet, wird gesendet, sobald das Netz zurück ist.",
        },
    ],
    closing: "Sag es an, lass alle zu Ende schreiben und schließ M1. Damit ist der Stand jedes Teams festgehalten; \
              weiterarbeiten geht sofort. Wo noch wenig beantwortet ist, steht statt eines Werts „noch zu wenig \
              beantwortet“, am Anfang ist das normal. Zu früh geschlossen? Du kannst den Meilenstein wieder öffnen; das \
              frühere Ergebnis bleibt als überholt erhalten.",
    between: "Das Team schätzt die Teile B und C ein, am besten in zwei Treffen von einer Stunde, und klärt zwei offene \
              Fragen.",
};

const M2: Chapter = Chapter {
    name: "Workshop 2",
    theme: "Vom Hinsehen zum Verabreden",
    form: "Alle Teams in einem Raum",
    minutes: 150,
    goal: "Jedes Team sieht, was sich bewegt hat, und verabredet zwei oder drei Maßnahmen, die es wirklich schaffen kann.",
    before: &[
        "Bei stillen Teams freundlich anrufen: Was braucht ihr?",
        "Wo es freigegeben ist, bei einer Aussage eine Frage hinterlassen.",
        "Ein Beispiel für eine gute, kleine Maßnahme mitbringen.",
        "Teamblätter ausdrucken und die nächste Aufgabe eintragen.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Ankommen",
            how: "Jedes Team erzählt eine Kleinigkeit, die seit dem letzten Mal anders ist.",
            say: "Was hat euch überrascht?",
        },
        Step {
            minutes: 25,
            what: "Was sich bewegt hat",
            how: "Die Teams legen M1 neben den Stand von heute: andere Antworten, neue Gründe, noch Offenes.",
            say: "Was hat sich im Projekt geändert, und was in eurem Blick darauf?",
        },
        Step {
            minutes: 25,
            what: "Schwerpunkte wählen",
            how: "Jede Person schlägt zwei Aussagen vor, dann wählt das Team höchstens zwei. Die niedrigsten müssen es nicht \
                  sein.",
            say: "Wo würde ein kleiner Schritt am meisten helfen?",
        },
        Step { minutes: 15, what: "Pause", how: "Zeit, um bei anderen Teams vorbeizuschauen.", say: "" },
        Step {
            minutes: 40,
            what: "Maßnahmen verabreden",
            how: "Was tun wir, wer kümmert sich, bis wann, woran merken wir es? Gleich in Etappe eintragen.",
            say: "Woran würde ein Kind merken, dass sich etwas geändert hat?",
        },
        Step {
            minutes: 15,
            what: "Einander beraten",
            how: "Je zwei Teams erzählen sich eine Maßnahme. Wer zuhört, fragt nur.",
            say: "Wer oder was könnte euch dabei helfen?",
        },
        Step {
            minutes: 15,
            what: "Gemeinsam schließen",
            how: "Wer mag, liest eine Maßnahme vor. Dann schließt du den Meilenstein.",
            say: "Was ist euer erster Schritt in dieser Woche?",
        },
    ],
    snags: &[
        Snag {
            sign: "Die Maßnahme ist zu groß.",
            help: "Frag, was davon in acht Wochen zu schaffen ist. Der Rest kommt in die Notizen.",
        },
        Snag {
            sign: "Immer dieselbe Person ist zuständig.",
            help: "Lieber eine Maßnahme weniger oder ein kleinerer Schritt, den jemand anderes übernimmt.",
        },
    ],
    closing: "Wie beim ersten Mal: ansagen, zu Ende schreiben lassen, M2 schließen. Festgehalten sind jetzt auch die \
              Maßnahmen mit ihrem Stand. Wer wissen will, wie ein Wert entsteht, findet die Rechnung direkt dabei.",
    between: "Mit einer Maßnahme anfangen. Nach vier Wochen trägt das Team ein, wie weit sie ist.",
};

const M3: Chapter = Chapter {
    name: "Workshop 3",
    theme: "Noch einmal ehrlich hinsehen",
    form: "Alle Teams in einem Raum",
    minutes: 150,
    goal: "Jedes Team versteht seinen Weg und weiß, wie es ohne die Workshops weitergeht.",
    before: &[
        "Die Teams bitten, den Stand ihrer Maßnahmen einzutragen.",
        "Jedem Team nur seine eigenen Ergebnisse mitgeben, nichts aushängen.",
        "Überlegen, wer in der Region bei welchem Thema helfen kann.",
        "Einen Termin für die Nachschau vorschlagen, sechs bis zwölf Monate später.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Ankommen",
            how: "Jedes Team erzählt, was aus einer Maßnahme geworden ist. Auch Aufgegebenes ist eine Erfahrung.",
            say: "Was habt ihr dabei gelernt?",
        },
        Step {
            minutes: 50,
            what: "Noch einmal einschätzen",
            how: "Zuerst die Aussagen mit Maßnahmen, dann die übrigen. Bei jeder Begründung: Stimmt das noch?",
            say: "Wählt, was heute stimmt, auch wenn die Stufe niedriger ist als beim letzten Mal.",
        },
        Step { minutes: 15, what: "Pause", how: "Kurz an die Luft.", say: "" },
        Step {
            minutes: 25,
            what: "Den eigenen Weg lesen",
            how: "Jedes Team betrachtet M1, M2 und heute und schreibt einen Satz dazu.",
            say: "Wo ist ein Wert gesunken, weil ihr genauer hinseht? Auch das kann ein Fortschritt sein.",
        },
        Step {
            minutes: 30,
            what: "Wie es weitergeht",
            how: "Maßnahmen abschließen, erneuern oder fallen lassen. Klären, wer sich um die Analyse kümmert.",
            say: "Wann setzt ihr euch ohne mich wieder zusammen?",
        },
        Step {
            minutes: 15,
            what: "Gemeinsam schließen",
            how: "Danken, den Termin der Nachschau nennen, den Meilenstein schließen.",
            say: "Worauf seid ihr stolz?",
        },
    ],
    snags: &[
        Snag {
            sign: "Ein Team ist enttäuscht, weil Werte gesunken sind.",
            help: "Wer mehr weiß, wählt oft strenger. Frag, was das Team heute sieht, das ihm am Anfang entgangen ist.",
        },
        Snag {
            sign: "Ein Team will wissen, wie die anderen stehen.",
            help: "Zeig keine Werte anderer. Lade ein, ein anderes Team nach seinem Weg zu fragen.",
        },
    ],
    closing: "Schließ M3 gemeinsam. Das Ergebnis bleibt lesbar, auch wenn das Team weiterschreibt. Es eignet sich für den \
              Bericht an den Vorstand oder die Schulleitung.",
    between: "Weiter an den Maßnahmen arbeiten und einmal im Halbjahr gemeinsam hineinschauen.",
};

const M4: Chapter = Chapter {
    name: "Nachschau",
    theme: "Was geblieben ist",
    form: "Sechs bis zwölf Monate später, auch per Video",
    minutes: 90,
    goal: "Jedes Team stellt fest, was geblieben ist, und entscheidet, ob und wie es weitermacht.",
    before: &[
        "Zwei Wochen vorher einladen und fragen, ob sich im Team etwas geändert hat.",
        "Die Teamleitung bitten, Neue dazuzuholen und alte Zugänge zu beenden.",
        "Die Freigabe ansprechen: Passt sie noch?",
    ],
    steps: &[
        Step {
            minutes: 10,
            what: "Ankommen",
            how: "Eine Runde zur Zeit seit Workshop 3.",
            say: "Was läuft heute anders als damals?",
        },
        Step {
            minutes: 35,
            what: "Aussagen prüfen",
            how: "Nur die Aussagen mit Maßnahmen und die noch offenen.",
            say: "Ist es geblieben, ohne dass jemand daran erinnern musste?",
        },
        Step {
            minutes: 20,
            what: "Maßnahmen durchsehen",
            how: "Jede bekommt ihren Stand: erledigt, in Arbeit oder bewusst aufgegeben.",
            say: "Hat es etwas gebracht, und woran merkt ihr das?",
        },
        Step {
            minutes: 15,
            what: "Ausblick",
            how: "Was wird zur Gewohnheit, und wer kann dabei helfen?",
            say: "Welchem Team würdet ihr davon erzählen?",
        },
        Step {
            minutes: 10,
            what: "Gemeinsam schließen",
            how: "Den letzten Meilenstein schließen und danken.",
            say: "Danke, dass ihr so ehrlich wart.",
        },
    ],
    snags: &[
        Snag {
            sign: "Wer damals dabei war, ist nicht mehr da.",
            help: "Lest die Begründungen, dafür stehen sie dort. Neue dürfen anders einschätzen.",
        },
        Snag {
            sign: "Es ist kaum etwas passiert.",
            help: "Das sagt etwas über die Kräfte, nicht über den Willen. Fragt, was im Weg stand, und schreibt es auf.",
        },
    ],
    closing: "Schließ M4. Danach kannst du den Zyklus archivieren. Die Analysen bleiben bei den Teams.",
    between: "Das Team führt seine Analyse weiter, allein oder in einem neuen Zyklus. Und du: Was machst du beim nächsten \
              Mal anders?",
};
