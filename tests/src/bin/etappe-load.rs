//! Load generator: types recorded sessions against a server.
#![allow(clippy::disallowed_methods, reason = "a load generator measures time")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use etappe_protocol::id::StreamId;
use etappe_tests::http;
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;
use etappe_tests::trace::{self, Replayed, Trace};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Types a recording, one client per person, each edit on exactly what its author had seen.
    Trace {
        /// The recording; `.json` or `.json.gz`.
        file: PathBuf,
        /// Link of a team member of a running server; its analysis must have empty notes. A server of its own otherwise.
        #[arg(long)]
        url: Option<String>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Trace { file, url } = Cli::parse().command;
    match run(&file, url.as_deref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etappe-load: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(file: &std::path::Path, url: Option<&str>) -> Result<(), String> {
    let trace = Trace::load(file)?;
    let began = Instant::now();
    let replayed = match url {
        Some(link) => {
            let (address, cookie, stream) = sign_in(link).await?;
            trace::replay(&trace, address, &[cookie], stream).await?
        }
        None => on_own_server(&trace).await?,
    };
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{}: {} transactions by {} clients became {} commits in {seconds:.1} s; every client and the replayed history end in the recorded text",
        file.display(),
        trace.txns.len(),
        replayed.clients,
        replayed.commits,
    );
    Ok(())
}

async fn on_own_server(trace: &Trace) -> Result<Replayed, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let seed = Seed::plant(folder.path(), 1, trace.num_agents).await;
    let server = Server::start(folder.path()).await;
    let cookies: Vec<_> = seed.members.iter().map(|member| member.cookie.clone()).collect();
    let replayed = trace::replay(trace, server.address(), &cookies, seed.streams[0]).await;
    server.stop().await;
    replayed
}

/// Redeems a link such as `http://127.0.0.1:8080/join#…`.
async fn sign_in(link: &str) -> Result<(SocketAddr, String, StreamId), String> {
    let wrong = || format!("{link} does not look like http://127.0.0.1:8080/join#… of a team member");
    let (site, token) = link.split_once("/join#").ok_or_else(wrong)?;
    let host = site.strip_prefix("http://").ok_or_else(wrong)?;
    let address = host.replace("localhost", "127.0.0.1").parse().map_err(|_| wrong())?;
    let body = serde_json::json!({ "token": token, "name": "" }).to_string();
    let answer = http::post(address, "/api/redeem", None, &body).await;
    let cookie =
        answer.cookie().ok_or_else(|| format!("the link was refused with status {}", answer.status))?;
    let open = answer.json();
    let stream = open["open"].as_str().and_then(|path| path.strip_prefix("/a/"));
    let stream = stream.and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
    Ok((address, cookie, stream))
}
