//! The numbers, for people and for programs.

use std::fmt;

use serde::Serialize;

use super::board::BoardReport;
use super::history::HistoryReport;
use super::rebuild::RebuildReport;

/// Time that the way from socket to socket may take beyond the disk, in milliseconds.
const AIM_BEYOND_DISK_MS: f64 = 0.7;
/// Aim for the slowest in a hundred, in milliseconds.
const AIM_P99_MS: f64 = 4.0;
/// Aim for CPU seconds of the server for 1,000 ops in a room of 25.
const AIM_CPU_S: f64 = 0.25;
/// Aim for the growth of the log with each op, in bytes.
const AIM_DISK_BYTES: f64 = 130.0;
/// Aim for what a board may cost on top of the editing, in percent.
const AIM_BOARD_PERCENT: f64 = 5.0;
/// Aim for a rebuild, as a part of the plain scan.
const AIM_REBUILD: f64 = 0.2;

/// Aim for opening an analysis with a long history, in milliseconds.
const AIM_OPEN_MS: f64 = 60.0;
/// Aim for what is sent for it.
const AIM_OPEN_BYTES: usize = 100_000;
/// Aim for any moment of a long history, as a part of replaying it.
const AIM_SEEK: f64 = 0.05;

/// Everything that one run has measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What the machine can do at most.
    pub limits: LimitsReport,
    /// One analysis with 25 editors.
    pub one_by_25: SceneReport,
    /// 20 analyses with 5 editors each.
    pub twenty_by_5: SceneReport,
    /// Boards and rebuilding.
    #[serde(flatten)]
    pub views: ViewsReport,
    /// Long histories.
    #[serde(flatten)]
    pub history: HistoryReport,
    /// Where the files lay, such as `ext4`.
    #[serde(skip)]
    pub file_system: String,
}

/// What views cost.
#[derive(Clone, Debug, Serialize)]
pub struct ViewsReport {
    /// Looking at a board of 100 analyses with 500 editors.
    pub board: BoardReport,
    /// Making all views anew.
    pub rebuild: RebuildReport,
}

impl fmt::Display for ViewsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { board, rebuild } = self;
        writeln!(f, "\nboard of {} analyses with {} editors, 3 viewers", board.analyses, board.editors)?;
        writeln!(f, "  server CPU s / 1,000 ops, nobody looking  {:>10.3}", board.alone_cpu_s_per_1000)?;
        writeln!(
            f,
            "  more while they look, percent             {:>10.1}   < {AIM_BOARD_PERCENT}",
            board.extra_cpu_percent
        )?;
        writeln!(f, "  updates of each viewer / s                {:>10.1}   <= 4", board.updates_per_s)?;
        let share = rebuild.events_per_s / rebuild.scan_events_per_s;
        writeln!(f, "\nviews made anew from {} events", rebuild.events)?;
        writeln!(f, "  plain scan, events / s                    {:>10.0}", rebuild.scan_events_per_s)?;
        writeln!(f, "  rebuild, events / s                       {:>10.0}", rebuild.events_per_s)?;
        writeln!(f, "  of the plain scan                         {share:>10.2}   >= {AIM_REBUILD}")?;
        writeln!(f, "  peak memory, MiB                          {:>10.1}", rebuild.peak_rss_mib)
    }
}

impl fmt::Display for HistoryReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { open_10k, open_100k, seek } = self;
        writeln!(f, "\na fresh client opens                          10,000    100,000   events")?;
        writeln!(
            f,
            "  ms                                      {:>10.1} {:>10.1}   < {AIM_OPEN_MS}",
            open_10k.ms, open_100k.ms
        )?;
        writeln!(
            f,
            "  bytes                                   {:>10} {:>10}   < {AIM_OPEN_BYTES}",
            open_10k.bytes, open_100k.bytes
        )?;
        writeln!(f, "any moment of 100,000 events")?;
        writeln!(f, "  replaying everything, ms                {:>10.1}", seek.replay_ms)?;
        writeln!(f, "  the moment in the middle, ms            {:>10.2}", seek.median_ms)?;
        writeln!(f, "  the slowest, ms                         {:>10.2}", seek.slowest_ms)?;
        writeln!(f, "  as a part of replaying everything       {:>10.4}   < {AIM_SEEK}", seek.ratio)
    }
}

