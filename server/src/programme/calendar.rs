//! A cycle's milestones as a calendar that other programs subscribe to (RFC 5545), in UTC, so that no zone needs to be
//! described.

use etappe_protocol::cycle::{CycleState, Milestone};
use etappe_protocol::id::{MilestoneId, StreamId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::instant_ms;

/// Longest line in bytes, without its end.
const LINE_BYTES: usize = 75;
const MINUTE_MS: i64 = 60_000;

/// The calendar; `link` leads to the page of a person who may see the cycle.
#[must_use]
pub fn calendar(cycle: StreamId, state: &CycleState, link: &str) -> String {
    let title = state.title.as_ref().map_or("", |title| title.value.as_str());
    let mut out = Lines::default();
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Etappe//Etappe//EN");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    out.text("NAME", title);
    out.text("X-WR-CALNAME", title);
    out.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for (milestone, planned) in state.in_order() {
        out.event(cycle, milestone, planned, title, link);
    }
    out.line("END:VCALENDAR");
    out.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn event(
        &mut self,
        cycle: StreamId,
        id: MilestoneId,
        planned: &Milestone,
        cycle_title: &str,
        link: &str,
    ) {
        let schedule = &planned.schedule.value;
        // What has no moment is not in a calendar; zones are checked when something is planned.
        let Ok(start_ms) = instant_ms(schedule) else { return };
        let end_ms = start_ms.saturating_add(i64::from(schedule.duration_min) * MINUTE_MS);
        let changed = planned.homework.as_ref().map(|homework| homework.stamp);
        let changed = changed.into_iter().chain([planned.schedule.stamp]).max_by_key(|stamp| stamp.revision);
        let Some(changed) = changed else { return };
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{cycle}-{id}@etappe"));
        // Commits of a cycle only rise, and so does what they are counted by.
        self.line(&format!("SEQUENCE:{}", changed.revision));
        self.line(&format!("DTSTAMP:{}", utc(changed.time_ms)));
        self.line(&format!("LAST-MODIFIED:{}", utc(changed.time_ms)));
        self.line(&format!("DTSTART:{}", utc(start_ms)));
        self.line(&format!("DTEND:{}", utc(end_ms)));
        self.text("SUMMARY", &format!("{}: {cycle_title}", schedule.title));
        if !schedule.place.is_empty() {
            self.text("LOCATION", &schedule.place);
        }
        let homework = planned.homework.as_ref().map_or("", |homework| homework.value.as_str());
        if !homework.is_empty() {
            self.text("DESCRIPTION", homework);
        }
        self.line(&format!("URL:{link}"));
        self.line("END:VEVENT");
    }

    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        let mut previous = ' ';
        for char in value.chars() {
            match char {
                '\\' | ';' | ',' => line.extend(['\\', char]),
                // One break, however it is written.
                '\n' if previous == '\r' => {}
                '\n' | '\r' => line.push_str("\\n"),
                // Other control characters have no place in a calendar.
                _ if char.is_control() && char != '\t' => {}
                _ => line.push(char),
            }
            previous = char;
        }
        self.line(&line);
    }

    /// Writes a line, folded so that none is longer than allowed and no character is cut.
    fn line(&mut self, line: &str) {
        let mut left = LINE_BYTES;
        for char in line.chars() {
            if left < char.len_utf8() {
                self.0.push_str("\r\n ");
                left = LINE_BYTES - 1;
            }
            self.0.push(char);
            left -= char.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn utc(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(TimeZone::UTC);
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        let long = "ä𝄞x".repeat(40);
        let mut out = Lines::default();
        out.text("SUMMARY", &long);
        assert!(out.0.split("\r\n").all(|line| line.len() <= LINE_BYTES), "{}", out.0);
        assert!(3 < out.0.split("\r\n").count());
        assert_eq!(out.0.replace("\r\n ", ""), format!("SUMMARY:{long}\r\n"));
    }

    #[test]
    fn s25_what_people_type_stays_text() {
        let mut out = Lines::default();
        out.text("SUMMARY", "a\r\nBEGIN:VEVENT\nb\rc; d, \\ e\0\u{1b}[31m");
        assert_eq!(out.0, "SUMMARY:a\\nBEGIN:VEVENT\\nb\\nc\\; d\\, \\\\ e[31m\r\n");
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(utc(1_772_613_000_000), "20260304T083000Z");
    }
}
