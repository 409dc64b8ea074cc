//! The program `etappe`.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use etappe_protocol::id::StreamId;
use etappe_server::ops::export::Selection;
use etappe_server::ops::{demo, export, import, rebuild, redact, serve, verify};
use tracing_subscriber::EnvFilter;

/// Self-analysis in teams, live and on your own server.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a data folder.
    Serve(serve::ServeArgs),
    /// Try it out: serve demo data and print links for a coordinator and two team members.
    Demo {
        /// Folder to keep the demo data in; a temporary one otherwise.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
    /// Walk every chain of a data folder that is not being served.
    Verify {
        /// Folder with the data.
        #[arg(long)]
        data: PathBuf,
        /// Print one line per stream: id, revision, state digest, chain.
        #[arg(long)]
        hashes: bool,
    },
    /// Make every score sheet and every other view anew from the log, while the server is not running.
    Rebuild {
        /// Folder with the data.
        #[arg(long)]
        data: PathBuf,
        /// Change nothing; compare with what is stored and name every difference.
        #[arg(long)]
        check: bool,
    },
    /// Write histories as lines of JSON, each legible and with its stored bytes, while the server is not running.
    Export {
        /// Folder with the data.
        #[arg(long)]
        data: PathBuf,
        /// Folder for the files; made, or empty.
        #[arg(long)]
        out: PathBuf,
        /// Only this analysis.
        #[arg(long, conflicts_with = "cycle")]
        analysis: Option<StreamId>,
        /// Only this cycle, with the teams that take part in it.
        #[arg(long)]
        cycle: Option<StreamId>,
    },
    /// Bring in what was exported, all of it or nothing, while the server is not running.
    Import {
        /// Folder with the data; made if needed.
        #[arg(long)]
        data: PathBuf,
        /// Folder of an export, or one of its files.
        path: PathBuf,
        /// Print a link for a lead of each analysis and for a coordinator of each cycle that nobody runs here yet.
        #[arg(long)]
        links: bool,
    },
    /// Make words unreadable wherever they ever stood in an analysis, while the server is not running.
    Redact {
        /// Folder of the data.
        #[arg(long)]
        data: PathBuf,
        /// Id of the analysis, 32 hexadecimal digits.
        #[arg(long)]
        analysis: StreamId,
        /// The words; upper and lower case count alike.
        #[arg(long)]
        words: String,
        /// Only say what would be made unreadable.
        #[arg(long)]
        dry_run: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let level = if matches!(cli.command, Command::Serve(_)) { "info" } else { "warn" };
    let filter = EnvFilter::try_from_env("ETAPPE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let outcome = match cli.command {
        Command::Serve(args) => serve::main(args),
        Command::Demo { data, listen } => demo::main(data, listen),
        Command::Verify { data, hashes } => run_verify(&data, hashes),
        Command::Rebuild { data, check } => rebuild::main(&data, check),
        Command::Export { data, out, analysis, cycle } => {
            let analysis = analysis.map(Selection::Analysis);
            let selection = analysis.or(cycle.map(Selection::Cycle)).unwrap_or(Selection::Everything);
            export::main(&data, &out, selection)
        }
        Command::Import { data, path, links } => import::main(&data, &path, links),
        Command::Redact { data, analysis, words, dry_run } => redact::main(&data, analysis, words, dry_run),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etappe: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints what was found; fails when anything is wrong.
fn run_verify(data: &Path, hashes: bool) -> Result<(), Box<dyn Error>> {
    let report = verify::verify(data, hashes, &mut std::io::stdout().lock())?;
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    if let Some(problem) = &report.audit.problem {
        eprintln!("{problem}");
    }
    if !report.is_clean() {
        let count = report.problem_count + u64::from(report.audit.problem.is_some());
        return Err(format!("{count} problems found").into());
    }
    if !hashes {
        println!(
            "sound: {} commits in {} streams, {} chain heads compared, {} rows of the audit log",
            report.commits, report.streams, report.heads, report.audit.rows
        );
    }
    Ok(())
}
