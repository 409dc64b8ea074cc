//! `etappe rebuild`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::catalogue;
use crate::clock::Stopwatch;
use crate::event_log::EventLog;
use crate::event_log::redb::{LOG_FILE, RedbLog, RedbOptions};
use crate::projection::{Rebuild, RebuildReport};
use crate::stream::Catalogues;

/// Makes all views of a data folder anew, or compares them; prints what came of it.
///
/// # Errors
/// Whatever keeps the log from being read, in words; with `is_check`, also when anything differs.
pub fn main(data: &Path, is_check: bool) -> Result<(), Box<dyn Error>> {
    let (report, took) = super::serve::runtime()?.block_on(run(data, is_check))?;
    for difference in &report.differences {
        eprintln!("{difference}");
    }
    if !report.is_equal() {
        return Err(format!("{} differences found", report.difference_count).into());
    }
    let RebuildReport { events, teams, sheets, behind, .. } = report;
    let what = if is_check { "equal" } else { "rebuilt" };
    let seconds = took.as_secs_f64();
    println!(
        "{what}: {sheets} score sheets and the numbers of {teams} analyses, from {events} events in {seconds:.3} s"
    );
    if 0 < behind {
        println!("{behind} entries behind them are folded at the next start");
    }
    Ok(())
}

/// As [`main`], without a word; also how long it took, opening and closing aside.
///
/// # Errors
/// Whatever keeps the log from being read, in words.
pub async fn run(data: &Path, is_check: bool) -> Result<(RebuildReport, Duration), Box<dyn Error>> {
    if !data.join(LOG_FILE).exists() {
        return Err("no log in this folder".into());
    }
    let log = RedbLog::open(data, RedbOptions::default())?;
    let mut catalogues = Catalogues::default();
    catalogues.add(catalogue::load_default()?);
    let rebuild =
        Rebuild { log: log.clone(), store: log.clone(), catalogues: Arc::new(catalogues), is_check };
    let stopwatch = Stopwatch::start();
    let report = rebuild.run().await;
    let took = stopwatch.elapsed();
    log.close().await?;
    Ok((report?, took))
}
