//! The handouts in English.

use super::{Answer, Handouts, Sheet, Words};

/// The handouts in English.
pub static HANDOUTS: Handouts = Handouts {
    sheets: [
        Sheet {
            title: "Well prepared",
            today: [
                "We get to know the other teams and the plan.",
                "We open our link and enter a name.",
                "We decide what our coordinator may see.",
            ],
            questions: [
                "Which one project shall it be?",
                "Who is taking part, and whose view would be missing otherwise?",
                "What would we like to know better in the end?",
            ],
        },
        Sheet {
            title: "A first honest look",
            today: [
                "We agree on our project.",
                "We rate part A: think, choose a level, write down the reason.",
                "Where we differ, we listen to each other.",
            ],
            questions: [
                "What is going well, and how can we tell?",
                "Where did we choose differently, and why?",
                "What do we not know yet, and who might know?",
            ],
        },
        Sheet {
            title: "From looking to agreeing",
            today: [
                "We see what has moved since workshop 1.",
                "We choose two things at most to focus on.",
                "We agree on measures and enter them in Etappe.",
            ],
            questions: [
                "What has changed in the project, and what in our view of it?",
                "Where would a small step help most?",
                "What do we do, who, until when, and how will we notice?",
            ],
        },
        Sheet {
            title: "A second honest look",
            today: [
                "We tell what became of our measures.",
                "We rate anew. A lower level can mean that we are looking more closely.",
                "We agree how to go on without workshops.",
            ],
            questions: [
                "What are we proud of?",
                "What do we see today that we missed at first?",
                "When do we meet again, and who invites?",
            ],
        },
        Sheet {
            title: "What has lasted",
            today: [
                "We check the statements that had measures.",
                "We enter what is done and what we have given up.",
                "We think about what should become a habit.",
            ],
            questions: [
                "What has lasted without anyone having to remind us?",
                "What have we given up, and was that right?",
                "What do we pass on, and to whom?",
            ],
        },
    ],
    levels: [
        Answer {
            name: "Not yet in view",
            anchor: "So far we have nothing on this, or only what happens by chance.",
        },
        Answer {
            name: "Begun",
            anchor: "Some of us do it; it is not agreed and depends on individual people.",
        },
        Answer {
            name: "Agreed and usual",
            anchor: "We have agreed on it and mostly do it; we can name an example.",
        },
        Answer {
            name: "Embedded and reviewed",
            anchor: "It happens reliably, whoever is there, and we have recently checked whether it works.",
        },
    ],
    others: [
        Answer {
            name: "Does not fit us",
            anchor: "This does not apply to our project (with a short reason).",
        },
        Answer {
            name: "We do not know yet",
            anchor: "We have to find out first; it stays open and appears on the list.",
        },
    ],
    data: &[
        "Within the team everyone sees everything, with names.",
        "Your coordinator sees what you share. You see who has looked, and you can change it.",
        "Other teams do not see your answers. There is no ranking.",
    ],
    words: Words {
        all: "Handouts",
        team: "Team",
        date: "Date",
        today: "Today",
        scale: "How we answer",
        questions: "What we talk about",
        data: "Who sees what?",
        next: "Next meeting on",
        next_time: "at",
        next_place: "place",
        guide: "To the guide",
        print: "Print",
    },
};
