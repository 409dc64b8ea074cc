#[path = "../../../protocol/tests/support/by_hand.rs"]
mod by_hand;

use super::*;

const SCALES: &str = r#"
[[scales]]
id = "levels"
[[scales.options]]
code = "1"
points = 0
name = { de = "nein", en = "no" }
anchor = { de = "nein", en = "no" }
[[scales.options]]
code = "2"
points = 1
name = { de = "ja", en = "yes" }
anchor = { de = "ja", en = "yes" }
"#;

/// Three lines of head, then the title, the scale, and from line 17 on what the test is about.
fn file(rest: &str) -> String {
    let head = "key = \"test\"\nedition = 1\nscoring_rule = 1\ntitle = { de = \"a\", en = \"b\" }";
    format!("{head}{SCALES}{rest}")
}

fn criterion(id: &str, within: Option<&str>) -> String {
    let within = within.map_or(String::new(), |within| format!("within = \"{within}\"\n"));
    format!("[[criteria]]\nid = \"{id}\"\n{within}title = {{ de = \"t\", en = \"t\" }}\n")
}

fn item(id: &str) -> String {
    format!("[[criteria.items]]\nid = \"{id}\"\nde = \"d\"\nen = \"e\"\nscale = \"levels\"\n")
}

#[track_caller]
fn assert_refused(text: &str, line: usize, key: &str, problem: Problem) {
    let expected = CatalogueError { file: "some.toml".to_owned(), line, key: key.to_owned(), problem };
    assert_eq!(parse("some.toml", text), Err(expected));
}

#[test]
fn the_default_has_3_main_criteria_17_below_and_47_statements() {
    let catalogue = load_default().unwrap();
    assert_eq!(catalogue.criteria.len(), 3);
    assert_eq!(catalogue.criteria.iter().map(|criterion| criterion.children.len()).sum::<usize>(), 17);
    assert_eq!(catalogue.items().count(), 47);
    let codes: Vec<_> = catalogue.scales[0].options.iter().map(|option| option.code.as_str()).collect();
    assert_eq!(codes, ["1", "2", "3", "4", "x", "?"]);
    assert_eq!(catalogue.items().next().unwrap().id.as_str(), "A1.1");
    assert_eq!(catalogue.items().last().unwrap().id.as_str(), "C5.3");
}

#[test]
fn the_sheet_calculated_by_hand_is_that_of_the_default() {
    let by_hand = by_hand::read(by_hand::DEFAULT);
    let default = load_default().unwrap();
    by_hand::check(&by_hand, &default);
    let ids = |catalogue: &Catalogue| catalogue.items().map(|item| item.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&by_hand.catalogue), ids(&default));
}

