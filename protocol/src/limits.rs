//! Every bound of the protocol, in one place, with the relations between them checked when compiling.

/// Largest WebSocket message that the server accepts, in bytes.
pub const FRAME_IN_BYTES: usize = 64 * 1024;
/// Largest WebSocket message that the server sends, in bytes.
pub const FRAME_OUT_BYTES: usize = 256 * 1024;
/// What the server aims at when it fills a frame with commits or with a part of a snapshot, in bytes.
pub const FRAME_FILL_BYTES: usize = 48 * 1024;
/// Largest body of one stored event, in bytes.
pub const EVENT_BODY_BYTES: usize = 48 * 1024;
/// Longest text that one text op inserts altogether, in Unicode scalar values.
pub const TEXT_INSERT_CHARS: usize = 8 * 1024;
/// Most components of one text op when it is made.
pub const TEXT_COMPONENTS: usize = 256;
/// Most components of one text op when it is handed in, rebased over what others did meanwhile.
pub const TEXT_COMPONENTS_REBASED: usize = 4_096;
/// Longest reason beside an answer, in Unicode scalar values.
pub const REASON_CHARS: usize = 4_000;
/// Longest title, in Unicode scalar values.
pub const TITLE_CHARS: usize = 200;
/// Longest notes, in Unicode scalar values.
pub const NOTES_CHARS: usize = 32_768;
/// Longest text of a measure: what is to be done, or how it will be noticed, in Unicode scalar values.
pub const MEASURE_CHARS: usize = 1_000;
/// Longest sentence of a team about a milestone, in Unicode scalar values.
pub const SENTENCE_CHARS: usize = 500;
/// Measures of one analysis, those done and dropped included.
pub const MEASURES: usize = 500;
/// Longest question of a coordinator, in Unicode scalar values.
pub const QUESTION_CHARS: usize = 1_000;
/// Questions of one analysis, the settled ones included.
pub const QUESTIONS: usize = 1_000;
/// Cycles that one analysis takes or took part in.
pub const CYCLES: usize = 64;
/// Pins of one analysis.
pub const PINS: usize = 2_000;
/// Milestones of one cycle.
pub const MILESTONES: usize = 64;
/// Analyses that one cycle invites or enrols.
pub const ENROLMENTS: usize = 1_000;
/// Longest homework text of a phase, in Unicode scalar values.
pub const HOMEWORK_CHARS: usize = 4_000;
/// Longest note of a coordinator to a team or to all, in Unicode scalar values.
pub const NOTE_CHARS: usize = 2_000;
/// Notes of one cycle, the withdrawn ones included.
pub const CYCLE_NOTES: usize = 1_000;
/// Regions of one installation.
pub const REGIONS: usize = 500;
/// Cycles and analyses that one installation lists.
pub const LISTED: usize = 100_000;
/// Shortest time between two view frames of one subscription, in milliseconds.
pub const VIEW_PERIOD_MS: u64 = 250;
/// Proposals that a contested item keeps, the held answer not counted.
pub const PROPOSALS: usize = 30;
/// Ops that one replica may have in flight in one stream; more wait in the replica.
pub const OPS_IN_FLIGHT: usize = 512;
/// Ops that one replica keeps unacked before it refuses further input.
pub const OPS_PENDING: usize = 10_000;
/// Subscriptions of one socket.
pub const SUBSCRIPTIONS: usize = 8;
/// People listed in one presence frame.
pub const PRESENCE_PEERS: usize = 64;
/// Longest name of a person, in Unicode scalar values.
pub const NAME_CHARS: usize = 80;
/// Edits of one field that are kept for transforming late ops; what is older is out of reach and resumed.
pub const FIELD_LOG_EDITS: usize = 4_096;
/// Commits that one redaction event names; a redaction of more takes several events.
pub const REDACTED_COMMITS: usize = 1_000;
/// Longest words that can be looked for in a history to be made unreadable, in Unicode scalar values.
pub const REDACT_CHARS: usize = 8 * 1024;
/// Time between two pings of the client, in milliseconds; the server answers each.
pub const HEARTBEAT_MS: u64 = 10_000;
/// Silence after which either side gives the connection up, in milliseconds.
pub const SILENCE_MS: u64 = 30_000;
/// Time within which a hello must arrive after the upgrade, in milliseconds.
pub const HANDSHAKE_MS: u64 = 10_000;
/// Commits of a stream between two chain heads in the log.
pub const HEAD_EVERY: u64 = 1_024;

const _: () = assert!(TEXT_INSERT_CHARS * 4 < EVENT_BODY_BYTES, "the longest insertion fits an event");
const _: () = assert!(TEXT_COMPONENTS < TEXT_COMPONENTS_REBASED, "rebasing may split components");
const _: () = assert!(EVENT_BODY_BYTES < FRAME_IN_BYTES, "what may be stored may be sent");
const _: () = assert!(
    FRAME_FILL_BYTES + EVENT_BODY_BYTES + 1_024 < FRAME_OUT_BYTES,
    "a frame filled past the mark fits"
);
const _: () = assert!(REASON_CHARS < NOTES_CHARS && TITLE_CHARS < REASON_CHARS);
const _: () = assert!(HOMEWORK_CHARS * 4 < EVENT_BODY_BYTES && NOTE_CHARS < HOMEWORK_CHARS);
const _: () = assert!(OPS_IN_FLIGHT < OPS_PENDING);
const _: () = assert!(REDACTED_COMMITS * (10 + 32) + 10 < EVENT_BODY_BYTES, "one event names them all");
const _: () = assert!(HEARTBEAT_MS * 2 < SILENCE_MS, "one lost ping does not end a connection");
