//! Days between now and then, in words.

use etappe_protocol::civil::CivilDate;

use crate::locale::Lang;

/// How far off a day is, such as "in 12 Tagen".
#[must_use]
pub fn distance(lang: Lang, today: CivilDate, day: CivilDate) -> String {
    let days = i64::from(day.days()) - i64::from(today.days());
    let (de, en) = match days {
        0 => ("heute".to_owned(), "today".to_owned()),
        1 => ("morgen".to_owned(), "tomorrow".to_owned()),
        -1 => ("gestern".to_owned(), "yesterday".to_owned()),
        2.. => (format!("in {days} Tagen"), format!("in {days} days")),
        _ => (format!("vor {} Tagen", -days), format!("{} days ago", -days)),
    };
    match lang {
        Lang::De => de,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_months_and_years() {
        let today: CivilDate = "2026-12-30".parse().unwrap();
        let says = |lang, day: &str| distance(lang, today, day.parse().unwrap());
        assert_eq!(says(Lang::De, "2026-12-30"), "heute");
        assert_eq!(says(Lang::De, "2026-12-31"), "morgen");
        assert_eq!(says(Lang::De, "2027-01-11"), "in 12 Tagen");
        assert_eq!(says(Lang::De, "2026-12-29"), "gestern");
        assert_eq!(says(Lang::En, "2026-12-20"), "10 days ago");
        assert_eq!(says(Lang::En, "2027-01-01"), "in 2 days");
    }
}
