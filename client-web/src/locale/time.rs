//! Moments in words.

use super::Lang;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How long ago `then_ms` was, such as "vor 2 Min."; a moment in the future counts as now.
#[must_use]
pub fn ago(lang: Lang, now_ms: i64, then_ms: i64) -> String {
    let past_ms = (now_ms - then_ms).max(0);
    let (de, en) = match past_ms {
        ..45_000 => return lang.texts().just_now.to_owned(),
        45_000..HOUR_MS => {
            let count = ((past_ms + MINUTE_MS / 2) / MINUTE_MS).clamp(1, 59);
            (format!("vor {count} Min."), format!("{count} min ago"))
        }
        HOUR_MS..DAY_MS => {
            let count = past_ms / HOUR_MS;
            (format!("vor {count} Std."), format!("{count} h ago"))
        }
        _ => {
            let count = past_ms / DAY_MS;
            let (tag, day) = if count == 1 { ("Tag", "day") } else { ("Tagen", "days") };
            (format!("vor {count} {tag}"), format!("{count} {day} ago"))
        }
    };
    match lang {
        Lang::De => de,
        Lang::En => en,
    }
}

/// A length of time, such as "2 Min.".
#[must_use]
pub fn length(lang: Lang, length_ms: i64) -> String {
    let (de, en) = match length_ms.max(0) {
        seconds @ ..MINUTE_MS => (format!("{} Sek.", seconds / 1_000), format!("{} s", seconds / 1_000)),
        minutes @ MINUTE_MS..HOUR_MS => {
            (format!("{} Min.", minutes / MINUTE_MS), format!("{} min", minutes / MINUTE_MS))
        }
        hours => (format!("{} Std.", hours / HOUR_MS), format!("{} h", hours / HOUR_MS)),
    };
    match lang {
        Lang::De => de,
        Lang::En => en,
    }
}

/// A time of day from its parts.
#[must_use]
pub fn clock(hours: u32, minutes: u32) -> String {
    format!("{hours}:{minutes:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_people_say_them() {
        let past = |past_ms| ago(Lang::De, 100 * DAY_MS, 100 * DAY_MS - past_ms);
        assert_eq!(past(-5_000), "gerade eben");
        assert_eq!(past(44_999), "gerade eben");
        assert_eq!(past(45_000), "vor 1 Min.");
        assert_eq!(past(125_000), "vor 2 Min.");
        assert_eq!(past(HOUR_MS - 1), "vor 59 Min.");
        assert_eq!(past(HOUR_MS), "vor 1 Std.");
        assert_eq!(past(DAY_MS), "vor 1 Tag");
        assert_eq!(past(40 * DAY_MS), "vor 40 Tagen");
        assert_eq!(ago(Lang::En, DAY_MS, 0), "1 day ago");
    }

    #[test]
    fn lengths_are_rounded_down() {
        assert_eq!(length(Lang::De, 59_999), "59 Sek.");
        assert_eq!(length(Lang::De, 119_000), "1 Min.");
        assert_eq!(length(Lang::En, 2 * HOUR_MS), "2 h");
        assert_eq!(clock(9, 5), "9:05");
    }
}
