//! Both languages say the same, and what is quoted from the catalogue is what stands there.

use super::*;
use crate::handout::{Answer, handouts};

/// Everything of a chapter that can be counted.
fn shape(chapter: &Chapter) -> (u16, usize, Vec<(u16, bool)>, usize) {
    let steps = chapter.steps.iter().map(|step| (step.minutes, step.say.is_empty())).collect();
    (chapter.minutes, chapter.before.len(), steps, chapter.snags.len())
}

#[test]
fn both_languages_have_the_same_structure() {
    let (de, en) = (guide(Lang::De), guide(Lang::En));
    assert_eq!(de.principles.len(), en.principles.len());
    for phase in Phase::ALL {
        assert_eq!(shape(phase.of(&de.chapters)), shape(phase.of(&en.chapters)), "{phase:?}");
    }
    assert_eq!(handouts(Lang::De).data.len(), handouts(Lang::En).data.len());
}

#[test]
fn the_steps_of_a_meeting_add_up_to_its_length() {
    for lang in [Lang::De, Lang::En] {
        for chapter in &guide(lang).chapters {
            let sum: u16 = chapter.steps.iter().map(|step| step.minutes).sum();
            assert_eq!(sum, chapter.minutes, "{}", chapter.name);
            assert!(chapter.before.len() >= 3 && chapter.snags.len() >= 2, "{}", chapter.name);
        }
    }
}

#[test]
fn steps_begin_where_the_one_before_ends() {
    let steps = guide(Lang::De).chapters[1].steps;
    assert_eq!(beginnings(steps), ["0:00", "0:15", "0:30", "0:50", "1:35", "1:50", "2:15"]);
}

#[test]
fn phases_are_found_by_their_code() {
    for phase in Phase::ALL {
        assert_eq!(Phase::from_code(phase.code()), Some(phase));
        assert_eq!(phase.mark().to_ascii_lowercase(), phase.code());
    }
    assert_eq!(Phase::from_code("m5"), None);
    assert_eq!(Phase::from_code("M1"), None);
}

/// The handouts need no server to be printed, so they carry the words of the scale; here they are held to it.
#[test]
fn the_handouts_quote_the_scale_of_the_default_catalogue() {
    let catalogue: toml::Table = include_str!("../../../server/catalogue/default.toml").parse().unwrap();
    let options = catalogue["scales"][0]["options"].as_array().unwrap();
    for lang in [Lang::De, Lang::En] {
        let handouts = handouts(lang);
        let quoted: Vec<&Answer> = handouts.levels.iter().chain(&handouts.others).collect();
        assert_eq!(quoted.len(), options.len());
        for (answer, option) in quoted.into_iter().zip(options) {
            assert_eq!(Some(answer.name), option["name"][lang.code()].as_str());
            assert_eq!(Some(answer.anchor), option["anchor"][lang.code()].as_str());
        }
    }
}
