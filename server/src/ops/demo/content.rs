//! The people and teams of the demo; all made up.

pub(super) struct Team {
    pub(super) title: &'static str,
    pub(super) members: &'static [&'static str],
    pub(super) began_days_ago: u16,
    /// Item, answer, reason.
    pub(super) answers: &'static [(&'static str, &'static str, &'static str)],
}

pub(super) const COORDINATOR: &str = "Miriam Vogt";
pub(super) const MEMBERS: [&str; 2] = ["Ayşe Demir", "Jonas Feld"];

pub(super) const TEAMS: &[Team] = &[
    Team {
        title: "Löten am Freitag – Werkstatt Nordhafen",
        members: &MEMBERS,
        began_days_ago: 1,
        answers: &[
            (
                "A1.1",
                "3",
                "Die beiden Schulen im Viertel haben keine Werkstatt; in der Umfrage im Mai wollten 41 von 60 Kindern löten lernen.",
            ),
            ("A1.2", "2", "Das Jugendhaus bietet Robotik an. Was genau, müssten wir einmal nachfragen."),
            ("A2.1", "3", "10 bis 14 Jahre, steht so im Konzept."),
            ("A4.1", "4", "Jedes Kind baut sein eigenes Gerät und darf es falsch bauen."),
            ("B1.3", "2", ""),
        ],
    },
    Team {
        title: "Vom Acker ins Labor – Hof Lindengrund",
        members: &["Petra Sommer", "Ole Brandt", "Sina Akin"],
        began_days_ago: 9,
        answers: &[
            ("A1.1", "3", "Zwölf Klassen im Jahr fragen an, wir schaffen acht."),
            ("A1.2", "3", ""),
            ("A1.3", "2", "Bisher nur im Gespräch, nicht aufgeschrieben."),
            ("A2.1", "4", ""),
            ("A2.2", "3", "Der Bus fährt nur vormittags, danach richten sich die Zeiten."),
            ("A2.3", "?", "Förderschulen erreichen wir vermutlich nicht. Wissen wir es?"),
            ("A3.1", "2", ""),
            ("B2.3", "3", "Schutzkonzept von 2024, alle haben es unterschrieben."),
            ("B3.1", "3", ""),
            ("B4.1", "4", ""),
            ("C1.1", "3", ""),
        ],
    },
    Team {
        title: "Code-Kaffee – Stadtbücherei",
        members: &["Lea Winter", "Tarek Haddad"],
        began_days_ago: 23,
        answers: &[
            ("A1.1", "2", ""),
            ("A2.1", "1", "Wer kommt, der kommt – das wollen wir ändern."),
            ("B6.3", "4", ""),
        ],
    },
];
