//! The guide in English.

use super::{Chapter, Guide, Snag, Step, Words};

/// The guide in English.
pub static GUIDE: Guide = Guide {
    title: "Guide to the workshops",
    lead: "You accompany a few teams from the preparation to the follow-up. For each stage you find here what to do \
           beforehand, how a meeting can go, what you might say, and what helps when things get stuck. The times are \
           suggestions; you know your group best.",
    principles: &[
        (
            "Nobody is ranked.",
            "There is no overall grade and no league table. Each team compares itself only with where it stood before.",
        ),
        (
            "“We do not know yet” is a good answer.",
            "It counts as open, not as zero, and shows where asking is worth the while.",
        ),
        ("Two opinions are a conversation, not a mistake.", "Etappe keeps both until the team agrees."),
        ("The analysis belongs to the team.", "You see only what it shares with you."),
    ],
    chapters: [M0, M1, M2, M3, M4],
    note: "Guide and handouts fit the questionnaire that comes with Etappe, with its parts A, B and C.",
    words: Words {
        principles: "What matters",
        contents: "The five stages",
        goal: "Goal",
        before: "Beforehand",
        steps: "Timetable",
        say: "For example:",
        snags: "When things get stuck",
        closing: "Closing the milestone",
        between: "Until next time",
        after: "Afterwards",
        handout: "Handout",
        print: "Print",
        minutes: "min",
    },
};

const M0: Chapter = Chapter {
    name: "Preparation",
    theme: "Bringing everybody on board",
    form: "Opening meeting, by video if you like",
    minutes: 60,
    goal: "All teams know what to expect, find their way around Etappe, and have decided for themselves what you may see.",
    before: &[
        "Enter dates and places of the workshops in Etappe.",
        "Invite one person per team who leads it and brings the others in.",
        "Talk briefly with each team lead: Which project is it? Who is taking part?",
        "Read all the statements once.",
    ],
    steps: &[
        Step {
            minutes: 10,
            what: "Arriving",
            how: "One round: name, project, and something you are curious about.",
            say: "What would you like to know better about your project?",
        },
        Step {
            minutes: 15,
            what: "What it is about",
            how: "Three workshops, with time to try things out in between. Show one statement and the four levels.",
            say: "This is not an exam. There is no grade and no ranking. You are looking at your own path.",
        },
        Step {
            minutes: 15,
            what: "Who sees what",
            how: "There are four things to share: progress (how much is answered), scores (also the figures at the \
                  milestones; this is the default), answers (also the reasons), replay (also how it all came about).",
            say: "You decide this as a team. You can see who has looked, and you can share less at any time.",
        },
        Step {
            minutes: 15,
            what: "Getting in",
            how: "Everyone opens their link and enters a name. The team lead agrees to taking part.",
            say: "A first name is enough. Once you are in, help the person beside you.",
        },
        Step {
            minutes: 5,
            what: "Looking ahead",
            how: "Repeat the dates, collect questions.",
            say: "Think about this until the first workshop: which one project shall it be?",
        },
    ],
    snags: &[
        Snag {
            sign: "Somebody fears being judged.",
            help: "Show your overview: it never sorts by scores. Sharing nothing but progress is perfectly fine.",
        },
        Snag {
            sign: "One person is meant to fill in everything alone.",
            help: "Ask for at least two people. Reasons come to light only in conversation.",
        },
    ],
    closing: "Close M0 once everybody is in. It records each team’s starting point, even if there is nothing in it yet.",
    between: "Each team agrees on one project and reads the statements in peace. Nobody needs to fill in anything yet.",
};

