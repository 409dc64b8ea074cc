//! Words about two points compared, and about scores over time.

mod de;
mod en;

use etappe_protocol::compare::{Digest, Direction, FocusKind};

pub(super) use de::DE;
pub(super) use en::EN;

/// What a comparison says.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct CompareTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub begin: &'static str,
    pub now: &'static str,
    pub by_date: &'static str,
    pub date: &'static str,
    pub revision: fn(u64) -> String,
    pub since: fn(&str, Option<&str>) -> String,
    pub digest: fn(&str, &Digest) -> String,
    pub digest_also: fn(&Digest) -> Option<String>,
    pub empty: fn(&str) -> String,
    pub empty_text: &'static str,
    pub not_yours: &'static str,
    pub focus: &'static str,
    pub focus_kind: fn(FocusKind) -> &'static str,
    pub areas: &'static str,
    pub counts: fn(u32, u32, u32, u32) -> String,
    pub people: fn(&str) -> String,
    pub former: &'static str,
    pub and: fn(&[String]) -> String,

    pub detail: &'static str,
    pub detail_none: &'static str,
    pub direction: fn(Direction) -> &'static str,
    pub from_to: fn(&str, &str) -> String,
    pub no_answer: &'static str,
    pub contested: &'static str,
    pub contested_settled: &'static str,
    pub reason_same: &'static str,
    pub reason_changed: &'static str,
    pub reason_none: &'static str,
    pub inserted: &'static str,
    pub deleted: &'static str,
    pub withheld: &'static str,
    pub text_hidden: &'static str,
    pub marks: &'static str,
    pub replay: &'static str,
    pub replay_for: fn(&str) -> String,

    pub other_texts: &'static str,
    pub text_title: &'static str,
    pub text_notes: &'static str,
    pub text_sentence: fn(&str) -> String,
    pub measures: &'static str,
    pub measures_live: fn(u32) -> String,
    pub measure_new: &'static str,
    pub measure_done: &'static str,
    pub measure_dropped: &'static str,
    pub measure_changed: &'static str,
    pub measure_text: &'static str,
    pub overdue: &'static str,
    pub questions: &'static str,
    pub question_new: &'static str,
    pub question_settled: &'static str,
    pub question_open: &'static str,
    pub unmoved: fn(u32) -> String,
    pub unmoved_none: &'static str,
    pub still: fn(usize) -> String,
    pub unanswered: fn(usize) -> String,

    pub coordinated: &'static str,
    pub coordinated_need: &'static str,
    pub coordinated_button: &'static str,
    pub coordinated_hidden: &'static str,

    pub trend: TrendTexts,
}

/// What a trend says.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct TrendTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub one: &'static str,
    pub break_note: &'static str,
    pub break_at: fn(u32, u16) -> String,
    pub partial: &'static str,
    pub gap: &'static str,
    pub subs: fn(usize) -> String,
    pub table: &'static str,
    pub coverage: fn(&str) -> String,
    pub not_there: &'static str,
    pub described: fn(&str, &str) -> String,
    pub compare: &'static str,
}

/// `1 Maßnahme`, `4 Maßnahmen`.
fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Those of which there are any, each with what became of it.
fn several(counts: &[(u32, &str, &str, &str)]) -> Vec<String> {
    let some = counts.iter().filter(|(count, ..)| 0 < *count);
    some.map(|(count, one, many, verb)| format!("{} {verb}", counted(*count, one, many))).collect()
}

/// `a`, `a und b`, `a, b und c`.
fn listed(names: &[String], and: &str) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_one_sentence_that_leaves_out_what_is_not_there() {
        let digest = Digest {
            moved: 9,
            down: 3,
            up: 6,
            measures_done: 4,
            open_questions: 2,
            unknown: 4,
            ..Digest::default()
        };
        let since = (DE.since)("Workshop 1", None);
        assert_eq!(
            (DE.digest)(&since, &digest),
            "Seit Workshop 1: 9 Bewertungen bewegt, 3 davon nach unten, 4 Maßnahmen erledigt, 6 Fragen offen."
        );
        let since = (EN.since)("workshop 1", Some("workshop 2"));
        assert_eq!(
            (EN.digest)(&since, &digest),
            "From workshop 1 to workshop 2: 9 ratings moved, 3 of them down, 4 measures done, 6 questions open."
        );
        let one = Digest { moved: 1, down: 1, measures_new: 1, reasons: 1, ..Digest::default() };
        assert_eq!((DE.digest)("Seit gestern", &one), "Seit gestern: 1 Bewertung bewegt, nach unten.");
        let also = "Außerdem: 1 Begründung überarbeitet, 1 Maßnahme vereinbart.";
        assert_eq!((DE.digest_also)(&one).as_deref(), Some(also));
        let other = Digest { measures_new: 2, ..Digest::default() };
        assert_eq!((EN.digest)("Since then", &other), "Since then: 2 measures agreed.");
        assert_eq!((EN.digest_also)(&other), None, "nothing twice");
    }

    #[test]
    fn names_are_listed_as_people_say_them() {
        let names = ["Amara", "Jo", "Lena"].map(str::to_owned);
        assert_eq!((DE.and)(&names), "Amara, Jo und Lena");
        assert_eq!((EN.and)(&names[..2]), "Amara and Jo");
        assert_eq!((DE.and)(&[]), "");
    }
}
