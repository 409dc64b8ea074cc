//! Measures the server beside the limits of the machine; `cargo xtask bench` builds both and runs it.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use etappe_tests::bench;

#[derive(Parser)]
struct Cli {
    /// File to write the numbers to.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Folder for the data of the run; on the disk that is to be measured. The folder of this program otherwise.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Measured time of each run, in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Time before that, in seconds.
    #[arg(long, default_value_t = 4)]
    warm_up: u64,
    /// Analyses of which views are made anew.
    #[arg(long, default_value_t = 1_000)]
    rebuild_analyses: usize,
    /// Events of each of them.
    #[arg(long, default_value_t = 10_000)]
    rebuild_events: usize,
    /// Measure boards and rebuilding only.
    #[arg(long)]
    views: bool,
    /// Measure long histories only.
    #[arg(long)]
    history: bool,
    /// Measure nothing; put one analysis with a long history into this empty folder and print the links into it.
    #[arg(long)]
    plant: Option<PathBuf>,
    /// Events of that history.
    #[arg(long, default_value_t = 100_000)]
    plant_events: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etappe-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = cli.plant {
        let seed = bench::plant_history(&folder, cli.plant_events).await;
        seed.members.iter().for_each(|member| println!("/join#{}", member.invitation));
        println!("/a/{}/replay", seed.streams[0]);
        return Ok(());
    }
    let folder = match cli.folder {
        Some(folder) => folder,
        None => env::current_exe()?.parent().ok_or("this program has no folder")?.to_owned(),
    };
    let size = bench::Size {
        warm_up: Duration::from_secs(cli.warm_up),
        span: Duration::from_secs(cli.seconds),
        rebuild_analyses: cli.rebuild_analyses,
        rebuild_events: cli.rebuild_events,
    };
    let (words, numbers) = if cli.history {
        let report = bench::run_history(&folder).await?;
        (report.to_string(), serde_json::to_string_pretty(&report)?)
    } else if cli.views {
        let report = bench::run_views(&folder, size).await?;
        (report.to_string(), serde_json::to_string_pretty(&report)?)
    } else {
        let report = bench::run(&folder, size).await?;
        (report.to_string(), serde_json::to_string_pretty(&report)?)
    };
    print!("{words}");
    if let Some(path) = cli.json {
        fs::write(path, numbers + "\n")?;
    }
    Ok(())
}
