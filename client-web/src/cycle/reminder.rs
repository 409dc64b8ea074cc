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

impl Reminder<'_> {
    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::De => self.german(),
            Lang::En => self.english(),
        }
    }

    fn german(&self) -> String {
        let schedule = self.schedule;
        let invitation = match schedule.kind {
            MilestoneKind::Preparation => "bald geht es los:",
            MilestoneKind::Workshop => "wir sehen uns bald wieder:",
            MilestoneKind::FollowUp => "es ist Zeit, gemeinsam zurückzuschauen:",
        };
        let mut text = format!(
            "Liebe Teams,\n\n{invitation}\n\n{}\n{}, {} bis {} Uhr ({})\n",
            schedule.title,
            self.day,
            schedule.time,
            end_time(schedule),
            schedule.zone
        );
        if !schedule.place.is_empty() {
            text.push_str(&format!("{}\n", schedule.place));
        }
        if !self.homework.is_empty() {
            text.push_str(&format!("\nBis dahin:\n{}\n", self.homework));
        }
        text.push_str(&format!(
            "\nEure Analyse findet ihr wie immer hier: {}\n\nHerzliche Grüße\n{}\n",
            self.address, self.cycle
        ));
        text
    }

    fn english(&self) -> String {
        let schedule = self.schedule;
        let invitation = match schedule.kind {
            MilestoneKind::Preparation => "we are about to start:",
            MilestoneKind::Workshop => "we shall meet again soon:",
            MilestoneKind::FollowUp => "it is time to look back together:",
        };
        let mut text = format!(
            "Dear teams,\n\n{invitation}\n\n{}\n{}, {} to {} ({})\n",
            schedule.title,
            self.day,
            schedule.time,
            end_time(schedule),
            schedule.zone
        );
        if !schedule.place.is_empty() {
            text.push_str(&format!("{}\n", schedule.place));
        }
        if !self.homework.is_empty() {
            text.push_str(&format!("\nUntil then:\n{}\n", self.homework));
        }
        text.push_str(&format!(
            "\nYou find your analysis here, as always: {}\n\nKind regards\n{}\n",
            self.address, self.cycle
        ));
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