/// What the machine can do at most.
#[derive(Clone, Debug, Serialize)]
pub struct LimitsReport {
    /// Append of one record to a file and `fdatasync`.
    pub fdatasync_p50_ms: f64,
    /// Messages there and back over one WebSocket, 32 on their way at once.
    pub echo_per_s: f64,
    /// Messages to 24 WebSockets.
    pub broadcast_24_per_s: f64,
    /// As `fdatasync_p50_ms`, with the pauses of a room of 25 between two appends.
    #[serde(skip)]
    pub paced_fdatasync_p50_ms: f64,
    /// CPU time of 1,000 such appends and 1,000 messages to 24, with those pauses.
    #[serde(skip)]
    pub paced_cpu_s_per_1000: f64,
}

/// What Etappe did.
#[derive(Clone, Debug, Serialize)]
pub struct SceneReport {
    /// From sending an op to the commit in the replica of another editor.
    pub visible_p50_ms: f64,
    /// As above, slowest in a hundred.
    pub visible_p99_ms: f64,
    /// From sending an op to the commit in the own replica.
    pub acked_p50_ms: f64,
    /// As above, slowest in a hundred.
    pub acked_p99_ms: f64,
    /// CPU time of the server's process, user space and kernel, for 1,000 acked ops.
    pub server_cpu_s_per_1000: f64,
    /// Most memory that the server's process ever had.
    pub peak_rss_mib: f64,
    /// Growth of the used pages of the log file for each acked op.
    pub disk_bytes_per_op: f64,
    /// Growth of the log file itself; it grows in steps, ahead of what is used.
    #[serde(skip)]
    pub file_bytes_per_op: f64,
    /// Acked ops.
    #[serde(skip)]
    pub ops_per_s: f64,
    /// Cores that the load generator kept busy; it is one thread, so 1.0 would mean that it is the limit.
    #[serde(skip)]
    pub generator_cpu: f64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limits, one_by_25: room, twenty_by_5: region, views, history, file_system } = self;
        let disk = limits.fdatasync_p50_ms;
        writeln!(f, "limits of this machine, files on {file_system}")?;
        writeln!(f, "  append of 110 bytes + fdatasync, p50      {disk:>10.3} ms")?;
        writeln!(f, "  WebSocket echo, 32 on their way           {:>10.0} /s", limits.echo_per_s)?;
        writeln!(f, "  WebSocket broadcast to 24                 {:>10.0} /s", limits.broadcast_24_per_s)?;
        writeln!(f, "at the pace of 1 x 25, one every 8 ms")?;
        writeln!(
            f,
            "  the same append, p50                      {:>10.3} ms",
            limits.paced_fdatasync_p50_ms
        )?;
        writeln!(f, "  CPU s / 1,000 appends and broadcasts      {:>10.3}", limits.paced_cpu_s_per_1000)?;
        writeln!(f, "\n{:<36}{:>10}{:>10}   aim", "Etappe", "1 x 25", "20 x 5")?;
        let mut row = |name: &str, of: fn(&SceneReport) -> f64, decimals: usize, aim: String| {
            let (room, region) = (of(room), of(region));
            writeln!(f, "  {name:<34}{room:>10.decimals$}{region:>10.decimals$}   {aim}")
        };
        let p50 = format!("<= {:.2} (fdatasync + {AIM_BEYOND_DISK_MS})", disk + AIM_BEYOND_DISK_MS);
        let p99 = format!("< {AIM_P99_MS} on a quiet machine");
        row("visible to the others, p50, ms", |scene| scene.visible_p50_ms, 2, p50)?;
        row("visible to the others, p99, ms", |scene| scene.visible_p99_ms, 2, p99)?;
        row("acked, p50, ms", |scene| scene.acked_p50_ms, 2, String::new())?;
        row("acked, p99, ms", |scene| scene.acked_p99_ms, 2, String::new())?;
        let cpu = format!("<= {AIM_CPU_S} at 1 x 25");
        row("server CPU s / 1,000 ops", |scene| scene.server_cpu_s_per_1000, 3, cpu)?;
        row("server peak memory, MiB", |scene| scene.peak_rss_mib, 1, String::new())?;
        row("log, used bytes / op", |scene| scene.disk_bytes_per_op, 0, format!("<= {AIM_DISK_BYTES}"))?;
        row("log, file growth bytes / op", |scene| scene.file_bytes_per_op, 0, String::new())?;
        row("acked ops / s", |scene| scene.ops_per_s, 1, String::new())?;
        row("load generator, cores", |scene| scene.generator_cpu, 2, "far below 1".to_owned())?;
        views.fmt(f)?;
        history.fmt(f)
    }
}
