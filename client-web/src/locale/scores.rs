//! Words about scores.

/// What bars and numbers say.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct ScoreTexts {
    pub before: &'static str,
    pub ghost: fn(&str) -> String,
    pub was: fn(&str) -> String,
    pub too_few: &'static str,
    pub not_applicable: &'static str,
    pub contested: &'static str,
    pub why: &'static str,
    pub why_for: fn(&str) -> String,
}

/// In German.
pub(super) const DE: ScoreTexts = ScoreTexts {
    before: "vorher",
    ghost: |name| format!("Der Strich zeigt den Stand davor: {name}."),
    was: |number| format!("zuvor {number}"),
    too_few: "zu wenige Antworten",
    not_applicable: "passt nicht zu uns",
    contested: "zu klären",
    why: "Herleitung",
    why_for: |criterion| format!("Herleitung: Wie kommt der Wert von {criterion} zustande?"),
};

/// In English.
pub(super) const EN: ScoreTexts = ScoreTexts {
    before: "before",
    ghost: |name| format!("The mark shows where it was before: {name}."),
    was: |number| format!("was {number}"),
    too_few: "too few answers",
    not_applicable: "does not fit us",
    contested: "to be settled",
    why: "Derivation",
    why_for: |criterion| format!("Derivation: How did the value of {criterion} come about?"),
};
