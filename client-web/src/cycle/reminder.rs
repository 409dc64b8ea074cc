//! A reminder to copy into whatever a coordinator writes with.

use etappe_protocol::cycle::{MilestoneKind, Schedule};

use super::moment::end_time;
use crate::locale::Lang;

/// What a reminder says; the day comes in as words, because the browser has the calendar's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder<'a> {
    /// The cycle's title.
    pub cycle: &'a str,
    /// The milestone.
    pub schedule: &'a Schedule,
    /// Its day in words, such as "Donnerstag, 12. März 2026".
    pub day: &'a str,
    /// What teams are to have done until then; empty for nothing.
    pub homework: &'a str,
    /// Where Etappe is, such as `https://etappe.example`.
    pub address: &'a str,
}

/// What differs between the languages.
struct Words {
    dear: &'static str,
    /// To a preparation, a workshop, a follow-up.
    soon: [&'static str; 3],
    /// Start and end of a time of day.
    hours: fn(&str, &str) -> String,
    until_then: &'static str,
    here: &'static str,
    regards: &'static str,
}

const GERMAN: Words = Words {
    dear: "Liebe Teams,",
    soon: ["bald geht es los:", "wir sehen uns bald wieder:", "es ist Zeit, gemeinsam zurückzuschauen:"],
    hours: |start, end| format!("{start} bis {end} Uhr"),
    until_then: "Bis dahin:",
    here: "Eure Analyse findet ihr wie immer hier:",
    regards: "Herzliche Grüße",
};

const ENGLISH: Words = Words {
    dear: "Dear teams,",
    soon: ["we are about to start:", "we shall meet again soon:", "it is time to look back together:"],
    hours: |start, end| format!("{start} to {end}"),
    until_then: "Until then:",
    here: "You find your analysis here, as always:",
    regards: "Kind regards",
};

impl Reminder<'_> {
    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = match lang {
            Lang::De => GERMAN,
            Lang::En => ENGLISH,
        };
        let Self { cycle, schedule, day, homework, address } = *self;
        let [preparation, workshop, follow_up] = words.soon;
        let soon = match schedule.kind {
            MilestoneKind::Preparation => preparation,
            MilestoneKind::Workshop => workshop,
            MilestoneKind::FollowUp => follow_up,
        };
        let hours = (words.hours)(&schedule.time.to_string(), &end_time(schedule).to_string());
        let mut text =
            format!("{}\n\n{soon}\n\n{}\n{day}, {hours} ({})\n", words.dear, schedule.title, schedule.zone);
        if !schedule.place.is_empty() {
            text.push_str(&format!("{}\n", schedule.place));
        }
        if !homework.is_empty() {
            text.push_str(&format!("\n{}\n{homework}\n", words.until_then));
        }
        text.push_str(&format!("\n{} {address}\n\n{}\n{cycle}\n", words.here, words.regards));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule() -> Schedule {
        Schedule {
            kind: MilestoneKind::Workshop,
            title: "Workshop 2".to_owned(),
            date: "2026-05-07".parse().unwrap(),
            time: "14:30".parse().unwrap(),
            duration_min: 180,
            zone: "Europe/Berlin".to_owned(),
            place: "Stadtbibliothek, Raum 3".to_owned(),
        }
    }

    #[test]
    fn a_reminder_says_when_where_and_what_until_then() {
        let schedule = schedule();
        let reminder = Reminder {
            cycle: "Region Nord 2026",
            schedule: &schedule,
            day: "Donnerstag, 7. Mai 2026",
            homework: "Lest eure offenen Fragen noch einmal.",
            address: "https://etappe.example",
        };
        let german = reminder.text(Lang::De);
        assert!(german.contains("Workshop 2\nDonnerstag, 7. Mai 2026, 14:30 bis 17:30 Uhr (Europe/Berlin)\nStadtbibliothek, Raum 3\n"), "{german}");
        assert!(german.contains("\nBis dahin:\nLest eure offenen Fragen noch einmal.\n"), "{german}");
        let english = Reminder { day: "Thursday, 7 May 2026", ..reminder }.text(Lang::En);
        assert!(english.contains("Thursday, 7 May 2026, 14:30 to 17:30 (Europe/Berlin)"), "{english}");
        assert!(english.ends_with("https://etappe.example\n\nKind regards\nRegion Nord 2026\n"), "{english}");
    }

    #[test]
    fn what_is_not_there_leaves_no_gap() {
        let schedule = Schedule { place: String::new(), kind: MilestoneKind::FollowUp, ..schedule() };
        let reminder = Reminder {
            cycle: "Nord",
            schedule: &schedule,
            day: "heute",
            homework: "",
            address: "https://e.example",
        };
        for lang in [Lang::De, Lang::En] {
            let text = reminder.text(lang);
            assert!(
                !text.contains("\n\n\n") && !text.contains("Bis dahin") && !text.contains("Until then"),
                "{text}"
            );
        }
    }
}
