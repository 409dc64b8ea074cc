//! Measures Etappe beside the limits of the machine it runs on: the disk alone, the socket alone, then the program.
//!
//! `docs/performance.md` says what each number means and what was found.

mod disk;
mod editor;
mod ledger;
mod limits;
mod process;
mod report;
mod scene;

use std::path::Path;
use std::time::Duration;

pub use report::{LimitsReport, Report, SceneReport};
use scene::Scene;

/// Measures everything, in folders below `folder`. The disk alone is measured before, between and after
/// the runs, because on a shared machine it changes from one minute to the next.
///
/// # Errors
/// In words, when the folder cannot be used or keeps its files in memory.
pub async fn run(folder: &Path, warm_up: Duration, span: Duration) -> Result<Report, String> {
    let file_system = disk::file_system(folder);
    if file_system == "tmpfs" {
        return Err(format!(
            "{} is in memory, where fdatasync costs nothing: name another",
            folder.display()
        ));
    }
    let work = tempfile::tempdir_in(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
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
    Ok(Report { limits, one_by_25, twenty_by_5, file_system })
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