const M1: Chapter = Chapter {
    name: "Workshop 1",
    theme: "A first honest look",
    form: "All teams in one room",
    minutes: 150,
    goal: "Each team has named its project, rated part A together, and found that doubts are welcome.",
    before: &[
        "Check group tables, power and Wi-Fi; at least two devices per team.",
        "Have the team links with their QR codes ready, print the handouts.",
        "Open the overview for the projector; that view shows no names of people.",
        "Enter the task until workshop 2 in Etappe.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Arriving",
            how: "Everyone comes in by their link. Newcomers sit beside somebody with experience.",
            say: "When did you last notice that your project is needed?",
        },
        Step {
            minutes: 15,
            what: "Agreeing on the project",
            how: "Each team writes the title, and two sentences in the notes: for whom, and what for.",
            say: "What are we talking about today, and what not?",
        },
        Step {
            minutes: 20,
            what: "One statement for practice",
            how: "A1.1 with everybody: think quietly, choose a level, write down the reason.",
            say: "What makes you say so? Give an example from the past few months.",
        },
        Step {
            minutes: 45,
            what: "Rating as a team",
            how: "The teams go through part A. You listen and ask, without judging.",
            say: "If you are not sure: ‘We do not know yet’ is a good answer.",
        },
        Step { minutes: 15, what: "Break", how: "Windows open, devices closed.", say: "" },
        Step {
            minutes: 25,
            what: "Where you differ",
            how: "Statements with two proposals: each side tells what it has experienced. Those who do not agree today leave \
                  both standing.",
            say: "What have you seen that the others could not see?",
        },
        Step {
            minutes: 15,
            what: "Closing together",
            how: "Each team names one strength and one open question, then you close the milestone.",
            say: "What do you take home, and whom do you still want to ask?",
        },
    ],
    snags: &[
        Snag {
            sign: "A team chooses the highest level everywhere.",
            help: "Ask for the example that the level calls for. Whether the level changes is up to the team.",
        },
        Snag {
            sign: "A team is not getting on.",
            help: "Pick five statements together that matter right now. The rest may stay open.",
        },
        Snag {
            sign: "The Wi-Fi fails.",
            help: "Keep the page open. What is waiting is sent as soon as the network is back.",
        },
    ],
    closing: "Announce it, let everyone finish writing, and close M1. Each team’s state is now recorded; they can carry on \
              at once. Where little is answered so far, it says “not enough answered yet” instead of a score, which is \
              normal at first. Closed too early? You can reopen the milestone; the earlier result is kept as superseded.",
    between: "The team rates parts B and C, best in two meetings of one hour, and settles two open questions.",
};

const M2: Chapter = Chapter {
    name: "Workshop 2",
    theme: "From looking to agreeing",
    form: "All teams in one room",
    minutes: 150,
    goal: "Each team sees what has moved, and agrees on two or three measures that it can really manage.",
    before: &[
        "Give quiet teams a friendly call: What do you need?",
        "Where a team has shared its answers, leave a question at a statement.",
        "Bring an example of a good, small measure.",
        "Print the handouts and enter the next task.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Arriving",
            how: "Each team tells of one small thing that is different since last time.",
            say: "What surprised you?",
        },
        Step {
            minutes: 25,
            what: "What has moved",
            how: "The teams put M1 beside where they are today: other answers, new reasons, what is still open.",
            say: "What has changed in the project, and what in the way you look at it?",
        },
        Step {
            minutes: 25,
            what: "Choosing what to focus on",
            how: "Each person suggests two statements, then the team chooses two at most. They need not be the lowest.",
            say: "Where would a small step help most?",
        },
        Step { minutes: 15, what: "Break", how: "Time to drop in on other teams.", say: "" },
        Step {
            minutes: 40,
            what: "Agreeing on measures",
            how: "What do we do, who sees to it, until when, how will we notice? Enter it in Etappe right away.",
            say: "How would a child notice that something has changed?",
        },
        Step {
            minutes: 15,
            what: "Advising each other",
            how: "In pairs, the teams tell each other about one measure. Whoever listens only asks.",
            say: "Who or what could help you with this?",
        },
        Step {
            minutes: 15,
            what: "Closing together",
            how: "Whoever likes reads out a measure. Then you close the milestone.",
            say: "What is your first step this week?",
        },
    ],
    snags: &[
        Snag {
            sign: "The measure is too big.",
            help: "Ask what part of it can be done in eight weeks. The rest goes into the notes.",
        },
        Snag {
            sign: "It is always the same person’s job.",
            help: "Better one measure less, or a smaller step that somebody else takes on.",
        },
    ],
    closing: "As last time: announce it, let everyone finish, close M2. The measures and how far they are belong to what is \
              recorded now. Whoever wants to know how a score comes about finds the calculation right beside it.",
    between: "Start on one measure. After four weeks the team enters how far it is.",
};

