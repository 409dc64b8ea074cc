//! Measures Etappe beside the limits of the machine it runs on: the disk alone, the socket alone, then the program.
//!
//! `docs/performance.md` says what each number means and what was found.

mod board;
mod disk;
mod editor;
mod history;
mod ledger;
mod limits;
mod process;
mod rebuild;
mod report;
mod scene;

use std::path::Path;
use std::time::Duration;

pub use board::BoardReport;
pub use history::{HistoryReport, Opened, Seek, plant as plant_history};
pub use rebuild::RebuildReport;
pub use report::{LimitsReport, Report, SceneReport, ViewsReport};
use scene::Scene;

/// Measures everything, in folders below `folder`. The disk alone is measured before, between and after
/// the runs, because on a shared machine it changes from one minute to the next.
///
/// # Errors
/// In words, when the folder cannot be used or keeps its files in memory.
pub async fn run(folder: &Path, size: Size) -> Result<Report, String> {
    let Size { warm_up, span, .. } = size;
    let (file_system, work) = prepare(folder)?;
    let mut fdatasync_us = limits::fdatasync_us(work.path());
    let echo_per_s = limits::echo_per_s().await;
    let broadcast = limits::broadcast_24(false).await;
    let paced_broadcast = limits::broadcast_24(true).await;
    let (mut paced_us, paced_disk_cpu_s) = limits::paced_fdatasync(work.path());
    let one_by_25 = Scene { analyses: 1, editors: 25, warm_up, span }.run(work.path()).await;
    fdatasync_us.extend(limits::fdatasync_us(work.path()));
    let twenty_by_5 = Scene { analyses: 20, editors: 5, warm_up, span }.run(work.path()).await;
    fdatasync_us.extend(limits::fdatasync_us(work.path()));
    let fdatasync_p50_ms = ms(percentile(&mut fdatasync_us, 50));
    let limits = LimitsReport {
        fdatasync_p50_ms,
        echo_per_s,
        broadcast_24_per_s: broadcast.per_s,
        paced_fdatasync_p50_ms: ms(percentile(&mut paced_us, 50)),
        paced_cpu_s_per_1000: paced_disk_cpu_s + paced_broadcast.cpu_s_per_1000,
    };
    let views = views(work.path(), size).await;
    let history = history::run(work.path()).await;
    Ok(Report { limits, one_by_25, twenty_by_5, views, history, file_system })
}

/// How long, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Time before anything is measured.
    pub warm_up: Duration,
    /// Measured time of each run.
    pub span: Duration,
    /// Analyses of which views are made anew.
    pub rebuild_analyses: usize,
    /// Events of each of them.
    pub rebuild_events: usize,
}

/// Measures boards and rebuilding only.
///
/// # Errors
/// As [`run`].
pub async fn run_views(folder: &Path, size: Size) -> Result<ViewsReport, String> {
    let (_, work) = prepare(folder)?;
    Ok(views(work.path(), size).await)
}

/// Measures long histories only.
///
/// # Errors
/// As [`run`].
pub async fn run_history(folder: &Path) -> Result<HistoryReport, String> {
    let (_, work) = prepare(folder)?;
    Ok(history::run(work.path()).await)
}

async fn views(folder: &Path, Size { warm_up, span, rebuild_analyses, rebuild_events }: Size) -> ViewsReport {
    let scene = Scene { analyses: 100, editors: 5, warm_up, span: span / 4 };
    let board = board::run(folder, scene).await;
    let rebuild = rebuild::run(folder, rebuild_analyses, rebuild_events).await;
    ViewsReport { board, rebuild }
}

fn prepare(folder: &Path) -> Result<(String, tempfile::TempDir), String> {
    let file_system = disk::file_system(folder);
    if file_system == "tmpfs" {
        return Err(format!(
            "{} is in memory, where fdatasync costs nothing: name another",
            folder.display()
        ));
    }
    let work = tempfile::tempdir_in(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok((file_system, work))
}

/// The value below which `percent` of the samples lie; 0 when there are none. Sorts the samples.
pub(crate) fn percentile(samples: &mut [u32], percent: usize) -> u32 {
    samples.sort_unstable();
    let last = samples.len().saturating_sub(1);
    samples.get(last * percent / 100).copied().unwrap_or(0)
}

/// Microseconds as milliseconds.
pub(crate) fn ms(us: u32) -> f64 {
    f64::from(us) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_samples() {
        let mut samples: Vec<u32> = (0..=200).rev().collect();
        assert_eq!(percentile(&mut samples, 50), 100);
        assert_eq!(percentile(&mut samples, 99), 198);
        assert_eq!(percentile(&mut [], 50), 0);
    }
}