#[test]
fn the_example_in_the_documentation_is_a_catalogue() {
    let page = include_str!("../../../docs/catalogue.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let catalogue = parse("docs/catalogue.md", example).unwrap();
    assert_eq!(catalogue.items().map(|item| item.scale.as_str()).collect::<Vec<_>>(), ["agreement"]);
}

#[test]
fn order_and_depth_of_the_file_are_kept() {
    let mut rest = criterion("A", None) + &item("a1") + &item("a2");
    rest += &(criterion("B", None) + &criterion("B1", Some("B")) + &item("b1"));
    rest += &(criterion("B2", Some("B")) + &criterion("B2a", Some("B2")) + &item("b2a"));
    let catalogue = parse("some.toml", &file(&rest)).unwrap();
    let items: Vec<_> = catalogue.items().map(|item| item.id.as_str()).collect();
    assert_eq!(items, ["a1", "a2", "b1", "b2a"]);
    assert_eq!(catalogue.criteria[1].children[1].children[0].id.as_str(), "B2a");
}

#[test]
fn the_nearest_scale_wins() {
    let other = SCALES.replace("levels", "other");
    let rest = format!(
        "{other}{}scale = \"other\"\n{}{}{}",
        criterion("A", None),
        "[[criteria.items]]\nid = \"a\"\nde = \"d\"\nen = \"e\"\n",
        item("b"),
        criterion("A1", Some("A")) + "[[criteria.items]]\nid = \"c\"\nde = \"d\"\nen = \"e\"\n",
    );
    let text = file(&rest).replace("edition = 1", "edition = 1\nscale = \"levels\"");
    let catalogue = parse("some.toml", &text).unwrap();
    let scales: Vec<_> = catalogue.items().map(|item| item.scale.as_str()).collect();
    assert_eq!(scales, ["other", "levels", "other"]);
}

#[test]
fn the_message_names_file_line_and_key() {
    let text = file(&(criterion("A", None) + &item("a"))).replace("edition = 1", "edition = 0");
    let message = parse("some.toml", &text).unwrap_err().to_string();
    assert_eq!(message, "some.toml, line 2, key `edition`: editions count from 1");
}

#[test]
fn head_is_checked() {
    let good = file(&(criterion("A", None) + &item("a")));
    let bad = good.replace("key = \"test\"", "key = \"te st\"");
    assert_refused(&bad, 1, "key", Problem::Key("te st".to_owned()));
    let bad = good.replace("scoring_rule = 1", "scoring_rule = 2");
    assert_refused(&bad, 3, "scoring_rule", Problem::ScoringRule(2));
    let bad = good.replace("edition = 1", "edition = 1\nscale = \"none\"");
    assert_refused(&bad, 3, "scale", Problem::UnknownScale("none".to_owned()));
}

#[test]
fn unknown_keys_are_refused_where_they_stand() {
    let text = file(&(criterion("A", None) + "colour = \"red\"\n" + &item("a")));
    let error = parse("some.toml", &text).unwrap_err();
    assert_eq!((error.line, error.key.as_str()), (20, "colour"));
    assert!(matches!(&error.problem, Problem::Format(message) if message.contains("unknown field")));
}

#[test]
fn broken_toml_is_refused_where_it_breaks() {
    let error = parse("some.toml", "key = \"test\"\nedition = one\n").unwrap_err();
    assert_eq!((error.line, error.key.as_str()), (2, "edition"));
}

#[test]
fn scales_are_checked() {
    let rest = criterion("A", None) + &item("a");
    let good = file(&rest);
    let bad = good.replace("points = 1", "points = 0");
    assert_refused(&bad, 6, "scales.id", Problem::NoPoints("levels".to_owned()));
    let bad = good.replace("code = \"2\"", "code = \"1\"");
    assert_refused(&bad, 13, "scales.options.code", Problem::Duplicate("1".to_owned()));
    let bad = good.replace("code = \"2\"", "code = \"much too long\"");
    assert_refused(&bad, 13, "scales.options.code", Problem::Code("much too long".to_owned()));
    let bad = good.replace("points = 1", "points = 1\ncounts = \"unknown\"");
    assert_refused(&bad, 13, "scales.options.code", Problem::OptionKind);
    let bad = good.replace("points = 1\n", "");
    assert_refused(&bad, 13, "scales.options.code", Problem::OptionKind);
    assert_refused(
        &file(&(SCALES.to_owned() + &rest)),
        19,
        "scales.id",
        Problem::Duplicate("levels".to_owned()),
    );
    let many: String = (10..50)
        .map(|code| {
            format!(
                "[[scales.options]]\ncode = \"{code}\"\npoints = 1\n\
                 name = {{ de = \"a\", en = \"a\" }}\nanchor = {{ de = \"a\", en = \"a\" }}\n"
            )
        })
        .collect();
    assert_refused(&file(&(many + &rest)), 6, "scales.id", Problem::ManyOptions("levels".to_owned()));
}

#[test]
fn ids_are_checked_and_unique_over_criteria_and_items() {
    let text = file(&(criterion("A", None) + &item("a") + &item("A")));
    assert_refused(&text, 26, "criteria.items.id", Problem::Duplicate("A".to_owned()));
    let text = file(&(criterion("A", None) + &item("a") + &criterion("A", None)));
    assert_refused(&text, 26, "criteria.id", Problem::Duplicate("A".to_owned()));
    let text = file(&(criterion("A", None) + &item("ä")));
    assert_refused(&text, 21, "criteria.items.id", Problem::Id("ä".to_owned()));
}

#[test]
fn texts_are_there_in_every_language() {
    let good = file(&(criterion("A", None) + &item("a")));
    assert_refused(&good.replace("en = \"e\"", "en = \" \""), 23, "criteria.items.en", Problem::EmptyText);
    let long = format!("de = \"{}\"", "ä".repeat(MAX_TEXT_CHARS + 1));
    assert_refused(&good.replace("de = \"d\"", &long), 22, "criteria.items.de", Problem::LongText);
    let bad = good.replace("title = { de = \"t\"", "title = { de = \"\"");
    assert_refused(&bad, 19, "criteria.title.de", Problem::EmptyText);
    let error = parse("some.toml", &good.replace("en = \"e\"\n", "")).unwrap_err();
    assert_eq!(error.line, 20);
    assert!(error.to_string().contains("missing field `en`"), "{error}");
}

#[test]
fn every_item_has_a_scale_that_exists() {
    let good = file(&(criterion("A", None) + &item("a")));
    let bad = good.replace("scale = \"levels\"", "scale = \"none\"");
    assert_refused(&bad, 24, "criteria.items.scale", Problem::UnknownScale("none".to_owned()));
    let bad = good.replace("scale = \"levels\"\n", "");
    assert_refused(&bad, 21, "criteria.items.scale", Problem::NoScale);
    let bad = file(&(criterion("A", None) + "scale = \"none\"\n" + &item("a")));
    assert_refused(&bad, 20, "criteria.scale", Problem::UnknownScale("none".to_owned()));
}

#[test]
fn the_hierarchy_is_checked() {
    let text = file(&(criterion("A", Some("B")) + &item("a")));
    assert_refused(&text, 19, "criteria.within", Problem::UnknownParent("B".to_owned()));
    let text = file(&criterion("A", None));
    assert_refused(&text, 18, "criteria.id", Problem::NoItems("A".to_owned()));
    let mut rest = criterion("c1", None);
    for level in 2..=9 {
        rest += &criterion(&format!("c{level}"), Some(&format!("c{}", level - 1)));
    }
    assert_refused(&file(&rest), 18 + 3 + 7 * 4, "criteria.id", Problem::TooDeep);
}

#[test]
fn a_thousand_items_are_enough() {
    let mut rest = criterion("A", None);
    rest.extend((0..1_000).map(|index| item(&format!("i{index}"))));
    assert_eq!(parse("some.toml", &file(&rest)).unwrap().items().count(), 1_000);
    rest += &item("more");
    assert_refused(&file(&rest), 21 + 5 * 1_000, "criteria.items.id", Problem::ManyItems);
}
