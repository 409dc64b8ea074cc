//! In which order a coordinator wants the teams. Never by score: a board is not a ranking.

use etappe_protocol::id::StreamId;

/// The choice, remembered in this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By title.
    #[default]
    Name,
    /// Those in which something happened most recently first.
    Activity,
    /// As the coordinator has put them.
    Own(Vec<StreamId>),
}

/// What ordering looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which team.
    pub analysis: StreamId,
    /// Its title.
    pub title: String,
    /// When something happened last.
    pub last_change_ms: Option<i64>,
}

impl Order {
    /// The stable word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Activity => "activity",
            Self::Own(_) => "own",
        }
    }

    /// Reads what [`Self::written`] wrote; anything else is the order by name.
    #[must_use]
    pub fn read(written: &str) -> Self {
        match written.split_once(':') {
            None if written == "activity" => Self::Activity,
            Some(("own", ids)) => Self::Own(ids.split(',').filter_map(|id| id.parse().ok()).collect()),
            None | Some(_) => Self::Name,
        }
    }

    /// As this browser keeps it.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Name | Self::Activity => self.word().to_owned(),
            Self::Own(ids) => {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                format!("own:{}", ids.join(","))
            }
        }
    }

    /// The teams in this order. Teams that an own order does not know come behind, by title.
    #[must_use]
    pub fn sorted(&self, mut teams: Vec<Entry>) -> Vec<StreamId> {
        teams.sort_by_cached_key(|team| (team.title.is_empty(), folded(&team.title), team.analysis));
        match self {
            Self::Name => {}
            Self::Activity => teams.sort_by_key(|team| std::cmp::Reverse(team.last_change_ms)),
            Self::Own(ids) => {
                teams.sort_by_key(|team| ids.iter().position(|id| *id == team.analysis).unwrap_or(usize::MAX))
            }
        }
        teams.into_iter().map(|team| team.analysis).collect()
    }
}

/// `shown` with one team a place further up or down, as an own order.
#[must_use]
pub fn moved(shown: &[StreamId], team: StreamId, up: bool) -> Order {
    let mut ids = shown.to_vec();
    if let Some(from) = ids.iter().position(|id| *id == team) {
        let to = if up { from.checked_sub(1) } else { Some(from + 1).filter(|to| *to < ids.len()) };
        if let Some(to) = to {
            ids.swap(from, to);
        }
    }
    Order::Own(ids)
}

/// As telephone books sort it: "Ä" with "A", upper with lower case.
fn folded(title: &str) -> String {
    let fold = |char: char| match char {
        'ä' | 'à' | 'á' | 'â' => "a".to_owned(),
        'ö' | 'ó' | 'ô' => "o".to_owned(),
        'ü' | 'ú' | 'û' => "u".to_owned(),
        'é' | 'è' | 'ê' => "e".to_owned(),
        'ß' => "ss".to_owned(),
        other => other.to_string(),
    };
    title.chars().flat_map(char::to_lowercase).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn teams() -> Vec<Entry> {
        let team = |id, title: &str, last_change_ms| Entry {
            analysis: StreamId([id; 16]),
            title: title.to_owned(),
            last_change_ms,
        };
        vec![
            team(1, "Zebra", Some(5)),
            team(2, "Äpfel", None),
            team(3, "", Some(9)),
            team(4, "birne", Some(7)),
        ]
    }

    fn order(order: &Order) -> Vec<u8> {
        order.sorted(teams()).into_iter().map(|id| id.0[0]).collect()
    }

    #[test]
    fn teams_stand_as_chosen() {
        assert_eq!(order(&Order::Name), [2, 4, 1, 3]);
        assert_eq!(order(&Order::Activity), [3, 4, 1, 2]);
        assert_eq!(order(&Order::Own(vec![StreamId([1; 16]), StreamId([9; 16])])), [1, 2, 4, 3]);
    }

    #[test]
    fn an_own_order_is_kept_and_changed_by_one_place() {
        let shown = Order::Name.sorted(teams());
        let own = moved(&shown, StreamId([1; 16]), true);
        assert_eq!(order(&own), [2, 1, 4, 3]);
        assert_eq!(Order::read(&own.written()), own);
        assert_eq!(
            moved(&shown, StreamId([2; 16]), true),
            Order::Own(shown.clone()),
            "the first stays first"
        );
        assert_eq!(moved(&shown, StreamId([3; 16]), false), Order::Own(shown), "the last stays last");
        assert_eq!(Order::read("activity"), Order::Activity);
        assert_eq!(Order::read("by-score"), Order::Name);
    }
}
