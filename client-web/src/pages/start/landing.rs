//! Where somebody who opens the start page wants to be.

use super::StartView;
use crate::api::Me;

/// The start page itself, or what it would only lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// There is something to choose from.
    Here,
    /// There is only one way on.
    Elsewhere(String),
}

/// Decides by what a person may open.
#[must_use]
pub fn landing(me: &Me) -> Landing {
    let ways = roles(me);
    match (&me.cycles[..], &me.analyses[..], &ways[..]) {
        ([], [only], [StartView::Own]) => Landing::Elsewhere(format!("/a/{}", only.id)),
        ([only], [], [StartView::Own]) => Landing::Elsewhere(format!("/c/{}", only.id)),
        ([], [], [StartView::Programme]) => Landing::Elsewhere("/p".to_owned()),
        ([], [], [StartView::Regions, ..]) => Landing::Elsewhere("/r".to_owned()),
        _ => Landing::Here,
    }
}

/// The views that a person has, in the order in which they are offered.
#[must_use]
pub fn roles(me: &Me) -> Vec<StartView> {
    let mut roles = Vec::new();
    if !me.cycles.is_empty() || !me.analyses.is_empty() || !(me.operator || me.programme_lead) {
        roles.push(StartView::Own);
    }
    if me.operator {
        roles.push(StartView::Regions);
    }
    if me.programme_lead || me.operator {
        roles.push(StartView::Programme);
    }
    if me.operator {
        roles.push(StartView::Audit);
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(json: &str) -> Me {
        serde_json::from_str(&format!(r#"{{"name":"Ada",{json}}}"#)).unwrap()
    }

    fn goes(json: &str) -> Option<String> {
        match landing(&me(json)) {
            Landing::Here => None,
            Landing::Elsewhere(path) => Some(path),
        }
    }

    #[test]
    fn who_has_one_thing_is_there_at_once() {
        let (one, two) = (r#"{"id":"c1","title":"Nord"}"#, r#"{"id":"c2"}"#);
        assert_eq!(goes(&format!(r#""analyses":[],"cycles":[{one}]"#)), Some("/c/c1".to_owned()));
        assert_eq!(goes(&format!(r#""analyses":[],"cycles":[{one},{two}]"#)), None);
        assert_eq!(goes(r#""analyses":[{"id":"a1","title":""}]"#), Some("/a/a1".to_owned()));
        assert_eq!(goes(r#""analyses":[],"programme_lead":true"#), Some("/p".to_owned()));
        assert_eq!(goes(r#""analyses":[],"operator":true"#), Some("/r".to_owned()));
        assert_eq!(goes(r#""analyses":[]"#), None);
        assert_eq!(goes(&format!(r#""analyses":[],"operator":true,"cycles":[{one}]"#)), None);
    }

    #[test]
    fn several_roles_give_a_switch() {
        let both = me(r#""analyses":[{"id":"a1","title":""}],"operator":true,"programme_lead":true"#);
        let all = [StartView::Own, StartView::Regions, StartView::Programme, StartView::Audit];
        assert_eq!(roles(&both), all);
        assert_eq!(roles(&me(r#""analyses":[],"programme_lead":true"#)), [StartView::Programme]);
    }
}