const M3: Chapter = Chapter {
    name: "Workshop 3",
    theme: "A second honest look",
    form: "All teams in one room",
    minutes: 150,
    goal: "Each team understands its own path and knows how to go on without the workshops.",
    before: &[
        "Ask the teams to enter how far their measures are.",
        "Give each team its own results only, and put nothing on the wall.",
        "Think about who in the region could help with which topic.",
        "Suggest a date for the follow-up, six to twelve months on.",
    ],
    steps: &[
        Step {
            minutes: 15,
            what: "Arriving",
            how: "Each team tells what became of one measure. Giving one up is an experience, too.",
            say: "What did you learn along the way?",
        },
        Step {
            minutes: 50,
            what: "Rating once more",
            how: "First the statements with measures, then the others. At each reason: is that still true?",
            say: "Choose what is true today, even if the level is lower than last time.",
        },
        Step { minutes: 15, what: "Break", how: "A breath of fresh air.", say: "" },
        Step {
            minutes: 25,
            what: "Reading your own path",
            how: "Each team looks at M1, M2 and today, and writes one sentence about it.",
            say: "Where did a score go down because you are looking more closely? That can be progress, too.",
        },
        Step {
            minutes: 30,
            what: "How to go on",
            how: "Complete, renew or drop measures. Settle who looks after the analysis.",
            say: "When will you next sit down together without me?",
        },
        Step {
            minutes: 15,
            what: "Closing together",
            how: "Say thank you, name the date of the follow-up, close the milestone.",
            say: "What are you proud of?",
        },
    ],
    snags: &[
        Snag {
            sign: "A team is disappointed because scores went down.",
            help: "Those who know more often choose more strictly. Ask what the team sees today that it missed at first.",
        },
        Snag {
            sign: "A team wants to know where the others stand.",
            help: "Show no one else’s scores. Invite them to ask another team about its path.",
        },
    ],
    closing: "Close M3 together. The result stays readable even when the team writes on. It is well suited for the report to \
              the board or the head of school.",
    between: "Keep working on the measures, and look in together once every half-year.",
};

const M4: Chapter = Chapter {
    name: "Follow-up",
    theme: "What has lasted",
    form: "Six to twelve months later, by video if you like",
    minutes: 90,
    goal: "Each team finds out what has lasted, and decides whether and how to go on.",
    before: &[
        "Invite two weeks ahead and ask whether anything has changed in the team.",
        "Ask the team lead to bring in newcomers and end old access.",
        "Bring up what the team shares with you: is it still right?",
    ],
    steps: &[
        Step {
            minutes: 10,
            what: "Arriving",
            how: "One round about the time since workshop 3.",
            say: "What is different today?",
        },
        Step {
            minutes: 35,
            what: "Checking statements",
            how: "Only the statements with measures and those still open.",
            say: "Has it lasted without anyone having to remind you?",
        },
        Step {
            minutes: 20,
            what: "Going through the measures",
            how: "Say for each how it stands: done, in progress, or given up on purpose.",
            say: "Has it helped, and how do you notice?",
        },
        Step {
            minutes: 15,
            what: "Looking ahead",
            how: "What becomes a habit, and who can help with it?",
            say: "Which team would you tell about it?",
        },
        Step {
            minutes: 10,
            what: "Closing together",
            how: "Close the last milestone and say thank you.",
            say: "Thank you for being so honest.",
        },
    ],
    snags: &[
        Snag {
            sign: "Those who were there at the time have left.",
            help: "Read the reasons, that is what they are for. Newcomers may see things differently.",
        },
        Snag {
            sign: "Hardly anything has happened.",
            help: "That says something about strength, not about will. Ask what stood in the way, and write it down.",
        },
    ],
    closing: "Close M4. After that you can archive the cycle. The analyses stay with the teams.",
    between: "The team carries its analysis on, alone or in a new cycle. And you: what will you do differently next time?",
};
